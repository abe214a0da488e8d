// A firmware update, from the lines to the verdict: real parsers, the collector's counting half, the kept days and the rule's judgement.
// A week of lines as they were; then the same product words them differently.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import type { LogEvent } from '#src/event/event.js';
import { ParsingHistory } from '#src/portal/parsing/parsing-history.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { DayBook } from '../modules/parsing/history/day-book.js';
import { parserDays } from '../modules/parsing/migrations/0001-parser-days.js';
import type { ParseReport } from '../modules/parsing/parse-report.js';
import { createParsingStage } from '../modules/parsing/stage.js';
import { ruleSchema } from '../modules/rules/rule.js';
import { FakeClock } from './helpers/fake-clock.js';
import { parserVerdicts } from './helpers/parser-verdicts.js';
import linuxAuth from '../parsers/linux-auth/index.js';

const HOUR_MS = 3_600_000;
/** A Friday. */
const BEGIN = Date.UTC(2026, 10, 13);
const RULE = ruleSchema.parse({ id: 'd', name: 'D', detect: { kind: 'watch', watch: 'parser-drift', bound: 30 } });

const clock = new FakeClock(BEGIN);
const stage = createParsingStage();
const dispatcher = new Dispatcher([linuxAuth], { errorLimit: 5 });
const history = new ParsingHistory();
let dir: string;
let db: Awaited<ReturnType<typeof openMetadata>>;
let book: DayBook;

const openBook = async (): Promise<void> => {
  const collector = { onStageReport: () => () => undefined } as never;
  const live = { atStart: { config: { time: { zone: 'UTC' } } } } as never;
  book = new DayBook(db, collector, clock, pino({ level: 'silent' }), live, history);
  await book.onModuleInit();
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-drift-'));
  db = await openMetadata(configSchema.parse({ data: { dir } }));
  await parserDays.up(db);
  await openBook();
});
afterEach(async () => {
  await book.onModuleDestroy();
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

/** So many of these lines in this hour; `%` stands for a number. */
function hear(lines: number, text: string): void {
  for (let n = 0; n < lines; n += 1) {
    const line = decodeFrame(Buffer.from(`<38>Nov 20 10:00:00 gate sshd[7]: ${text.replaceAll('%', String(n % 200))}`));
    const claim = dispatcher.parse(line);
    const event = { ...claim?.fields, 'event.ingested': clock.now(), 'lanwarden.source': 'gate' };
    stage.process!({ ...event, 'event.dataset': claim?.parser.id ?? 'none' } as LogEvent, 'live');
  }
  const report = stage.report!() as ParseReport | undefined;
  if (report !== undefined) book.take(report);
}

async function usualHours(hours: number): Promise<void> {
  for (let n = 0; n < hours; n += 1) {
    hear(120, 'Failed password for user% from 192.0.2.% port 5022 ssh2');
    hear(20, 'Server listening on 0.0.0.0 port 22.');
    clock.advance(HOUR_MS);
  }
  await book.write();
}

const verdict = async () => parserVerdicts(RULE, [], clock.now(), await history.read(clock.now()))[0];

it('is noticed when messages are no longer understood, or a field is no longer found, and not before', async () => {
  await usualHours(7 * 24);
  // Quiet nights, and a portal that was started anew, are no updates.
  await book.onModuleDestroy();
  await openBook();
  hear(130, 'Failed password for user% from 192.0.2.% port 5022 ssh2');
  expect(await verdict()).toMatchObject({ kind: 'fine' });
  clock.advance(2 * HOUR_MS);
  hear(150, 'Login denied: account user%, peer 192.0.2.%');
  expect(await verdict()).toMatchObject({
    kind: 'wrong',
    source: 'gate',
    summary: expect.stringMatching(/^A parser of its own read 0 % of the 150 messages of gate in the last hours;/) as string, // prettier-ignore
  });
  clock.advance(2 * HOUR_MS);
  hear(150, 'Failed password for user% from 192.0.2.% port 5022 ssh2');
  expect(await verdict()).toMatchObject({ kind: 'fine' });
  clock.advance(2 * HOUR_MS);
  hear(150, 'Received disconnect from 192.0.2.% port 5022:11: Bye');
  expect(await verdict()).toMatchObject({
    kind: 'wrong',
    title: 'Less is found in messages of gate',
    reasons: [{}, { what: 'share of the messages of gate in which the parser linux-auth finds user.name' }],
  });
});

it('is not noticed in days that are too few', async () => {
  await usualHours(24);
  hear(150, 'Login denied: account user%, peer 192.0.2.%');
  expect(await verdict()).toBeUndefined();
});

it('keeps four weeks of days, and hours of two', async () => {
  for (let day = 0; day < 40; day += 1) {
    hear(120, 'Failed password for user% from 192.0.2.% port 5022 ssh2');
    await book.write();
    clock.advance(24 * HOUR_MS);
  }
  await book.write();
  const rows = await book.days('linux-auth');
  const count = async (where: string) =>
    ((await db.query(`SELECT COUNT(*) AS n FROM parser_days ${where}`))[0][0] as { n: number }).n;
  expect(await count('')).toBe(2 * 28);
  expect(await count(`WHERE hours <> '{}'`)).toBeLessThanOrEqual(2 * 2);
  expect(rows.at(-1)).toMatchObject({ source: 'gate', events: 120, filled: { 'user.name': 120, 'source.ip': 120 } });
});
