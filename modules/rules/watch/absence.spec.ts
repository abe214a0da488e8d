import { describe, expect, it } from 'vitest';
import { ruleSchema } from '../rule.js';
import { absenceVerdicts, inForceSince } from './absence.js';
import { Heard } from './heard.js';

const MINUTE = 60_000;
/** A Friday. */
const NOW = Date.UTC(2026, 10, 20, 10);
const rule = (schedule = {}, silentMinutes = 30) =>
  ruleSchema.parse({
    id: 'a',
    name: 'Backup is missing',
    detect: { kind: 'absence', query: 'app:backup', silentMinutes },
    schedule,
  });
const key = '[["host.name","nas"]]';
const heard = (minutesAgo: number, name = key) =>
  new Map([[name, { at: NOW - minutesAgo * MINUTE, entity: { host: 'nas' } }]]);
const listening = { listeningSince: NOW - 600 * MINUTE, zone: 'UTC', now: NOW };
const kind = (verdicts: ReturnType<typeof absenceVerdicts>) => verdicts.map((each) => each.kind);

describe('a key of an absence rule', () => {
  it.each([
    ['is fine to the minute', absenceVerdicts(rule(), heard(30), listening), ['fine']],
    ['is absent behind it', absenceVerdicts(rule(), heard(31), listening), ['wrong']],
    [
      'is not judged while the collector is away',
      absenceVerdicts(rule(), heard(31), { ...listening, listeningSince: undefined }),
      [],
    ],
    [
      'nor just after its start',
      absenceVerdicts(rule(), heard(31), { ...listening, listeningSince: NOW - 15 * MINUTE }),
      [],
    ],
    ['but may be fine then', absenceVerdicts(rule(), heard(1), { ...listening, listeningSince: NOW }), ['fine']],
    [
      'is silent only in the hours of the schedule',
      absenceVerdicts(rule({ hours: [10, 12] }), heard(900), listening),
      ['fine'],
    ],
    ['is no longer expected after a month', absenceVerdicts(rule(), heard(31 * 24 * 60), listening), ['fine']],
    ['but not within it', absenceVerdicts(rule(), heard(29 * 24 * 60), listening), ['wrong']],
    ['counted from their beginning', absenceVerdicts(rule({ hours: [9, 12] }), heard(900), listening), ['wrong']],
  ])('%s', (_, verdicts, expected) => expect(kind(verdicts)).toEqual(expected));

  it('is told with its name, what was expected and seen', () => {
    expect(absenceVerdicts(rule(), heard(90), listening)).toMatchObject([
      {
        title: 'Backup is missing: nas',
        summary: 'Host nas was last heard 1 h 30 min ago; expected is something at least every 30 min.',
        since: NOW - 90 * MINUTE,
        entity: { host: 'nas' },
      },
    ]);
    expect(absenceVerdicts(rule(), heard(90, '[]'), listening)).toMatchObject([{ title: 'Backup is missing' }]);
  });
});

it.each([
  ['always', {}, -Infinity],
  ['this hour', { hours: [10, 10] }, NOW],
  ['over midnight', { hours: [22, 12] }, NOW - 12 * 60 * MINUTE],
  ['since Friday began', { weekdays: [4, 5] }, NOW - 10 * 60 * MINUTE],
  ['not now', { hours: [11, 12] }, NOW],
])('a schedule is in force since: %s', (_, schedule, since) =>
  expect(inForceSince(schedule as Parameters<typeof inForceSince>[0], NOW, 'UTC')).toBe(since),
);

describe('what was heard', () => {
  const record = (of: string, last: number, ruleId = 'a') => ({
    rule: ruleId,
    step: 0,
    key: of,
    count: 1,
    first: last,
    last,
    events: [],
    entity: {},
    byReceipt: 0,
  });

  it('is the latest, by receipt where it came just now', () => {
    const all = new Heard();
    all.follow(['a']);
    all.heard([record('k', 5), record('k', 3), record('k', 1, 'other')]);
    expect(all.keysOf('a').get('k')?.at).toBe(5);
    all.heard([record('k', 6)], 100);
    expect(all.keysOf('a').get('k')?.at).toBe(100);
    expect(all.keysOf('other').size).toBe(0);
  });

  it('is bounded: names that somebody makes up push out only each other', () => {
    const all = new Heard();
    all.follow(['a']);
    all.heard([record('regular', 0), record('regular', MINUTE), record('once', 2 * MINUTE)]);
    for (let n = 0; n < 10_000; n++) all.heard([record(`made up ${n}`, 3 * MINUTE + n)]);
    const keys = all.keysOf('a');
    const names = ['regular', 'once', 'made up 0', 'made up 99', 'made up 9999'];
    expect(names.map((each) => keys.has(each))).toEqual([true, false, false, true, true]);
    expect(keys.size).toBe(9_902);
  });

  it('is bounded: then what was heard longest ago goes, in whatever order it was told, and is counted', () => {
    const all = new Heard();
    all.follow(['a']);
    for (let n = 10_000; n >= 0; n--) all.heard([record(`k${n}`, n), record(`k${n}`, n + MINUTE)]);
    const keys = all.keysOf('a');
    expect(['k0', 'k99', 'k100', 'k10000'].map((each) => keys.has(each))).toEqual([false, false, true, true]);
    expect(all.takeForgotten()).toEqual(new Map([['a', 100]]));
    expect(all.takeForgotten()).toEqual(new Map());
    all.forget('a', 9_999 + MINUTE);
    expect([...all.keysOf('a').keys()]).toEqual(['k10000', 'k9999']);
  });
});
