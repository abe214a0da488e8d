// Two portals on one database, each with what its own collector reads: their days are one.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { ParsingHistory } from '#src/portal/parsing/parsing-history.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { parserDays } from '../migrations/0001-parser-days.js';
import { HOUR_MS } from '../parse-report.js';
import { DayBook } from './day-book.js';
import { DayTable, MAX_PAIRS } from './day-table.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

/** A Friday. */
const clock = new FakeClock(Date.UTC(2026, 10, 20, 9));
const hour = clock.now() / HOUR_MS;
let dir: string;
let db: Sequelize;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-days-'));
  db = await openMetadata(configSchema.parse({ data: { dir } }));
  await parserDays.up(db);
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

async function open(): Promise<DayBook> {
  const collector = { onStageReport: () => () => undefined } as never;
  const live = { atStart: { config: { time: { zone: 'UTC' } } } } as never;
  const book = new DayBook(db, collector, clock, pino({ level: 'silent' }), live, new ParsingHistory());
  await book.onModuleInit();
  return book;
}

/** `actions` of `events` have an action. */
const hear = (book: DayBook, source: string, events: number, actions: number, tags = {}): void =>
  book.take({ uncounted: 0, hours: [{ hour, pairs: [{ source, parser: 'sshd', counts: [events, actions], tags }] }] });
const rowOf = async (book: DayBook, source: string) => (await book.days('sshd')).find((row) => row.source === source);

it('what both read of one source is added up, whoever writes first and however often', async () => {
  const [a, b] = [await open(), await open()];
  hear(a, 'gate', 100, 90, { late: 1 });
  hear(b, 'gate', 200, 60, { late: 2, odd: 1 });
  await Promise.all([a.write(), b.write()]);
  hear(a, 'gate', 100, 0);
  await Promise.all([b.write(), a.write(), a.write()]);
  const sums = { events: 400, tags: { late: 3, odd: 1 }, filled: { 'event.action': 150, 'user.name': 0 } };
  expect(await rowOf(b, 'gate')).toMatchObject(sums);
  expect((await new DayTable(db).since('2026-11-20')).find(({ parser }) => parser === 'sshd')).toMatchObject({
    ...sums,
    hours: { [hour]: [400, 150, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
    lowest: { 'event.action': 0.375 },
  });
  await Promise.all([a.onModuleDestroy(), b.onModuleDestroy()]);
  expect((await rowOf(await open(), 'gate'))?.events).toBe(400);
});

it('what the other one read is known here when it has been read again, and what was counted meanwhile stays', async () => {
  const yesterday = { hour: hour - 24, pairs: [{ source: 'gate', parser: 'sshd', counts: [200, 200], tags: {} }] };
  const before = await open();
  before.take({ uncounted: 0, hours: [yesterday] });
  await before.write();
  for (const day of ['2026-11-17', '2026-11-18'])
    await db.query(
      `INSERT INTO parser_days SELECT '${day}', source, parser, events, filled, lowest, tags, '{}' FROM parser_days
       WHERE day = '2026-11-19'`,
    );
  const [a, b] = [await open(), await open()];
  const shareIn = async (book: DayBook) =>
    (await book.fields(clock.now())).find(({ parser, field }) => parser === 'sshd' && field === 'event.action')
      ?.lastHours;
  expect(await shareIn(b)).toBeUndefined();
  hear(a, 'gate', 150, 150);
  await a.write();
  hear(b, 'gate', 50, 0);
  expect(await shareIn(b)).toBeUndefined(); // too few to say something
  await b.reread();
  expect(await shareIn(b)).toEqual({ all: 200, filled: 150 });
  await b.write();
  await a.reread();
  expect(await shareIn(a)).toEqual({ all: 200, filled: 150 });
});

it('what the database did not take is written later, once', async () => {
  const book = await open();
  hear(book, 'gate', 10, 5);
  await db.query('ALTER TABLE parser_days RENAME TO away');
  await book.write();
  hear(book, 'gate', 10, 5);
  await db.query('ALTER TABLE away RENAME TO parser_days');
  await book.write();
  await book.write();
  expect(await rowOf(book, 'gate')).toMatchObject({ events: 20, filled: { 'event.action': 10 } });
});

it('a page is shown without writing, with what is not written yet', async () => {
  const book = await open();
  hear(book, 'gate', 10, 5, { late: 1 });
  await book.write();
  hear(book, 'gate', 10, 0, { odd: 1 });
  hear(book, 'door', 7, 7);
  expect(await rowOf(book, 'gate')).toMatchObject({ events: 20, filled: { 'event.action': 5 }, tags: { late: 1, odd: 1 } }); // prettier-ignore
  expect(await rowOf(book, 'door')).toMatchObject({ events: 7, filled: { 'event.action': 7 } });
  expect((await new DayTable(db).since('2026-11-20')).map(({ source, events }) => [source, events])).toEqual([['gate', 10], ['gate', 10]]); // prettier-ignore
});

it('says how many events of today no share has', async () => {
  const book = await open();
  for (let n = 0; n < MAX_PAIRS / 2; n += 1) hear(book, `s${n}`, 1, 0);
  expect(book.uncounted()).toBe(0);
  hear(book, 'one more', 5, 0);
  book.take({ hours: [], uncounted: 3 });
  expect(book.uncounted()).toBe(8);
});
