// A day that is full of findings: who may take whose place.

import { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { baselinesTables } from '../migrations/0001-baselines.js';
import { FindingWriter } from './finding-writer.js';
import { foundEvent } from './testing.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const TIME = Date.UTC(2026, 10, 20, 9);
let db: Sequelize;
let writer: FindingWriter;

beforeEach(async () => {
  db = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
  await baselinesTables.up(db);
  writer = new FindingWriter(db, new FakeClock(TIME), 3);
});
afterEach(() => db.close());

const find = (name: string, score: number, state: 'ready' | 'learning' = 'ready') =>
  foundEvent(TIME, score, { entity: { kind: 'user', name }, state });
const write = (...found: ReturnType<typeof find>[]): Promise<void> =>
  db.transaction((transaction) => writer.writeLive(found, transaction));

async function names(): Promise<string[]> {
  const [rows] = await db.query('SELECT entity_name AS name FROM baselines_findings ORDER BY entity_name');
  return (rows as { readonly name: string }[]).map(({ name }) => name);
}

it('a flood of invented accounts does not keep out what is found about a real one', async () => {
  for (let i = 0; i < 20; i++) await write(find(`fake${i}`, 99, 'learning'));
  expect(await names()).toHaveLength(3);
  await write(find('alice', 76));
  expect(await names()).toHaveLength(3);
  expect(await names()).toContain('alice');
  await write(find('mallory', 100, 'learning'), find('bob', 80), find('carol', 77));
  expect(await names()).toEqual(['alice', 'bob', 'carol']);
});

it('of what is known as well the higher score stays, and nothing more than is there', async () => {
  await write(find('a', 60), find('b', 70), find('c', 80));
  await write(find('d', 65));
  expect(await names()).toEqual(['b', 'c', 'd']);
  await write(find('e', 64));
  expect(await names()).toEqual(['b', 'c', 'd']);
});

it('what somebody judged stays', async () => {
  await write(find('a', 60), find('b', 61), find('c', 62));
  await db.query("UPDATE baselines_findings SET verdict_id = 'v', verdict_kind = 'malicious'");
  await write(find('d', 99));
  expect(await names()).toEqual(['a', 'b', 'c']);
});
