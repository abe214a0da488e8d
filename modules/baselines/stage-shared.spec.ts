// The stage of a collector that shares its store with others: it scores while its portal has the duties, and then everybody’s events.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { Stage, StagePlace } from '#src/plugin/module.js';
import type { EventStore } from '#src/store/event-store.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import { eventually } from '../../test/helpers/eventually.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { Baselines } from './baselines.js';
import { NO_IDENTITY } from './identity/testing.js';
import { readJournal } from './live/journal-file.js';
import { ModelFiles } from './model/model-file.js';
import { readBaselinesSettings } from './settings.js';
import { createBaselinesStage } from './stage.js';
import type { StageOrders, StageReport, Term } from './stage-report.js';
import { dayMs, intrusion, logon, workingDay } from './training/testing.js';

const ROOT = mkdtempSync(join(tmpdir(), 'baselines-shared-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));
const LEARNED_DAYS = 14;
const TODAY = LEARNED_DAYS;

let dir: string;
let store: EventStore;
let stage: Stage;
let now: number;
let file: string;

beforeEach(async () => {
  dir = mkdtempSync(join(ROOT, 'house-'));
  now = dayMs(TODAY, 12);
  file = await learned();
  const events = { segment: { rows: 100_000 }, minFreeBytes: 0 };
  store = await openSqliteStore({ dataDir: dir, clock: new FakeClock(now), events });
  stage = await start();
});
afterEach(async () => {
  stage.stop!();
  await store.close();
});

async function start(settings: unknown = {}): Promise<Stage> {
  const config = { time: { zone: 'UTC' }, geoip: {}, events: { store: 'postgres' } };
  const place = { dir, config, store } as unknown as StagePlace;
  return createBaselinesStage(settings, await store.position(), place, () => now);
}

async function learned(): Promise<string> {
  const baselines = new Baselines({ zone: 'UTC', budget: 2, identity: NO_IDENTITY });
  for (const event of [
    ...Array.from({ length: LEARNED_DAYS }, (_, day) => workingDay(day)).flat(),
    logon(dayMs(TODAY), 'user0', '10.0.1.10'),
  ]) {
    baselines.take({ ...event }, 'live');
    while (baselines.engine.closedDays.length > 0) baselines.engine.closeDay();
  }
  return new ModelFiles(join(dir, 'baselines')).write(
    'm',
    { through: baselines.engine.through!, about: {} },
    baselines.save(),
  );
}

function orders(scores: Term | null): StageOrders {
  return { settings: readBaselinesSettings({}), verdicts: [], model: file, scores };
}

function term(id: string, more: Partial<Term> = {}): Term {
  return { id, before: undefined, judgedTo: undefined, ...more };
}

/** Through this collector. */
async function send(events: readonly LogEvent[]): Promise<readonly LogEvent[]> {
  const some = events.map((event) => ({ ...event }));
  for (const event of some) stage.process!(event, 'live');
  await commit(some);
  return some;
}

async function commit(events: readonly LogEvent[]): Promise<void> {
  const { position } = await stored(events);
  stage.committed!({ events, kind: 'live', position, isQuiet: true });
}

/** By another collector: the store is the same. */
async function stored(events: readonly LogEvent[]): Promise<{ readonly position: string }> {
  const { ids, position } = await store.append({ kind: 'live', events: events.map((event) => ({ event })) });
  for (const [n, event] of events.entries()) event['event.id'] = ids[n]!;
  return { position };
}

const scoresOf = (events: readonly LogEvent[]): unknown[] => events.map((event) => event['event.risk_score']);

function report(): StageReport | undefined {
  now += 11_000;
  return stage.report!() as StageReport | undefined;
}

async function begin(scores: Term): Promise<StageReport> {
  stage.configure!(orders(scores));
  await eventually(() => expect(stage.othersAfter).toEqual(expect.any(String)));
  return report()!;
}

it('without the duties it scores and learns nothing, and keeps nothing; what a sender wrote as a score is gone', async () => {
  stage.configure!(orders(null));
  const forged = { ...intrusion(TODAY)[0]!, 'event.risk_score': 99, 'lanwarden.summary': 'forged' } as LogEvent;
  const [event] = await send([forged]);
  expect([event!['event.risk_score'], event!['lanwarden.summary']]).toEqual([undefined, undefined]);
  expect([report(), stage.othersAfter, stage.problems!()]).toEqual([undefined, undefined, []]);
  expect(existsSync(join(dir, 'baselines', 'live.journal'))).toBe(false);
});

it('a collector that no portal tells anything scores nothing either', async () => {
  expect(scoresOf(await send(intrusion(TODAY)))).toEqual(Array(12).fill(undefined));
  expect(report()).toBeUndefined();
});

it('with the duties it begins with the model and today’s events, and tells what nobody told of', async () => {
  await send([logon(dayMs(TODAY, 1), 'user1', '10.0.1.11')]);
  const judgedTo = await store.position();
  await stored(intrusion(TODAY));
  const { found, from, to } = await begin(term('a', { judgedTo }));
  expect([from, to]).toEqual([stage.othersAfter, stage.othersAfter]);
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ isUnmarked, entity }) => isUnmarked === true && entity.name === 'user3')).toBe(true);
  expect(Math.max(...found.map(({ score }) => score))).toBeGreaterThan(75);
});

