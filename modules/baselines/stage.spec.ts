import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { EventKind, Stage, StagePlace } from '#src/plugin/module.js';
import type { EventStore } from '#src/store/event-store.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import { eventually } from '../../test/helpers/eventually.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { Baselines } from './baselines.js';
import type { ModelRecord } from './engine/record.js';
import { NO_IDENTITY } from './identity/testing.js';
import { localDay } from './local-day.js';
import { ModelFiles } from './model/model-file.js';
import { readBaselinesSettings } from './settings.js';
import { createBaselinesStage } from './stage.js';
import type { StageOrders, StageReport } from './stage-report.js';

const ROOT = mkdtempSync(join(tmpdir(), 'baselines-stage-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const DAY = 86_400_000;
const ZONE = 'UTC';
/** A Monday. */
const START = Date.UTC(2026, 9, 5);
const LEARNED_DAYS = 14;
const USERS = Array.from({ length: 12 }, (_, n) => `user${n}`);

/** What 12 people do on `days` from `from` on: 8 to 17h, at their own machine, now and then at a server. Always the same. */
function life(from: number, days: number): LogEvent[] {
  const random = randomOf(from / DAY);
  const events: LogEvent[] = [];
  for (let time = from; time < from + days * DAY; time += 240_000 + Math.floor(random() * 240_000)) {
    const hour = Math.floor((time % DAY) / 3_600_000);
    if (hour < 8 || hour > 17) continue;
    const n = Math.floor(random() * USERS.length);
    const host = random() < 0.85 ? `pc${n}` : `srv${Math.floor(random() * 6)}`;
    events.push(logon(time, { user: USERS[n]!, host, ip: `10.0.${n % 3}.${n + 10}`, ok: random() < 0.95 }));
  }
  return events;
}

function logon(
  time: number,
  { user, host, ip, ok }: { user: string; host: string; ip: string; ok: boolean },
): LogEvent {
  return {
    '@timestamp': time,
    'event.ingested': time,
    'lanwarden.source': host,
    'lanwarden.family': 'linux',
    'event.dataset': 'linux-auth',
    'event.severity': 1,
    'lanwarden.hour_of_week': 0,
    'host.name': host,
    'event.category': ['authentication'],
    'event.type': ['start'],
    'event.outcome': ok ? 'success' : 'failure',
    'user.name': user,
    'source.ip': ip,
    message: 'logon',
    'event.original': 'logon',
  } as LogEvent;
}

/** An intruder: at night, from elsewhere, on servers that are not this user’s. */
function intrusion(day: number, user = 'user3'): LogEvent[] {
  return Array.from({ length: 12 }, (_, n) =>
    logon(day + 3 * 3_600_000 + n * 60_000, { user, host: `vault${n}`, ip: '203.0.113.7', ok: n % 3 === 2 }),
  );
}

function randomOf(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** A house with a model through the day before `START`. */
async function learnedHouse(): Promise<string> {
  const dir = mkdtempSync(join(ROOT, 'house-'));
  cpSync(await learned, dir, { recursive: true });
  return dir;
}
let learned: Promise<string>;
/** What LIVE gets when nothing goes wrong. */
let whole: Promise<object[]>;
beforeAll(async () => {
  const dir = mkdtempSync(join(ROOT, 'learned-'));
  learned = train(dir, START - LEARNED_DAYS * DAY).then(() => dir);
  whole = uninterrupted();
  await whole;
});

/** Writes and publishes a model of `LEARNED_DAYS` days. @returns its file */
async function train(dir: string, from: number): Promise<string> {
  const { through, records } = trainedFrom(from);
  const files = new ModelFiles(join(dir, 'baselines'));
  const file = await files.write(`model-${through}`, { through, about: {} }, records);
  await files.publish(file);
  return file;
}

interface Trained {
  readonly through: number;
  readonly records: readonly ModelRecord[];
}

/** Learning takes a second, so that each is learned once. */
const trained = new Map<number, Trained>();
function trainedFrom(from: number): Trained {
  const before = trained.get(from);
  if (before !== undefined) return before;
  const baselines = new Baselines({ zone: ZONE, budget: 2, identity: NO_IDENTITY });
  for (const event of [
    ...life(from, LEARNED_DAYS),
    logon(from + LEARNED_DAYS * DAY, { user: 'user0', host: 'pc0', ip: '10.0.0.10', ok: true }),
  ]) {
    baselines.take(event, 'live');
    while (baselines.engine.closedDays.length > 0) baselines.engine.closeDay();
  }
  const through = baselines.engine.through!;
  expect(through).toBe(localDay(from + (LEARNED_DAYS - 1) * DAY, ZONE));
  const result = { through, records: [...baselines.save()] };
  trained.set(from, result);
  return result;
}

const orders = (more: Partial<StageOrders> = {}): StageOrders => ({
  settings: readBaselinesSettings({}),
  verdicts: [],
  model: undefined,
  scores: null,
  ...more,
});

/** The stage as the collector runs it, over a real store; time of the wall goes on by a minute with each batch. */
class House {
  private constructor(
    readonly dir: string,
    readonly store: EventStore,
    readonly stage: Stage,
    readonly clock: { now: number },
  ) {}

  static async start(dir: string, settings: unknown = orders(), geoip?: string): Promise<House> {
    const store = await openSqliteStore({
      dataDir: dir,
      clock: new FakeClock(START),
      events: { segment: { rows: 100_000 }, minFreeBytes: 0 },
    });
    const clock = { now: START + 5 * DAY };
    const place = {
      dir,
      config: { time: { zone: ZONE }, geoip: { path: geoip }, events: { store: 'sqlite' } },
      store,
    } as unknown as StagePlace;
    const stage = await createBaselinesStage(settings, await store.position(), place, () => clock.now);
    return new House(dir, store, stage, clock);
  }

  /** @returns what the stage wrote onto each event */
  async send(events: readonly LogEvent[], kind: EventKind = 'live', batch = 20, isQuiet = true): Promise<object[]> {
    const marks: object[] = [];
    for (let at = 0; at < events.length; at += batch) {
      const some = events.slice(at, at + batch).map((event) => ({ ...event }));
      for (const event of some) this.stage.process!(event, kind);
      marks.push(...some.map(marksOf));
      const { ids, position } = await this.store.append({ kind, events: some.map((event) => ({ event })) });
      for (const [n, event] of some.entries()) event['event.id'] = ids[n]!;
      this.clock.now += 61_000;
      this.stage.committed!({ events: some, kind, position, isQuiet });
    }
    return marks;
  }

  report(): StageReport | undefined {
    this.clock.now += 20_000;
    return this.stage.report!() as StageReport | undefined;
  }

  get problems(): readonly string[] {
    return this.stage.problems!();
  }

  async stop(): Promise<void> {
    this.stage.stop!();
    await this.store.close();
  }

  /** Its files as they are at this moment, as kill -9 leaves them. */
  async killed(): Promise<string> {
    const copy = mkdtempSync(join(ROOT, 'killed-'));
    cpSync(this.dir, copy, { recursive: true });
    await this.stop();
    return copy;
  }
}

function marksOf(event: LogEvent): object {
  return Object.fromEntries(
    Object.entries(event).filter(([name]) => name === 'event.risk_score' || name.startsWith('lanwarden.')),
  );
}

const scoresOf = (marks: readonly object[]): number[] =>
  marks.map((mark) => (mark as { 'event.risk_score'?: number })['event.risk_score'] ?? -1);

const LIVE = [...life(START, 1), ...intrusion(START + DAY), ...life(START + DAY, 2)];

async function uninterrupted(): Promise<object[]> {
  const house = await House.start(await learnedHouse());
  const marks = await house.send(LIVE);
  await house.stop();
  return marks;
}

it('finds an intrusion in live events, and says it with positions that follow on each other', async () => {
  const house = await House.start(await learnedHouse());
  const first = house.report()!;
  expect(first).toMatchObject({ found: [], isCut: false, status: { through: START / DAY - 1, sizes: { users: 12 } } });
  await house.send(life(START, 1));
  const quiet = house.report()!;
  expect(quiet.from).toBe(first.to);
  const marks = await house.send(intrusion(START + DAY));
  const report = house.report()!;
  expect(report.from).toBe(quiet.to);
  const found = report.found.find(({ entity }) => entity.name === 'user3')!;
  expect(found.score).toBeGreaterThan(75);
  const stored = await house.store.get(report.found.at(-1)!.eventId);
  expect(stored).toMatchObject({ 'lanwarden.entity': 'user:user3', 'lanwarden.baseline': 'ready' });
  const top = marks.findLast((mark) => 'lanwarden.summary' in mark) as Record<string, unknown>;
  for (const part of ['code', 'expected', 'actual', 'points', 'value'])
    expect(top[`lanwarden.reason.${part}`]).toHaveLength((top['lanwarden.reasons'] as string[]).length);
  expect(house.stage.report!()).toBeUndefined();
  await house.stop();
});

describe('killed and started again', () => {
  it.each([40, 200, 330, 351, 500])('after %d events it scores the rest as if nothing had been', async (cut) => {
    const house = await House.start(await learnedHouse());
    const before = await house.send(LIVE.slice(0, cut - 20));
    // No snapshot knows these: they are taken up from the store.
    before.push(...(await house.send(LIVE.slice(cut - 20, cut), 'live', 20, false)));
    // In some of them a snapshot is half written.
    if (cut % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 30));
    const again = await House.start(await house.killed());
    expect(again.problems).toEqual([]);
    const after = await again.send(LIVE.slice(cut));
    expect([...before, ...after]).toEqual(await whole);
    await again.stop();
  });

  it('before anything was learned it goes on, too', async () => {
    const [one, two] = await Promise.all([
      House.start(mkdtempSync(join(ROOT, 'new-'))),
      House.start(mkdtempSync(join(ROOT, 'new-'))),
    ]);
    const marks = await one.send(LIVE);
    await two.send(LIVE.slice(0, 300));
    const again = await House.start(await two.killed());
    expect(await again.send(LIVE.slice(300))).toEqual(marks.slice(300));
    await Promise.all([one.stop(), again.stop()]);
  });

  it('while messages never stop it counts none twice', async () => {
    // What was on its way when the last picture was taken are failures, which add up until the success behind them.
    const at = START + 20 * 3_600_000;
    const guesses = Array.from({ length: 30 }, (_, n) =>
      logon(at + n * 1_000, { user: 'user3', host: 'srv1', ip: '10.0.0.13', ok: false }),
    );
    const rest = [logon(at + 60_000, { user: 'user3', host: 'srv1', ip: '10.0.0.13', ok: true })];
    const early = LIVE.filter((event) => event['@timestamp'] < at);
    const story = [...early.slice(early.length % 30), ...guesses];
    const calm = await House.start(await learnedHouse());
    await calm.send(story);
    const expected = await calm.send(rest);
    await calm.stop();

    const house = await House.start(await learnedHouse());
    const copies = story.map((event) => ({ ...event }));
    // 30 events are always on their way.
    for (const event of copies.slice(0, 30)) house.stage.process!(event, 'live');
    for (let from = 0; from + 30 < copies.length; from += 30) {
      for (const event of copies.slice(from + 30, from + 60)) house.stage.process!(event, 'live');
      const some = copies.slice(from, from + 30);
      const { ids, position } = await house.store.append({ kind: 'live', events: some.map((event) => ({ event })) });
      for (const [n, event] of some.entries()) event['event.id'] = ids[n]!;
      house.clock.now += 301_000;
      house.stage.committed!({ events: some, kind: 'live', position, isQuiet: false });
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    // What was on its way is stored, nothing is told, and the collector dies.
    await house.store.append({ kind: 'live', events: guesses.map((event) => ({ event: { ...event } })) });
    const again = await House.start(await house.killed());
    expect(await again.send(rest)).toEqual(expected);
    expect(JSON.stringify(expected)).toContain('failures-then-success');
    await again.stop();
  });

  it('a stop in order leaves nothing to take up', async () => {
    const house = await House.start(await learnedHouse());
    await house.send(LIVE.slice(0, 333));
    await house.stop();
    const again = await House.start(house.dir);
    expect(await again.send(LIVE.slice(333))).toEqual((await whole).slice(333));
    await again.stop();
  });
});

describe('what is damaged on disk', () => {
  const path = (dir: string): string => join(dir, 'baselines', 'live.journal');
  const damage = (file: string, text: string): void => {
    const bytes = readFileSync(file);
    const at = bytes.lastIndexOf(text);
    expect(at).toBeGreaterThan(0);
    bytes[at + text.length + 30]! ^= 1;
    writeFileSync(file, bytes);
  };

  it('one user’s record in the model: that user starts anew, the health page says so, others go on', async () => {
    const dir = await learnedHouse();
    const model = readdirSync(join(dir, 'baselines')).find((name) => name.endsWith('.model'))!;
    damage(join(dir, 'baselines', model), '["user","user5",');
    const house = await House.start(dir);
    expect(house.problems.join()).toMatch(/"user:user5".*starts anew/);
    expect(house.report()!.status.damaged).toEqual(['user:user5']);
    const marks = await house.send(intrusion(START + DAY));
    expect(Math.max(...scoresOf(marks))).toBeGreaterThan(75);
    await house.stop();
  });

  it('one user’s record in the journal: the others’ scores stay', async () => {
    const house = await House.start(await learnedHouse());
    await house.send(LIVE.slice(0, 333));
    await house.stop();
    damage(path(house.dir), '["user","user5",');
    const again = await House.start(house.dir);
    expect(again.report()!.status.damaged).toEqual(['user:user5']);
    await again.stop();
  });

  it.each([
    ['["engine","identity",', /could not be read.*engine:identity/],
    ['{"version"', /could not be read/],
  ])('%s: the model is used, and today is taken up from the store', async (text, said) => {
    const house = await House.start(await learnedHouse());
    await house.send(LIVE.slice(0, 333));
    await house.stop();
    if (text.startsWith('{')) writeFileSync(path(house.dir), 'no journal');
    else damage(path(house.dir), text);
    const again = await House.start(house.dir);
    expect(again.problems.join()).toMatch(said);
    const marks = await again.send(LIVE.slice(333));
    expect(scoresOf(marks)).toEqual(scoresOf((await whole).slice(333)));
    await again.stop();
  });

  it('the published model: the next older one is used, and it is said', async () => {
    const dir = await learnedHouse();
    const second = await train(dir, START - (LEARNED_DAYS - 1) * DAY);
    writeFileSync(join(dir, 'baselines', second), 'half a model');
    const house = await House.start(dir);
    expect(house.problems.join()).toMatch(new RegExp(`${second} cannot be read.*next older`));
    expect(house.report()!.status.through).toBe(START / DAY - 1);
    await house.stop();
  });
});

it('takes over a newly published model while it scores, and starts from it afterwards', async () => {
  const dir = await learnedHouse();
  const house = await House.start(dir);
  await house.send(LIVE.slice(0, 150));
  const file = await train(dir, START - (LEARNED_DAYS - 1) * DAY);
  house.stage.configure!(orders({ model: file }));
  await eventually(() => expect(house.report()!.status).toMatchObject({ model: file, through: START / DAY }));
  await house.send(LIVE.slice(150, 300));
  const again = await House.start(await house.killed());
  expect(again.problems).toEqual([]);
  expect(again.report()!.status).toMatchObject({ model: file, through: START / DAY });
  await again.stop();
});

it('a published model that cannot be read leaves the one before in use', async () => {
  const house = await House.start(await learnedHouse());
  house.stage.configure!(orders({ model: 'gone.model' }));
  await eventually(() => expect(house.problems.join()).toMatch(/gone\.model.*stays in use/));
  expect(house.report()!.status.through).toBe(START / DAY - 1);
  await house.stop();
});

it('a verdict that expired while it did not run takes nothing back', async () => {
  const found = [...life(START, 1), ...intrusion(START + DAY)];
  const cut = found.length - 6;
  const house = await House.start(await learnedHouse());
  await house.send(found.slice(0, cut));
  await house.stop();
  const day = localDay(START + DAY, ZONE);
  const over = { id: '1', kind: 'expected', entity: 'user:user3', about: [], day, from: 0, until: START + 1 };
  writeFileSync(join(house.dir, 'baselines', 'live-verdicts.json'), JSON.stringify([over]));
  const again = await House.start(house.dir, {});
  expect(await again.send(found.slice(cut))).toEqual((await whole).slice(cut, found.length));
  await again.stop();
});

it('a date that was wrong for a moment costs no score afterwards', async () => {
  const house = await House.start(await learnedHouse());
  const wrong = Date.UTC(2036, 0, 1);
  await house.send([...life(START, 1), logon(wrong, { user: 'user0', host: 'pc0', ip: '10.0.0.10', ok: true })]);
  house.clock.now = START + DAY + 4 * 3_600_000;
  expect(house.report()).toBeUndefined();
  await eventually(() => expect(house.report()).toBeDefined());
  expect(house.problems.join()).toContain('its last event is from the future');
  expect(Math.max(...scoresOf(await house.send(intrusion(START + DAY))))).toBeGreaterThan(75);
  await house.stop();
});

it('without a portal it goes on with the verdicts it was told', async () => {
  const dir = await learnedHouse();
  const house = await House.start(dir);
  const [country] = [{ code: 'new-network' as const, value: '203.0.0.0/16' }];
  const verdicts = [
    { id: '1', kind: 'benign' as const, entity: undefined, about: [country], day: START / DAY, from: START },
  ];
  house.stage.configure!(orders({ verdicts }));
  await house.stop();
  const stage = await House.start(dir, {});
  const marks = JSON.stringify(await stage.send(intrusion(START + DAY)));
  expect(marks).toContain('new-host');
  expect(marks).not.toContain(country!.value);
  expect(JSON.stringify(await whole)).toContain(country!.value);
  await stage.stop();
});

describe('history that is imported', () => {
  it('is scored in its own time, and leaves the live baselines as they are', async () => {
    const house = await House.start(await learnedHouse());
    const before = house.report()!.status.sizes;
    const past = START - 300 * DAY;
    const history = [...life(past, 15), ...intrusion(past + 15 * DAY), ...life(past + 15 * DAY, 1)];
    const marks = await house.send(history, 'import', 500);
    const report = house.report()!;
    expect(report.found).toEqual([]);
    expect(report.status.sizes).toEqual(before);
    const scored = scoresOf(marks);
    expect(scored.filter((score) => score >= 0).length).toBeGreaterThan(history.length * 0.95);
    const at = history.findIndex((event) => event['@timestamp'] >= past + 15 * DAY);
    expect(Math.max(...scored.slice(at, at + 12))).toBeGreaterThan(75);
    // Days were learned as they went by: it is past the days in which nobody would be told.
    expect(marks.slice(at, at + 12)).toContainEqual(expect.objectContaining({ 'lanwarden.baseline': 'ready' }));
    // A second file of the same time is history of its own, once enough of it says so.
    const more = history.slice(0, 1_300);
    const again = scoresOf(await house.send(more, 'import', 500));
    expect(again.slice(0, 1_000).every((score) => score === -1)).toBe(true);
    expect(again.slice(1_100).filter((score) => score >= 0).length).toBeGreaterThan(180);
    expect(await house.send(LIVE.slice(0, 100))).toEqual((await whole).slice(0, 100));
    await house.stop();
  }, 60_000);

  it('goes on behind the published model where it is later', async () => {
    const house = await House.start(await learnedHouse());
    // The model is read beside the first of them, which have no score.
    const [first, ...others] = life(START, 1);
    await eventually(async () => expect(scoresOf(await house.send([first!], 'import'))).not.toEqual([-1]));
    await house.send(others, 'import');
    const marks = await house.send(intrusion(START + DAY), 'import');
    expect(Math.max(...scoresOf(marks))).toBeGreaterThan(75);
    expect(marks.some((mark) => (mark as Record<string, unknown>)['lanwarden.baseline'] === 'ready')).toBe(true);
    await house.stop();
  });
});

it('a sender cannot write a score or a finding of its own', async () => {
  const house = await House.start(mkdtempSync(join(ROOT, 'new-')));
  const event = {
    ...logon(START, { user: '', host: 'x', ip: '10.0.0.1', ok: true }),
    'event.risk_score': 100,
    'lanwarden.entity': 'user:root',
    'lanwarden.baseline': 'ready',
    'lanwarden.reasons': ['x'],
  } as LogEvent;
  delete event['user.name'];
  delete event['event.category'];
  const [mark] = await house.send([event]);
  expect(Object.keys(mark!).sort()).toEqual(['lanwarden.family', 'lanwarden.hour_of_week', 'lanwarden.source']);
  await house.stop();
});

it('in test mode findings say so', async () => {
  const house = await House.start(await learnedHouse(), orders({ settings: readBaselinesSettings({ mode: 'test' }) }));
  const marks = await house.send(intrusion(START + DAY));
  expect(marks.map((mark) => (mark as Record<string, unknown>)['lanwarden.baseline'])).toContain('test');
  await house.stop();
});

it('what it fails on costs a score, never the message, and is said', async () => {
  const house = await House.start(mkdtempSync(join(ROOT, 'new-')));
  const event = logon(START, { user: 'a', host: 'b', ip: '10.0.0.1', ok: true });
  Object.defineProperty(event, 'user.name', { get: () => { throw new Error('odd field'); }, enumerable: true }); // prettier-ignore
  expect(() => house.stage.process!(event, 'live')).not.toThrow();
  expect(house.problems.join()).toMatch(/failed on 1 events.*odd field/);
  await house.stop();
});

it('without a GeoIP file nothing is said; one that cannot be read is', async () => {
  const without = await House.start(mkdtempSync(join(ROOT, 'new-')));
  expect(without.problems).toEqual([]);
  const wrong = await House.start(mkdtempSync(join(ROOT, 'new-')), orders(), '/nowhere/geo.csv');
  expect(wrong.problems.join()).toMatch(/Countries and travel are not judged.*\/nowhere\/geo\.csv/);
  await Promise.all([without.stop(), wrong.stop()]);
});

it('a folder that takes no files costs nothing but the memory of today, and is said', async () => {
  const dir = mkdtempSync(join(ROOT, 'new-'));
  writeFileSync(join(dir, 'baselines'), 'a file where the folder should be');
  const house = await House.start(dir);
  expect(scoresOf(await house.send(LIVE.slice(0, 50))).some((score) => score >= 0)).toBe(true);
  expect(house.problems.join()).toMatch(/cannot be kept/);
  await house.stop();
  expect(existsSync(join(dir, 'baselines', 'live.journal'))).toBe(false);
});
