// Writes that may be left out: on a database that really takes no more.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { BestEffort } from './best-effort.js';
import { databaseFault } from './database-fault.js';
import { openMetadata } from './open.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

let dir: string;
let db: Sequelize;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-best-effort-'));
  db = await openMetadata(configSchema.parse({ data: { dir } }));
  await db.query('CREATE TABLE notes (text TEXT)');
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const write = (): Promise<unknown> => db.query(`INSERT INTO notes VALUES (hex(zeroblob(100000)))`);

async function fill(): Promise<void> {
  const [[count]] = (await db.query('PRAGMA page_count')) as [{ page_count: number }[], unknown];
  await db.query(`PRAGMA max_page_count = ${count!.page_count}`);
}

it('goes on without the write when the disk is full, and says so once a minute', async () => {
  await fill();
  const clock = new FakeClock(1_000_000);
  const said: unknown[] = [];
  const effort = new BestEffort(clock, { warn: (detail: unknown) => void said.push(detail) });
  for (let n = 0; n < 3; n++) await effort.try('a note', write);
  expect(said).toMatchObject([{ what: 'a note' }]);
  clock.advance(60_000);
  await effort.try('a note', write);
  expect(said).toHaveLength(2);
});

it('tries none for ten seconds after one that failed', async () => {
  const clock = new FakeClock(1_000_000);
  const effort = new BestEffort(clock, { warn: () => undefined });
  let tries = 0;
  const fails = (): Promise<unknown> => Promise.reject(new Error(`SQLITE_BUSY: ${(tries += 1)}`));
  for (let n = 0; n < 3; n++) await effort.try('a note', fails);
  expect(tries).toBe(1);
  clock.advance(10_000);
  await effort.try('a note', fails);
  expect(tries).toBe(2);
});

it('does not hide a mistake of ours', async () => {
  const effort = new BestEffort(new FakeClock(0), { warn: () => undefined });
  const write = (): Promise<unknown> => Promise.reject(new TypeError('row is undefined'));
  await expect(effort.try('a note', write)).rejects.toThrow('row is undefined');
});

it('does the write when the database takes it', async () => {
  await new BestEffort(new FakeClock(0), { warn: () => undefined }).try('a note', write);
  expect((await db.query('SELECT 1 FROM notes'))[0]).toHaveLength(1);
});

const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => databaseFault(error),
  );

it('a full disk is a fault that says what to do', async () => {
  await fill();
  const fault = await faultOf(write());
  expect(fault).toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining('Free some disk') });
});

it('a database that only reads is a fault that says what to do', async () => {
  await db.query('PRAGMA query_only = ON');
  const fault = await faultOf(write());
  expect(fault).toMatchObject({ code: 'DATABASE_AWAY', message: expect.stringContaining('now: it only reads.') });
});

const ofPostgres = (code: string): Error =>
  Object.assign(new Error('said by 10.0.0.9'), { name: 'SequelizeDatabaseError', parent: { code } });

it.each([
  [ofPostgres('25006'), 'it only reads'],
  [ofPostgres('55P03'), 'it is busy'],
  [new Error('SQLITE_BUSY: database is locked in /srv/data'), 'it is busy'],
  [Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:5432'), { name: 'SequelizeConnectionError' }), 'it is away'],
])('what the driver says is not for everybody: %s', (error, kind) => {
  const { message } = databaseFault(error)!;
  expect(message).toContain(`now: ${kind}.`);
  expect(message).not.toContain(error.message);
});

it.each([
  ['53100', 'DISK_FULL'],
  ['25006', 'DATABASE_AWAY'],
  ['57P01', 'DATABASE_AWAY'],
  ['22P05', undefined],
])('PostgreSQL’s %s is %s', (code, expected) => {
  expect(databaseFault(ofPostgres(code))?.code).toBe(expected);
});

it('what others say of a connection is none of the database’s', () => {
  expect(databaseFault(new Error('connect ECONNREFUSED 10.0.0.5:443'))).toBeUndefined();
  expect(databaseFault(undefined)).toBeUndefined();
});
