// Findings over a real metadata database: what history may replace, and what it may not; rewriting what is there changes nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Duties } from '#src/cluster/duties.js';
import { baselinesTables } from '../migrations/0001-baselines.js';
import type { FoundEvent } from '../stage-report.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { openMigrated } from '../../../test/helpers/migrated.js';
import type { Finding } from './finding.js';
import { FindingRetention, KEEP_DAYS } from './finding-retention.js';
import { FindingWriter } from './finding-writer.js';
import { Findings } from './findings.js';
import { fold } from './found.js';
import { foundEvent } from './testing.js';
import { Verdicts } from './verdicts.js';

const NOON = Date.UTC(2026, 10, 20, 12);
const DAY = NOON / 86_400_000 - 0.5;

let dir: string;
let db: Sequelize;
let writer: FindingWriter;
let findings: Findings;
let verdicts: Verdicts;
let clock: FakeClock;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-findings-'));
  db = await openMigrated(dir, { owner: 'baselines', migrations: [baselinesTables] });
  clock = new FakeClock(NOON);
  writer = new FindingWriter(db, clock, 3);
  findings = new Findings(db, clock, () => 'UTC');
  verdicts = new Verdicts(db, clock, () => 'UTC');
});

afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const of = (name: string, score: number, more: Partial<FoundEvent> = {}): FoundEvent =>
  foundEvent(NOON, score, { entity: { kind: 'user', name }, summary: `${name} ${score}`, ...more });
const live = (...found: readonly FoundEvent[]): Promise<void> =>
  db.transaction((transaction) => writer.writeLive(found, transaction));
const history = (...found: readonly FoundEvent[]): Promise<void> =>
  db.transaction((transaction) => writer.writeHistory(DAY, [...fold(found, 'history').values()], transaction));
const all = async (): Promise<readonly Finding[]> => (await findings.list({}, undefined, 50, 'score')).findings;
const told = async (): Promise<readonly unknown[]> =>
  (await all()).map(({ entity, score, origin }) => [entity.name, score, origin]);

it('history takes the place of what history said of that day, and of nothing else', async () => {
  await live(of('alice', 80));
  await history(of('bob', 70), of('carol', 60));
  const carol = (await all()).find(({ entity }) => entity.name === 'carol')!;
  await verdicts.give({ finding: carol.id, kind: 'benign', scope: 'entity' }, 'admin');
  await history(of('dora', 55), { ...of('eve', 99), day: DAY + 1 });
  // Bob is gone; who was judged stays, and so does what came live.
  expect(await told()).toEqual([
    ['alice', 80, 'live'],
    ['carol', 60, 'history'],
    ['dora', 55, 'history'],
  ]);
  await history(of('carol', 65));
  expect((await all()).find(({ entity }) => entity.name === 'carol')).toMatchObject({
    score: 65,
    verdict: { kind: 'benign' },
  });
});

it('what history says of a day that came live is joined to it, and lowers nothing', async () => {
  await live(of('alice', 80, { eventId: 'live' }));
  await history(of('alice', 60, { eventId: 'history', time: NOON - 60_000 }));
  const [alice] = await all();
  expect(alice).toMatchObject({ score: 80, origin: 'live', summary: 'alice 80', events: ['live', 'history'] });
  expect(alice?.firstAt).toBe(NOON - 60_000);
});

it('a verdict that is over is not in force, and nobody need say so', async () => {
  await live(of('alice', 80));
  const [alice] = await all();
  const until = NOON + 3_600_000;
  await verdicts.give({ finding: alice!.id, kind: 'expected', scope: 'entity', until }, 'admin');
  clock.advance(3_599_999);
  expect(verdicts.active()).toMatchObject([{ kind: 'expected', until }]);
  clock.advance(1);
  expect(verdicts.active()).toEqual([]);
  // Its last day is learned in the night behind it.
  expect(verdicts.activeSince(until - 1)).toMatchObject([{ kind: 'expected', until, lastDay: DAY }]);
  expect(verdicts.activeSince(until)).toEqual([]);
});

it('written twice is written once', async () => {
  const found = [of('alice', 80.25), of('alice', 61.5, { hour: 9 }), of('bob', 55)];
  await live(...found);
  const before = await all();
  await live(...found);
  expect(await all()).toEqual(before);
});

it('read back from the store, where scores are whole numbers, it is what it was', async () => {
  const found = [of('alice', 74.6, { eventId: 'a' }), of('alice', 61.5, { hour: 9, eventId: 'b' })];
  await live(...found);
  const before = await all();
  await live(...found.map((each) => ({ ...each, score: Math.round(each.score), summary: 'read back' })));
  expect(await all()).toEqual(before);
  await live(of('alice', 75, { eventId: 'c' }));
  expect((await all())[0]).toMatchObject({ score: 75, events: ['c', 'a', 'b'] });
});

it('what is told as 75 is a finding: for who stands out, and for what comes later on that day', async () => {
  await live(of('alice', 74.6), of('bob', 74.4));
  expect((await findings.riskiest(2)).entities.map(({ findings: count }) => count)).toEqual([1, 0]);
  await live(of('alice', 80, { state: 'muted' }), of('bob', 80, { state: 'muted' }));
  expect((await all()).map(({ entity, state }) => [entity.name, state]).toSorted()).toEqual([
    ['alice', 'ready'],
    ['bob', 'muted'],
  ]);
});

it('keeps findings for their days from when they were found, and says what it deleted', async () => {
  const said: unknown[] = [];
  const log = {
    info: (what: unknown) => said.push(what),
    error: (what: unknown) => said.push(what),
  } as unknown as Logger;
  const retention = new FindingRetention(db, clock, log, Duties.ours(log));
  await live(of('alice', 80), of('bob', 70));
  clock.advance(KEEP_DAYS * 86_400_000);
  await retention.clean();
  expect([said, (await all()).length]).toEqual([[], 2]);
  await live(of('alice', 85));
  clock.advance(1);
  await retention.clean();
  expect([said, await told()]).toEqual([[{ findings: 1 }], [['alice', 85, 'live']]]);
});
