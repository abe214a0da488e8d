import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import type { EventReader } from '#src/store/event-store.js';
import { sampleException, sampleRule, sampleSet } from '../../../test/helpers/rule-samples.js';
import type { RuleSet } from '../rule.js';
import { AbsenceWatch } from './absence-watch.js';
import { Heard, MAX_HEARD_KEYS } from './heard.js';

const NOW = Date.UTC(2026, 10, 20, 10);
const HOUR = 3_600_000;
const RULES = sampleSet([sampleRule('backup', { kind: 'absence', query: '*', silentMinutes: 60 })]);

let lines: { rule: string; keys?: number; msg: string }[];
let heard: Heard;
beforeEach(() => void ([lines, heard] = [[], new Heard()]));

/** @param page what the store answers to each search */
function watching(page: Awaited<ReturnType<EventReader['search']>>): AbsenceWatch {
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line)) });
  const store = { search: () => Promise.resolve(page) } as Partial<EventReader> as EventReader;
  return new AbsenceWatch({ store, heard, log, stopping: new AbortController().signal });
}

it('that keys were forgotten is told with their number, once an hour', () => {
  const watch = watching({ events: [] });
  const hearTooMany = (): void => {
    const none = { rule: 'backup', step: 0, count: 1, first: NOW, last: NOW, events: [], entity: {}, byReceipt: 0 };
    for (let n = 0; n <= MAX_HEARD_KEYS; n++) heard.heard([{ ...none, key: `${n}` }]);
  };
  watch.follow(RULES, NOW);
  expect(lines).toEqual([]);
  hearTooMany();
  watch.follow(RULES, NOW + 1);
  expect(lines).toMatchObject([{ rule: 'backup', keys: 100 }]);
  hearTooMany();
  watch.follow(RULES, NOW + HOUR);
  expect(lines).toHaveLength(1);
  watch.follow(RULES, NOW + 1 + HOUR);
  expect(lines).toHaveLength(2);
});

it('who is put on a list of an exception or taken off a list of the rule is not waited for any more', async () => {
  const key = JSON.stringify([['host.name', 'nas']]);
  const standing = [{ rule: 'backup', key, since: NOW - 2 * HOUR, toldAt: NOW }];
  const detect = { kind: 'absence', query: 'host:$kept', silentMinutes: 60 };
  const rule = sampleRule('backup', detect, { groupBy: ['host'] });
  const exceptions = [sampleException('x', 'host:$retired')];
  const set = (lists: RuleSet['lists']): RuleSet => sampleSet([rule], { exceptions, lists });
  const watch = watching({ events: [] });
  const look = async (lists: RuleSet['lists']): Promise<unknown> => {
    watch.follow(set(lists), NOW);
    await watch.settled();
    return watch.verdicts(rule, { listeningSince: NOW - 24 * HOUR, zone: 'UTC', now: NOW }, standing);
  };
  expect(await look({ kept: ['nas'], retired: [] })).toMatchObject([{ kind: 'wrong' }]);
  expect(await look({ kept: ['nas'], retired: ['nas'] })).toMatchObject([{ kind: 'fine', isUnwatched: true }]);
  heard.heard([
    { rule: 'backup', key, step: 0, count: 1, first: NOW, last: NOW, events: [], entity: {}, byReceipt: 0 },
  ]);
  expect(await look({ kept: ['nas'], retired: [] })).toMatchObject([{ kind: 'wrong' }]);
});

it('that the past was not all read is told', async () => {
  const watch = watching({ events: [], next: 'there is always more' });
  watch.follow(RULES, NOW);
  await watch.settled();
  expect(lines.map(({ rule, msg }) => [rule, msg])).toEqual([
    ['backup', expect.stringMatching(/^an absence rule matches more than is read of the past at a start/)],
  ]);
});
