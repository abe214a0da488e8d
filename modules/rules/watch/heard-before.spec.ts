// What is read of the past for absence rules, over a real store.

import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Fields } from '#src/event/event.js';
import { sampleSet } from '../../../test/helpers/rule-samples.js';
import { WATCH_NOW as NOW, WatchRoom } from '../../../test/helpers/watch-room.js';
import { ruleSchema } from '../rule.js';
import { HeardBefore, type PastBounds } from './heard-before.js';

const HOUR = 3_600_000;

let room: WatchRoom;
beforeEach(async () => void (room = await WatchRoom.open()));
afterEach(() => room.close());

/** One each second, up to now. */
const events = (count: number, fieldsOf: (n: number) => Fields): { at: number; fields: Fields }[] =>
  Array.from({ length: count }, (_, n) => ({ at: NOW - (count - n) * 1_000, fields: fieldsOf(n) }));

async function heard(
  groupBy: readonly string[],
  bounds: PastBounds,
): Promise<{ keys: readonly string[]; isCut: boolean }> {
  const detect = { kind: 'absence', query: '*', silentMinutes: 60 };
  const rule = ruleSchema.parse({ id: 'a', name: 'Absent', groupBy, detect });
  const before = new HeardBefore(room.store, { ruleSet: sampleSet([rule]), rule, now: NOW }, bounds);
  const keys = new Set<string>();
  for await (const records of before.records()) for (const { key } of records) keys.add(key);
  return { keys: [...keys].sort(), isCut: before.isCut };
}

it.each([
  ['facets', ['host', 'app'], { 'host.name': 'nas', 'process.name': 'cron' }],
  ['accounts', ['user'], { 'user.name': 'Root' }],
  ['addresses', ['src_ip'], { 'source.ip': '2001:DB8::1' }],
  ['several fields', ['host', 'src_ip'], { 'host.name': 'nas', 'source.ip': '10.0.0.1' }],
])('who is silent is found behind those who talk: %s', async (_, groupBy, busy) => {
  const quiet = { 'host.name': 'pc', 'process.name': 'cron', 'user.name': 'eve', 'source.ip': '10.0.0.2' };
  await room.append('live', { at: NOW - 2 * HOUR, fields: quiet }, ...events(4_000, () => busy as Fields));
  const { keys, isCut } = await heard(groupBy, { roundEvents: 1_000, rounds: 3 });
  expect([keys.length, isCut]).toEqual([2, false]);
});

it('a key is found whose events have a value of a busy one, too', async () => {
  const of = (...categories: string[]): Fields => ({ 'host.name': 'nas', 'event.category': categories as never });
  await room.append(
    'live',
    { at: NOW - HOUR, fields: of('network', 'process') },
    ...events(2_500, () => of('process')),
  );
  const { keys } = await heard(['host', 'category'], { roundEvents: 1_000, rounds: 10 });
  expect(keys).toHaveLength(2);
});

it('where there is more than may be read, that is known', async () => {
  await room.append('live', ...events(3_000, (n) => ({ 'user.name': `made up ${n}` })));
  expect((await heard(['user'], { roundEvents: 1_000, rounds: 2 })).isCut).toBe(true);
  expect((await heard(['user'], { roundEvents: 1_000, rounds: 4 })).isCut).toBe(false);
});

it('imported events are looked at up to the bound, and heard of nobody', async () => {
  await room.append('import', ...events(2_000, () => ({ 'host.name': 'nas' })));
  expect(await heard(['host'], { roundEvents: 1_000, rounds: 1 })).toEqual({ keys: [], isCut: true });
  expect(await heard([], { roundEvents: 3_000, rounds: 1 })).toEqual({ keys: [], isCut: false });
});
