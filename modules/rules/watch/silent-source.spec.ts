import { describe, expect, it } from 'vitest';
import { ruleSchema } from '../rule.js';
import { HOUR_MS, learnRhythm } from './rhythm.js';
import { silentVerdicts, type WatchedSource } from './silent-source.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 20, 10);
const rule = ruleSchema.parse({ id: 'silent', name: 'Silent', detect: { kind: 'watch', watch: 'silent-source' } });
const chatty = learnRhythm(
  Array.from({ length: 600 }, (_, n) => NOW - (600 - n) * HOUR_MS),
  5 * MINUTE,
  'UTC',
);

const ago = (minutes: number | undefined): number | undefined =>
  minutes === undefined ? undefined : NOW - minutes * MINUTE;
const source = (
  expectEveryMinutes: number,
  heardMinutesAgo?: number,
  more: Partial<WatchedSource> = {},
): WatchedSource => ({
  name: 'web1',
  expectEveryMinutes,
  ignore: false,
  lastReceived: ago(heardMinutesAgo),
  ...more,
});
const judged = (watched: WatchedSource, startedMinutesAgo = 9_999, rhythm = chatty) =>
  silentVerdicts(rule, [watched], {
    listeningSince: NOW - startedMinutesAgo * MINUTE,
    now: NOW,
    zone: 'UTC',
    rhythmOf: () => rhythm,
  })[0];

describe('a source with a fixed bound', () => {
  it.each([
    ['is fine within it', judged(source(60, 60)), 'fine'],
    ['is silent behind it', judged(source(60, 61)), 'wrong'],
    ['is silent when it was never heard', judged(source(60)), 'wrong'],
    ['has time when it was made just now', judged(source(60, undefined, { createdAt: NOW - MINUTE })), 'fine'],
    ['has a quarter of an hour after a start of the collector', judged(source(60, 500), 14), 'fine'],
    ['is not asked when it is ignored', judged(source(60, 61, { ignore: true })), undefined],
  ])('%s', (_, verdict, kind) => expect(verdict?.kind).toBe(kind));

  it('is told with what was expected and seen', () => {
    expect(judged(source(60, 130))).toMatchObject({
      title: 'web1 is silent',
      summary: 'web1 was last heard 2 h 10 min ago; expected is a message at least every 1 h.',
      reasons: [{ expected: 'a message at least every 1 h', actual: 'silent for 2 h 10 min' }],
      key: '[["lanwarden.source","web1"]]',
      entity: { source: 'web1' },
    });
    expect(judged(source(60))).toMatchObject({ summary: expect.stringContaining('web1 was never heard') });
  });
});

describe('a source with a rhythm', () => {
  it.each([
    ['is fine within the least bound', judged(source(0, 15)), 'fine'],
    ['is silent behind it', judged(source(0, 16)), 'wrong'],
    ['is not silent when it was never heard', judged(source(0)), 'fine'],
    ['is given the same time again after a start of the collector', judged(source(0, 500), 14), 'fine'],
    ['and is silent behind that', judged(source(0, 500), 16), 'wrong'],
  ])('%s', (_, verdict, kind) => expect(verdict?.kind).toBe(kind));

  it('without three days of data is not judged', () => {
    const unknown = silentVerdicts(rule, [source(0, 9_000)], {
      listeningSince: 0,
      now: NOW,
      zone: 'UTC',
      rhythmOf: () => undefined,
    });
    expect(unknown).toMatchObject([{ kind: 'fine' }]);
  });

  it('is told with what is usual at this hour', () =>
    expect(judged(source(0, 30))).toMatchObject({
      summary: 'web1 was last heard 30 min ago; at most 5 min of silence is usual at this hour.',
      reasons: [{ expected: 'at most 5 min of silence is usual at this hour; said after 15 min' }],
    }));
});
