// The training itself: from the newest model, or from nothing, day by day through what is stored, in event time; a model file as
// checkpoint now and then, published when it is good for more than the one in use. Killed anywhere it goes on from the last checkpoint.

import { join } from 'node:path';
import { openReader } from '#src/cli/event-reader.js';
import type { LogEvent } from '#src/event/event.js';
import { messageOf } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import type { Baselines } from '../baselines.js';
import type { Engine } from '../engine/engine.js';
import type { Day } from '../findings/found.js';
import { startOfDay } from '../local-day.js';
import { ModelFiles } from '../model/model-file.js';
import { AutoencoderTraining } from './autoencoder-training.js';
import { Beginning } from './beginning.js';
import { HistoryDay } from './history-day.js';
import { ProgressMeter } from './progress-meter.js';
import { daysToLearn, lastClosedDay, type Span, storedSpan } from './stored-days.js';
import type { TrainedModel, TrainingHooks, TrainingJob, TrainingResult } from './training-job.js';

/** Work that a crash may cost. */
const CHECKPOINT_MS = 60_000;
/** While catching up: how many days until what is learned so far is scored with. */
const PUBLISH_DAYS = 14;
const BATCH_EVENTS = 2_000;

/** @throws Fault, or what `signal` was aborted with */
export async function learn(job: TrainingJob, hooks: TrainingHooks, signal: AbortSignal): Promise<TrainingResult> {
  const store = await openReader(
    job.store ?? { data: { dir: job.dataDir }, database: {}, events: { store: 'sqlite' } },
  );
  try {
    return await new Learner(job, hooks, signal, store).run();
  } finally {
    await store.close();
  }
}

class Learner {
  readonly #files: ModelFiles;
  readonly #notes: string[] = [];
  readonly #autoencoder: AutoencoderTraining;
  readonly #meter: ProgressMeter;
  #days = 0;
  #savedAt = Date.now();
  #published: number | undefined;
  #lastPublishedDay = 0;
  #failed = 0;
  #lastFailure = '';

  constructor(
    private readonly job: TrainingJob,
    private readonly hooks: TrainingHooks,
    private readonly signal: AbortSignal,
    private readonly store: EventReader,
  ) {
    this.#files = new ModelFiles(join(job.dataDir, 'baselines'));
    this.#autoencoder = new AutoencoderTraining(signal, this.#notes);
    this.#meter = new ProgressMeter((progress) => hooks.progress(progress));
    this.#published = job.publishedThrough;
  }

  async run(): Promise<TrainingResult> {
    const { job } = this;
    this.#meter.phase('loading');
    const { baselines, looked, about, model: begun } = await new Beginning(this.#files, job, this.#notes).load();
    const stored = storedSpan(await this.store.segments(), job.now, job.zone);
    const lastClosed = lastClosedDay(job.now, job.zone);
    const span = daysToLearn(stored, { looked, lastClosed, historyDays: job.historyDays });
    if (span !== undefined) {
      const model = await this.#learn(baselines, span, about);
      return { model, days: this.#days, events: this.#meter.events, notes: this.#allNotes };
    }
    // A run that was killed between its last checkpoint and its publication.
    if (begun !== undefined && begun.file !== job.publishedFile) await this.hooks.publish(begun);
    return { model: begun, days: this.#days, events: this.#meter.events, notes: this.#notes };
  }

  async #learn(
    baselines: Baselines,
    { first, last }: Span,
    about: Readonly<Record<string, unknown>>,
  ): Promise<TrainedModel | undefined> {
    this.#meter.begin(last - first + 1);
    this.#lastPublishedDay = first - 1;
    let model: TrainedModel | undefined;
    for (let day = first; day <= last; day += 1) {
      this.#meter.day(day);
      const found = await this.#read(baselines, day);
      this.#meter.phase('learning');
      await turn();
      closeDays(baselines.engine, day);
      this.#days += 1;
      this.signal.throwIfAborted();
      if (this.#autoencoder.isDue(day - first, day === last)) {
        this.#meter.phase('autoencoder');
        await this.#autoencoder.train(baselines.engine, day);
      }
      await this.hooks.history(day, found);
      model = await this.#keep(baselines, { day, isLast: day === last }, about) ?? model; // prettier-ignore
    }
    return model;
  }

  /** @returns what history there is to tell of that day */
  async #read(baselines: Baselines, day: number): Promise<readonly Day[]> {
    const { zone } = this.job;
    const history = new HistoryDay(zone);
    this.#meter.phase('reading');
    const range = { from: startOfDay(day, zone), to: startOfDay(day + 1, zone) };
    for await (const { events } of this.store.scan({
      range,
      order: 'time',
      batchSize: BATCH_EVENTS,
      signal: this.signal,
    })) {
      for (const event of events) this.#take(baselines, history, event);
      this.#meter.read(events.length);
      this.signal.throwIfAborted();
      await turn();
    }
    return history.end();
  }

  /** One event that it fails on must not keep all others from being learned, night after night. */
  #take(baselines: Baselines, history: HistoryDay, event: LogEvent): void {
    try {
      history.take(event, baselines.take(event));
    } catch (error) {
      this.#failed += 1;
      this.#lastFailure = messageOf(error);
    }
  }

  get #allNotes(): readonly string[] {
    if (this.#failed === 0) return this.#notes;
    return [...this.#notes, `${this.#failed} events could not be learned from: ${this.#lastFailure}`];
  }

  /** A checkpoint when it is time, and a publication when it is worth it. */
  async #keep(
    baselines: Baselines,
    { day, isLast }: { readonly day: number; readonly isLast: boolean },
    about: Readonly<Record<string, unknown>>,
  ): Promise<TrainedModel | undefined> {
    const { through } = baselines.engine;
    if (through === undefined) return undefined;
    const isNewer = this.#published === undefined || through > this.#published;
    const isWorthIt = isLast || (isNewer && day - this.#lastPublishedDay >= PUBLISH_DAYS);
    if (!isWorthIt && Date.now() - this.#savedAt < CHECKPOINT_MS) return undefined;
    this.#meter.phase('writing');
    const autoencoder = baselines.engine.autoencoder?.weights.info;
    const file = await this.#files.write(`through-${Math.max(0, through)}`, { through, about: { ...about, looked: day, sizes: baselines.engine.sizes } }, baselines.save()); // prettier-ignore
    this.#savedAt = Date.now();
    const model = { file, through, looked: day, autoencoder };
    if (!isWorthIt) return undefined;
    await this.hooks.publish(model);
    this.#published = through;
    this.#lastPublishedDay = day;
    return model;
  }
}

/** A day without activities leaves nothing staged; what fades, fades with the next. */
function closeDays(engine: Engine, day: number): void {
  engine.endOfDay(day);
  for (let left = engine.closedDays.length; left > 0; left -= 1) engine.closeDay();
}

/** Lets the thread hear a cancellation. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