it('what was told of by whoever scored before it tells no more', async () => {
  await stored(intrusion(TODAY));
  const { found, status } = await begin(term('a', { judgedTo: await store.position() }));
  expect([found, status.through]).toEqual([[], 20_697 + LEARNED_DAYS - 1]);
});

it('judges what others stored together with its own: a row that it wrote has the score, of others a report tells', async () => {
  await begin(term('a'));
  const attack = intrusion(TODAY);
  const others = attack.slice(0, 6).map((event) => ({ ...event }));
  const { position } = await stored(others);
  stage.others!(others, position);
  expect(stage.othersAfter).toBe(position);
  expect(scoresOf(others)).toEqual(Array(6).fill(undefined));
  const own = await send(attack.slice(6));
  const { found } = report()!;
  const unmarked = found.filter(({ isUnmarked }) => isUnmarked);
  expect(unmarked.length).toBeGreaterThan(0);
  expect(unmarked.every(({ eventId }) => others.some((event) => event['event.id'] === eventId))).toBe(true);
  // By itself the second half would be less.
  expect(Math.max(...scoresOf(own).map(Number))).toBeGreaterThan(75);
  const marked = found.filter(({ isUnmarked }) => !isUnmarked);
  expect(marked.every(({ eventId }) => own.some((event) => event['event.id'] === eventId))).toBe(true);
});

it('when the duties go it scores no more; back with nobody between it goes on from its journal', async () => {
  await begin(term('a'));
  const attack = intrusion(TODAY);
  await send(attack.slice(0, 6));
  report();
  stage.configure!(orders(null));
  expect(scoresOf(await send(attack.slice(6, 9)))).toEqual([undefined, undefined, undefined]);
  expect([report(), stage.othersAfter]).toEqual([undefined, undefined]);
  // The three in between nobody judged: they are told of now.
  const { found } = await begin(term('b', { before: 'a', judgedTo: 'a.0' }));
  expect(found.every(({ isUnmarked }) => isUnmarked)).toBe(true);
  expect(Math.max(...scoresOf(await send(attack.slice(9))).map(Number))).toBeGreaterThan(75);
});

it('a portal that asks for nothing any more is gone: the stage rests, and begins again when it is back', async () => {
  await begin(term('a'));
  now += 31_000;
  await send(workingDay(TODAY).slice(0, 1));
  expect(stage.othersAfter).toBeUndefined();
  expect(report()).toBeUndefined();
  await eventually(() => expect(stage.othersAfter).toEqual(expect.any(String)));
});

it('a collector that is started anew meanwhile scores from its first message on', async () => {
  await begin(term('a'));
  await send(intrusion(TODAY).slice(0, 6));
  stage.stop!();
  stage = await start(orders(term('a')));
  expect(stage.othersAfter).toEqual(expect.any(String));
  expect(Math.max(...scoresOf(await send(intrusion(TODAY).slice(6))).map(Number))).toBeGreaterThan(75);
});

it('what others stored while it was started anew, within the same term, is told of', async () => {
  await begin(term('a'));
  await send(intrusion(TODAY).slice(0, 6));
  report();
  stage.stop!();
  const others = intrusion(TODAY).slice(6);
  await stored(others);
  stage = await start(orders(term('a')));
  const { found } = report()!;
  const unmarked = found.filter(({ isUnmarked }) => isUnmarked);
  expect(unmarked.length).toBeGreaterThan(0);
  expect(unmarked.every(({ eventId }) => others.some((event) => event['event.id'] === eventId))).toBe(true);
});

it('nor is what others stored lost with a journal that cannot be read', async () => {
  await send([logon(dayMs(TODAY, 1), 'user1', '10.0.1.11')]);
  const judgedTo = await store.position();
  stage.stop!();
  await stored(intrusion(TODAY));
  stage = await start(orders(term('a', { judgedTo })));
  expect(report()!.found.some(({ isUnmarked }) => isUnmarked)).toBe(true);
});

async function kept(): Promise<unknown> {
  const journal = await readJournal(join(dir, 'baselines', 'live.journal'));
  return journal !== undefined && 'kept' in journal ? journal.kept : journal;
}

it('without messages of its own its journal goes as far as others were judged, now and then and at the end', async () => {
  await begin(term('a'));
  await eventually(async () => expect(await kept()).toMatchObject({ inFlight: 0 }));
  now += 61_000;
  report();
  const first = intrusion(TODAY).slice(0, 6);
  const { position } = await stored(first);
  stage.others!(first, position);
  await eventually(async () => expect(await kept()).toMatchObject({ position, inFlight: 0 }));
  const rest = intrusion(TODAY).slice(6);
  const end = await stored(rest);
  stage.others!(rest, end.position);
  stage.stop!();
  expect(await kept()).toMatchObject({ position: end.position, inFlight: 0 });
});

it('while own events are on their way it stays where they will be stored behind', async () => {
  await begin(term('a'));
  const before = await store.position();
  stage.process!({ ...intrusion(TODAY)[0]! }, 'live');
  const others = intrusion(TODAY).slice(1, 3);
  stage.others!(others, (await stored(others)).position);
  stage.configure!(orders(null));
  expect(await kept()).toMatchObject({ position: before, inFlight: 1 });
});
