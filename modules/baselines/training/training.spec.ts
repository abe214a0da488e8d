// The training over a real store: what it learns, finds and publishes, and what becomes of it when it is cut short.

import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AutoencoderRows, AutoencoderWeights } from '../autoencoder/autoencoder.js';
import { Baselines } from '../baselines.js';
import type { ModelRecord } from '../engine/record.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { baselinesSettings } from '../settings.js';
import { learn } from './learn.js';
import type { TrainedModel, TrainingHooks, TrainingJob } from './training-job.js';
import {
  dayMs,
  FIRST_DAY,
  importDays,
  intrusion,
  logon,
  type TrainingRoom,
  trainingRoom,
  workingDay,
} from './testing.js';

// TensorFlow.js takes seconds: here is one that has learned nothing; the real one is in training-autoencoder.spec.ts.
vi.mock('../autoencoder/train.js', () => ({
  trainAutoencoder: async ({ features }: AutoencoderRows, { seed }: { seed: number }): Promise<AutoencoderWeights> => ({
    info: { backend: 'cpu', trainedAt: 0, seconds: 0, rows: 0, epochs: 0, loss: 0 },
    features,
    layers: [
      {
        inputs: features.length,
        outputs: features.length,
        weights: Array.from({ length: features.length ** 2 }, () => 0),
        bias: features.map((_, at) => ((seed * (at + 1)) % 7) / 10),
      },
    ],
    errorVariance: features.map(() => 1),
  }),
}));

// A day's end costs a tenth of a second here: as few of them as show it. Models are published each 14 days and at the end.
const DAYS = Array.from({ length: 17 }, (_, day) => day);
let room: TrainingRoom;

afterEach(() => room.close());

const MINUTE = 60_000;

