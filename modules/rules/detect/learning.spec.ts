// How long a first-seen rule says nothing, also where it is changed meanwhile.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { EventReader, ScanBatch, SegmentInfo } from '#src/store/event-store.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { sampleEvent, sampleRule, sampleSet } from '../../../test/helpers/rule-samples.js';
import type { MatchRecord } from '../match-record.js';
import { detectionTables } from '../migrations/0002-detection.js';
import { type Learner, Learning } from './learning.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 20, 12);

let dir: string;
let db: Sequelize;
let learning: Learning;
let taken: MatchRecord[];
let imports: readonly Partial<SegmentInfo>[];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-learning-'));
  db = await openMetadata(configSchema.parse({ data: { dir } }));
  await detectionTables.up(db);
  learning = new Learning(db);
  taken = [];
  imports = [];
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const ruleOf = (field: string, learnDays = 7): Learner =>
  sampleRule('new', { kind: 'first-seen', query: 'failed', field, learnDays }) as Learner;

/** @param between happens between the two batches that the store gives */
function read(rule: Learner, oldest: number, between: () => Promise<void> = () => Promise.resolve()): Promise<boolean> {
  const batch = (): ScanBatch => ({ events: [sampleEvent(NOW - DAY, { 'user.name': 'root' })], position: '' });
  const store = {
    async *scan() {
      yield batch();
      await between();
      yield batch();
    },
    segments: () => Promise.resolve([{ kind: 'live', minTime: oldest, maxTime: NOW }, ...imports]),
  } as unknown as EventReader;
  const take = (records: readonly MatchRecord[]): void => void taken.push(...records);
  const past = { now: NOW, take, keep: () => Promise.resolve(), signal: new AbortController().signal };
  return learning.readPast(store, sampleSet([rule]), rule, past);
}

it('what is read for a rule that looks at something else by now is neither learned nor held to be enough', async () => {
  const [before, after] = [ruleOf('user'), ruleOf('src_ip')];
  await learning.begin([before], NOW);
  await read(before, NOW - 30 * DAY, () => learning.begin([after], NOW));
  expect(taken).toHaveLength(1);
  expect(learning.unread([after])).toHaveLength(1);
  await learning.load();
  expect(learning.isLearning('new', NOW)).toBe(true);
});

it('a rule that is to learn for longer does, from when it began', async () => {
  const [before, after] = [ruleOf('user', 7), ruleOf('user', 30)];
  await learning.begin([before], NOW);
  await read(before, NOW - 7 * DAY);
  expect(learning.isLearning('new', NOW)).toBe(false);
  await learning.begin([after], NOW);
  await learning.readAgain([after]);
  await read(after, NOW - 10 * DAY);
  expect(learning.of('new')).toMatchObject({ learnsUntil: NOW + 20 * DAY, isReadingPast: false });
  await learning.readAgain([before]);
  await read(before, NOW - 10 * DAY);
  expect(learning.isLearning('new', NOW)).toBe(false);
});

it.each([
  ['long before what is read end nothing', [-400, -399], 6],
  ['of the days that are read are days of learning', [-8, -5], 0],
])('imported lines %s', async (_, [from, to], days) => {
  const rule = ruleOf('user');
  imports = [{ kind: 'import', minTime: NOW + from! * DAY, maxTime: NOW + to! * DAY }];
  await learning.begin([rule], NOW);
  await read(rule, NOW - DAY);
  expect(learning.of('new')?.learnsUntil).toBe(NOW + days * DAY);
});