describe('the training', () => {
  it('is told what was said of all the days that it may learn, though it holds no more', async () => {
    const since: number[] = [];
    room = await trainingRoom(dayMs(40, 12), (time) => (since.push(time), []));
    await importDays(room.store, DAYS.slice(0, 1));
    const { trainer } = await room.trainer();
    await trainer.start({ by: 'admin', isAnew: false });
    await trainer.settled();
    const { historyDays } = baselinesSettings.parse({});
    expect(since).toEqual([dayMs(40 - historyDays, 12)]);
  });

  it('learns what was imported, day by day, and tells what it found in it as history', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS, intrusion(15));
    const { trainer, published } = await room.trainer();
    await trainer.start({ by: 'admin', isAnew: false });
    await trainer.settled();
    const [run] = await trainer.runs(1);
    expect(run).toMatchObject({
      outcome: 'done',
      days: 17,
      events: 17 * 80 + 12,
      through: FIRST_DAY + 16,
      by: 'admin',
    });
    expect(published.model).toMatchObject({ through: FIRST_DAY + 16, looked: FIRST_DAY + 16 });
    expect(await room.files.current()).toBe(published.model?.file);
    const { findings } = await room.findings.list({ minScore: 75 }, undefined, 5, 'score');
    expect(findings[0]).toMatchObject({
      entity: { kind: 'user', name: 'user3' },
      day: FIRST_DAY + 15,
      origin: 'history',
    });
    expect(findings[0]!.events.every((id) => id.includes('-import-'))).toBe(true);
    const { entities, asOf } = await room.findings.riskiest(5);
    expect([entities[0]?.entity.name, asOf]).toEqual(['user3', FIRST_DAY + 40]);
  });

  it('never tells less of a day than the events of it say, which were scored as they were imported', async () => {
    room = await trainingRoom(dayMs(40, 12));
    const said = (score: number, entity: string) =>
      ({ 'event.risk_score': score, 'lanwarden.entity': entity, 'lanwarden.baseline': 'ready', 'lanwarden.summary': `said ${score}`, 'lanwarden.reasons': ['many'], 'lanwarden.reason.code': ['many-logons'] }) as const; // prettier-ignore
    const at = (hour: number): number => dayMs(15, hour);
    await importDays(room.store, DAYS, [
      logon(at(9) + 1, 'user1', '10.0.1.11', 'srv1', said(83, 'user:user1')),
      logon(at(10) + 1, 'user1', '10.0.1.11', 'srv1', said(62, 'user:user1')),
      ...intrusion(15).map((event) => ({ ...event, ...said(51, 'user:user3') }) as typeof event),
    ]);
    const { trainer } = await room.trainer();
    await trainer.start({ by: 'admin', isAnew: false });
    await trainer.settled();
    const of = async (name: string) =>
      (await room.findings.list({ name }, undefined, 50)).findings.find(({ day }) => day === FIRST_DAY + 15);
    const one = await of('user1');
    expect(one).toMatchObject({ score: 83, summary: 'said 83', origin: 'history', state: 'ready' });
    expect(one?.events.length).toBeGreaterThanOrEqual(2);
    // What the training finds higher stays so.
    expect((await of('user3'))?.score).toBeGreaterThan(75);
    expect((await of('user3'))?.summary).not.toBe('said 51');
  });

  it('goes on night by night, and does nothing where nothing is to be learned', async () => {
    room = await trainingRoom(dayMs(7, 12));
    await importDays(room.store, DAYS.slice(0, 6));
    const { trainer, published } = await room.trainer();
    const look = async (): Promise<number> => {
      await trainer.look();
      await trainer.settled();
      return (await trainer.runs(200)).length;
    };
    expect(await look()).toBe(0); // an import may still be going on
    room.clock.advance(3 * MINUTE);
    expect(await look()).toBe(1);
    expect(published.model?.through).toBe(FIRST_DAY + 5);
    expect(await look()).toBe(1);
    await room.store.append({ kind: 'live', events: workingDay(7).map((event) => ({ event })) });
    room.clock.advance(13 * 60 * MINUTE); // 01:03, day 7 is over, but it is not yet 3
    expect(await look()).toBe(1);
    room.clock.advance(2 * 60 * MINUTE);
    expect(await look()).toBe(2);
    expect((await trainer.runs(1))[0]).toMatchObject({ why: 'night', days: 2, events: 80, through: FIRST_DAY + 7 });
    expect(await look()).toBe(2);
  });

  it('learns all anew where history came behind the model, and replaces what it said of those days', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS.slice(4), intrusion(15));
    const { trainer, published } = await room.trainer();
    const run = async () => {
      await trainer.look();
      room.clock.advance(3 * MINUTE);
      await trainer.look();
      await trainer.settled();
      return (await trainer.runs(1))[0];
    };
    expect(await run()).toMatchObject({ why: 'import', isAnew: false, days: 13 });
    const before = await room.findings.count({});
    await importDays(room.store, DAYS.slice(0, 4));
    expect(await run()).toMatchObject({ why: 'import', isAnew: true, days: 17, outcome: 'done' });
    expect(published.model?.through).toBe(FIRST_DAY + 16);
    expect((await room.findings.list({ name: 'user3' }, undefined, 10, 'score')).findings[0]?.day).toBe(FIRST_DAY + 15);
    // What is there of days that were learned twice stands there once.
    const { findings } = await room.findings.list({}, undefined, 200);
    expect(new Set(findings.map(({ entity, day }) => `${entity.name} ${day}`)).size).toBe(findings.length);
    expect(before).toBeGreaterThan(0);
    const runs = (await trainer.runs(10)).length;
    await run();
    expect((await trainer.runs(10)).length).toBe(runs);
  });

  it('killed in the middle goes on from its last checkpoint, to the very model of one that was not', async () => {
    room = await trainingRoom(dayMs(40, 12));
    // The autoencoder is trained each seventh day: also between the checkpoint and the end.
    await importDays(room.store, [...Array(22).keys()], intrusion(15));
    const whole = await learned(room, {});
    for (const { file } of await room.files.list()) rmSync(join(room.files.dir, file));

    const abort = new AbortController();
    const history = async (day: number): Promise<void> =>
      day === FIRST_DAY + 16 ? abort.abort(new Error('killed')) : undefined;
    await expect(learned(room, { history }, abort.signal)).rejects.toThrow();
    const rest = await learned(room, {});
    expect([whole.days, rest.days]).toEqual([22, 8]);
    expect(rest.records).toEqual(whole.records);
    expect(rest.looked).toEqual(Array.from({ length: 8 }, (_, day) => FIRST_DAY + 14 + day));
  });

  it('that was killed before it published does so at the next start', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS.slice(0, 3));
    const publish = (): Promise<void> => Promise.reject(new Error('killed'));
    await expect(learned(room, { publish })).rejects.toThrow('killed');
    const rest = await learned(room, {});
    expect([rest.days, rest.published.map(({ through }) => through)]).toEqual([0, [FIRST_DAY + 2]]);
  });

  it('can be cancelled, runs once at a time, and one that was stopped with the portal goes on at the next start', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS.slice(0, 10));
    const { trainer } = await room.trainer();
    await trainer.start({ by: 'admin', isAnew: true });
    await expect(trainer.start({ by: 'eve', isAnew: false })).rejects.toMatchObject({ code: 'CONFLICT' });
    const other = await room.trainer();
    await expect(other.trainer.start({ by: 'eve', isAnew: false })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(other.trainer.state().trouble).toContain('process');
    expect(await trainer.cancel('admin')).toBe(true);
    expect(trainer.state()).toMatchObject({
      running: undefined,
      last: { outcome: 'cancelled', error: 'Cancelled by admin.' },
    });
    expect(await trainer.cancel('admin')).toBe(false);

    await trainer.start({ by: 'admin', isAnew: true });
    await trainer.onModuleDestroy();
    const next = await room.trainer();
    expect(next.trainer.state().last).toMatchObject({ outcome: 'cancelled' });
    await next.trainer.look();
    room.clock.advance(3 * MINUTE);
    await next.trainer.look();
    await next.trainer.settled();
    expect((await next.trainer.runs(1))[0]).toMatchObject({ why: 'start', outcome: 'done', isAnew: true });
  });

  it('of an import goes on from its checkpoint when the portal is killed, and does not take what it knows for news', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS);
    const { trainer, published } = await room.trainer();
    await trainer.start({ by: 'admin', isAnew: false });
    await eventually(() => expect(published.model?.through).toBe(FIRST_DAY + 13), 1);
    await trainer.onModuleDestroy();
    const next = await room.trainer();
    await next.trainer.look();
    await next.trainer.settled();
    const [run] = await next.trainer.runs(1);
    expect(run).toMatchObject({ why: 'start', isAnew: false, outcome: 'done', through: FIRST_DAY + 16 });
    expect(run!.days).toBe(3);
    // An import behind the model is no less news because somebody trained in the meantime.
    await importDays(room.store, [-1]);
    await next.trainer.start({ by: 'admin', isAnew: false });
    await next.trainer.settled();
    await next.trainer.look();
    room.clock.advance(3 * MINUTE);
    await next.trainer.look();
    await next.trainer.settled();
    expect((await next.trainer.runs(1))[0]).toMatchObject({ why: 'import', isAnew: true, days: 18 });
  });

  it('of an import that somebody cancelled is left alone until the next night, or until more history comes', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS.slice(4, 8));
    const { trainer } = await room.trainer();
    const look = async (cancel = false): Promise<number> => {
      await trainer.look();
      if (cancel) await trainer.cancel('admin');
      await trainer.settled();
      return (await trainer.runs(200)).length;
    };
    await look();
    room.clock.advance(3 * MINUTE);
    expect(await look(true)).toBe(1);
    expect(trainer.state().last?.outcome).toBe('cancelled');
    room.clock.advance(MINUTE);
    expect([await look(), await look()]).toEqual([1, 1]);
    await importDays(room.store, DAYS.slice(1, 4));
    await look();
    room.clock.advance(3 * MINUTE);
    expect(await look(true)).toBe(2);
    expect(await look()).toBe(2);
    room.clock.advance(24 * 60 * MINUTE);
    expect(await look()).toBe(3);
    expect(trainer.state().last).toMatchObject({ outcome: 'done', days: 7 });
  });

  it('that fails on an event learns from all others, and says so', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS.slice(0, 3));
    const { trainer } = await room.trainer();
    const take = vi.spyOn(Baselines.prototype, 'take').mockImplementationOnce(() => {
      throw new Error('no event');
    });
    await trainer.start({ by: 'admin', isAnew: false });
    await trainer.settled();
    take.mockRestore();
    const { last } = trainer.state();
    expect(last).toMatchObject({ outcome: 'done', days: 3 });
    expect(last?.notes.join()).toContain('1 events could not be learned from: no event');
  });

  it('that cannot read the newest model takes an older one, or begins anew, and says so', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS.slice(0, 15));
    const first = await learned(room, {});
    for (const { file } of await room.files.list()) writeFileSync(join(room.dir, 'baselines', file), 'nothing');
    const second = await learned(room, {});
    expect([first.days, second.days]).toEqual([15, 15]);
    appendFileSync(join(room.dir, 'baselines', second.published.at(-1)!.file), 'more');
    // The one before is through the fourteenth day.
    expect((await learned(room, {})).days).toBe(1);
  });

  it('that fails leaves the model before in use, says why, and tries again after an hour', async () => {
    room = await trainingRoom(dayMs(40, 12));
    await importDays(room.store, DAYS.slice(0, 3));
    const { trainer, published } = await room.trainer();
    await trainer.start({ by: 'admin', isAnew: false });
    await trainer.settled();
    const model = published.model;
    await importDays(room.store, DAYS.slice(3, 6));
    const broken = vi.spyOn(published, 'publish').mockRejectedValue(new Error('the disk is full'));
    await trainer.look();
    room.clock.advance(3 * MINUTE);
    await trainer.look();
    await trainer.settled();
    expect(trainer.state().last).toMatchObject({ outcome: 'failed', error: 'the disk is full' });
    expect(published.model).toEqual(model);
    broken.mockRestore();
    await trainer.look();
    await trainer.settled();
    expect((await trainer.runs(10)).length).toBe(2);
    room.clock.advance(61 * MINUTE);
    await trainer.look();
    await trainer.settled();
    expect(trainer.state().last).toMatchObject({ outcome: 'done', through: FIRST_DAY + 5 });
  });

  it('learns nothing of a clock that runs ahead, nor of today', async () => {
    room = await trainingRoom(dayMs(5, 12));
    const ahead = [logon(dayMs(300), 'user1', '10.0.1.11')];
    await importDays(room.store, [0, 1, 2, 3, 4, 5], ahead);
    expect((await learned(room, {})).looked).toEqual([0, 1, 2, 3, 4].map((day) => FIRST_DAY + day));
  });
});

interface Learned {
  readonly days: number;
  readonly looked: readonly number[];
  readonly published: readonly TrainedModel[];
  readonly records: readonly ModelRecord[];
}

/** The work itself, without the portal around it. */
async function learned(
  { dir, clock, files }: TrainingRoom,
  hooks: Partial<TrainingHooks>,
  signal = new AbortController().signal,
): Promise<Learned> {
  const published: TrainedModel[] = [];
  const looked: number[] = [];
  const job: TrainingJob = {
    dataDir: dir,
    zone: 'UTC',
    geoipPath: undefined,
    budget: 2,
    maxUsers: 1_000,
    historyDays: 90,
    verdicts: [],
    identity: { aliases: {}, shared: [], owners: {}, ignored: [] },
    anew: undefined,
    now: clock.now(),
    publishedThrough: undefined,
    publishedFile: undefined,
  };
  const { days } = await learn(
    job,
    {
      progress: () => undefined,
      history: async (day) => void looked.push(day),
      publish: async (model) => void published.push(model),
      ...hooks,
    },
    signal,
  );
  const records: ModelRecord[] = [];
  const last = published.at(-1);
  if (last !== undefined) await files.read(last.file, (record) => void records.push(record));
  return { days, looked, published, records };
}
