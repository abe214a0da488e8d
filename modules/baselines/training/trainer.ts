// The training job in the portal that has the duties: when it runs, one at a time, and what it says. The work is done in a thread
// (thread.ts). In other portals it tells what the metadata database knows of it, and passes on what people ask (ask-book.ts).

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import type { Duties } from '#src/cluster/duties.js';
import type { Notices } from '#src/cluster/notices.js';
import { Fault, messageOf } from '#src/faults.js';
import { Lock } from '#src/link/lock.js';
import type { EventReader } from '#src/store/event-store.js';
import type { FindingWriter } from '../findings/finding-writer.js';
import type { Verdicts } from '../findings/verdicts.js';
import type { Kept } from '../kept.js';
import { DAY_MS } from '../local-day.js';
import type { Scorer } from '../scorer.js';
import type { BaselinesSettings } from '../settings.js';
import { ANSWER_MS, type Answer, type Ask, type AskBook } from './ask-book.js';
import { Due, type Start } from './due.js';
import { printOf } from './import-watch.js';
import type { Published } from './published.js';
import type { RunBook, RunEnd } from './run-book.js';
import { runTraining } from './thread.js';
import { nextNight } from './timetable.js';
import type { TrainingHooks, TrainingJob, TrainingResult } from './training-job.js';
import type { TrainingProgress, TrainingRun, TrainingState } from './training-state.js';

export interface TrainerParts {
  readonly config: Config;
  readonly settings: () => BaselinesSettings;
  readonly store: EventReader;
  readonly db: Sequelize;
  readonly clock: Clock;
  readonly log: Logger;
  readonly runs: RunBook;
  readonly asks: AskBook;
  readonly kept: Kept;
  readonly published: Published;
  readonly verdicts: Pick<Verdicts, 'activeSince'>;
  readonly writer: Pick<FindingWriter, 'writeHistory'>;
  readonly duties: Duties;
  readonly notices: Pick<Notices, 'onChange'>;
  readonly scorer: Pick<Scorer, 'elsewhere'>;
  /** File that the stage uses. */
  readonly inUse: () => string | undefined;
}

/** As `printOf` says it: what is stored as a run begins, and what of that its model knows in the end. */
interface RunImports {
  readonly all: readonly string[];
  readonly covered: readonly string[];
}

const LOOK_EVERY_MS = 30_000;
/** Other portals are told how far it is. */
const TELL_EVERY_MS = 2_000;

export class Trainer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #lock: Lock;
  readonly #due: Due;
  readonly #listeners = new Set<(state: TrainingState) => void>();
  #running: TrainingRun | undefined;
  #progress: TrainingProgress | undefined;
  #last: TrainingRun | undefined;
  #trouble: string | undefined;
  #abort: AbortController | undefined;
  #cancelledBy: string | undefined;
  #work: Promise<void> = Promise.resolve();
  #isBusy = false;
  #isStopping = true;
  /** By performance.now(). */
  #toldAt = -Infinity;
  #undo: (() => Promise<void> | void)[] = [];

  constructor(private readonly parts: TrainerParts) {
    this.#lock = new Lock(join(parts.config.data.dir, 'baselines', 'training.lock'));
    this.#due = new Due(parts);
  }

  async onApplicationBootstrap(): Promise<void> {
    const { duties, notices } = this.parts;
    await this.#reread();
    this.#undo = [
      notices.onChange(['baselines_runs'], () => this.#reread()),
      notices.onChange(['baselines_asks'], () => this.#answerAll()),
      duties.add({ name: 'training', begin: () => this.#take(), end: () => this.#leave() }),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    for (const undo of this.#undo) await undo();
  }

  state(): TrainingState {
    const { clock, config, settings } = this.parts;
    return {
      running: this.#running,
      progress: this.#progress,
      last: this.#last,
      nextAt: nextNight(clock.now(), settings().trainAtHour, config.time.zone),
      behindDays: this.#isStopping ? 0 : this.#due.behindDays,
      elsewhere: this.parts.scorer.elsewhere,
      trouble: this.#trouble,
    };
  }

  /**
   * @param request isAnew: forgets the model and learns `settings.historyDays` of what is stored
   * @throws Fault CONFLICT when one runs already, in whatever program, or the portal that trains does not answer
   */
  async start({ by, isAnew }: { readonly by: string; readonly isAnew: boolean }): Promise<TrainingRun> {
    const { elsewhere } = this.parts.scorer;
    if (elsewhere === undefined) return this.#beginFor(by, isAnew);
    const answer = await this.#passOn(isAnew ? 'anew' : 'start', by, elsewhere);
    await this.#reread();
    const run = 'run' in answer ? await this.parts.runs.byId(answer.run) : undefined;
    if (run === undefined) throw new Fault('BUG', `BUG: ${elsewhere} answered ${JSON.stringify(answer)}`);
    return run;
  }

  /**
   * Ends it after what it does now; what was learned so far stays for the next run. Resolves when it has ended, or, where another portal
   * trains, when that one ends it. @returns whether one ran
   * @throws Fault CONFLICT when the portal that trains does not answer
   */
  async cancel(by: string): Promise<boolean> {
    const { elsewhere } = this.parts.scorer;
    if (elsewhere === undefined) {
      if (!this.#cancelFor(by)) return false;
      await this.#work;
      return true;
    }
    const answer = await this.#passOn('cancel', by, elsewhere);
    return 'cancelled' in answer && answer.cancelled;
  }

  /** The duties are this portal’s, and what was left behind is ended. */
  get isAtWork(): boolean {
    return !this.#isStopping;
  }

  /** Newest first. @param limit 1..200 */
  runs(limit: number): Promise<readonly TrainingRun[]> {
    return this.parts.runs.list(limit);
  }

  /** Returns how to stop that. */
  onChange(listener: (state: TrainingState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts what is due; looks each half minute. */
  @Interval(LOOK_EVERY_MS)
  async look(): Promise<void> {
    if (this.#isBusy || this.#isStopping) return;
    try {
      const due = await this.#due.look();
      if (due !== undefined) await this.#begin(due);
    } catch (error) {
      this.parts.log.warn(
        { error: messageOf(error) },
        'the training of baselines could not be started; it is tried again',
      );
    }
  }

  /** When what runs now has ended. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** What a portal that was killed, or lost the duties, left behind is ended. */
  async #take(): Promise<void> {
    const { runs, asks, published, log } = this.parts;
    await asks.forgetAll();
    if (this.#lock.holder() === undefined) await runs.endStale();
    await published
      .refresh()
      .then(() => published.share())
      .catch((error: unknown) => log.warn({ error: messageOf(error) }, 'the published model could not be exchanged'));
    this.#last = (await runs.list(1))[0];
    [this.#isStopping, this.#running, this.#progress] = [false, undefined, undefined];
    this.#tell();
    await this.#answerAll(); // what was asked meanwhile
  }

  /** The next one goes on from what was published. */
  async #leave(): Promise<void> {
    this.#isStopping = true;
    this.#abort?.abort();
    await this.#work;
  }

  /** In a portal that does not train. */
  async #reread(): Promise<void> {
    if (!this.#isStopping || this.#isBusy) return;
    const runs = await this.parts.runs.list(2);
    if (!this.#isStopping) return; // the duties came meanwhile
    this.#running = runs.find(({ outcome }) => outcome === 'running');
    this.#last = runs.find(({ outcome }) => outcome !== 'running');
    this.#progress = runs.find(({ outcome }) => outcome === 'running')?.progress;
    this.#tell();
  }

  /** @throws Fault CONFLICT */
  async #passOn(what: Ask['what'], by: string, elsewhere: string): Promise<Answer> {
    const answer = await this.parts.asks.ask(what, by);
    if (answer === undefined)
      throw new Fault(
        'CONFLICT',
        `The training belongs to ${elsewhere}, which has the duties and did not answer within ${ANSWER_MS / 1_000} s. Look on Health whether it is there, or ask for it there.`,
      );
    if ('refused' in answer) throw new Fault('CONFLICT', `${elsewhere}, which has the duties, says: ${answer.refused}`);
    return answer;
  }

  /** In the portal that trains. */
  async #answerAll(): Promise<void> {
    const { asks } = this.parts;
    while (!this.#isStopping) {
      const ask = await asks.take();
      if (ask === undefined) return;
      await asks.answer(ask.id, await this.#answerTo(ask));
    }
  }

  async #answerTo({ what, by }: Ask): Promise<Answer> {
    try {
      if (what === 'cancel') return { cancelled: this.#cancelFor(by) };
      return { run: (await this.#beginFor(by, what === 'anew')).id };
    } catch (error) {
      if (!(error instanceof Fault)) this.parts.log.error({ err: error }, 'a training that was asked for failed');
      return { refused: messageOf(error) };
    }
  }

  #beginFor(by: string, isAnew: boolean): Promise<TrainingRun> {
    const anew = isAnew ? `person-${randomBytes(6).toString('hex')}` : undefined;
    return this.#begin({ why: 'person', by, anew });
  }

  /** @returns whether one ran */
  #cancelFor(by: string): boolean {
    if (this.#abort === undefined) return false;
    this.#cancelledBy = by;
    this.#abort.abort();
    return true;
  }

  async #begin({ why, by, anew }: Start): Promise<TrainingRun> {
    if (this.#isBusy) throw new Fault('CONFLICT', 'A training runs already. Wait for it, or cancel it.');
    this.#isBusy = true;
    try {
      this.#lockFolder();
      const segments = await this.parts.store.segments();
      if (this.#isStopping)
        throw new Fault('CONFLICT', 'The portal is being stopped, or another one trains from now on. Ask again.');
      const run = await this.parts.runs.begin({ why, by, isAnew: anew !== undefined });
      const all = printOf(segments);
      const covered = anew === undefined ? await this.#due.covered(segments) : all;
      if (anew !== undefined) await this.parts.kept.set('anew', anew);
      // Killed on the way it goes on from its last checkpoint: what it has read is no news then.
      else await this.parts.kept.set('imports', JSON.stringify(covered));
      [this.#running, this.#progress, this.#cancelledBy] = [run, undefined, undefined];
      this.#abort = new AbortController();
      this.#tell();
      this.#work = this.#run(run, this.#job(anew), { all, covered }, this.#abort.signal);
      return run;
    } catch (error) {
      this.#lock.release();
      this.#isBusy = false;
      throw error;
    }
  }

  /** @throws Fault CONFLICT */
  #lockFolder(): void {
    mkdirSync(join(this.parts.config.data.dir, 'baselines'), { recursive: true, mode: 0o700 });
    try {
      this.#lock.take('Training baselines');
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = messageOf(error);
      throw error;
    }
  }

  #job(anew: string | undefined): TrainingJob {
    const { config, settings, verdicts, published, clock } = this.parts;
    const { budget, maxUsers, identity, historyDays } = settings();
    const now = clock.now();
    return {
      store: {
        data: config.data,
        database: config.database,
        events: { store: config.events.store, url: config.events.url },
      },
      dataDir: config.data.dir,
      zone: config.time.zone,
      geoipPath: config.geoip.path,
      budget,
      maxUsers,
      identity,
      historyDays,
      anew,
      now,
      verdicts: verdicts.activeSince(now - historyDays * DAY_MS),
      publishedThrough: published.model?.through,
      publishedFile: published.model?.file,
    };
  }

  async #run(run: TrainingRun, job: TrainingJob, imports: RunImports, signal: AbortSignal): Promise<void> {
    const { log, kept, runs } = this.parts;
    try {
      const end = await this.#outcome(job, signal);
      this.#last = await runs.end(run.id, end);
      const { outcome, days, events, error } = end;
      if (outcome === 'done') await kept.set('imports', JSON.stringify(imports.covered));
      // What the end of the portal cut short goes on at the next start.
      if (!this.#isStopping) await kept.set('anew', '');
      log[outcome === 'failed' ? 'error' : 'info'](
        { outcome, why: run.why, days, events, error },
        'training of baselines ended',
      );
      this.#due.settle(outcome, imports.all, job.now);
    } catch (error) {
      log.error({ err: error }, 'the end of a training could not be written');
      this.#due.settle('failed', imports.all, job.now);
    } finally {
      this.#lock.release();
      [this.#running, this.#progress, this.#abort, this.#isBusy] = [undefined, undefined, undefined, false];
      this.#tell();
    }
  }

  async #outcome(job: TrainingJob, signal: AbortSignal): Promise<RunEnd> {
    try {
      const result = await runTraining(job, this.#hooks(), signal);
      return result === undefined ? this.#cut('cancelled', this.#whyCancelled()) : doneOf(result);
    } catch (error) {
      return this.#cut('failed', messageOf(error));
    }
  }

  #cut(outcome: 'cancelled' | 'failed', error: string): RunEnd {
    const { dayNumber = 0, events = 0 } = this.#progress ?? {};
    const model = this.parts.published.model;
    const days = Math.max(0, dayNumber - 1);
    return { outcome, error, days, events, through: model?.through, autoencoder: undefined, notes: [] };
  }

  #whyCancelled(): string {
    if (this.#cancelledBy !== undefined) return `Cancelled by ${this.#cancelledBy}.`;
    return 'The portal was stopped, or another one trains from now on; the next run goes on from what is there.';
  }

  #hooks(): TrainingHooks {
    const { db, writer, published, inUse } = this.parts;
    return {
      progress: (progress) => {
        this.#progress = progress;
        this.#tell();
        this.#tellOthers(progress);
      },
      history: (day, found) => db.transaction((transaction) => writer.writeHistory(day, found, transaction)),
      publish: (model) => published.publish(model, inUse()),
    };
  }

  #tellOthers(progress: TrainingProgress): void {
    if (this.#running === undefined || performance.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = performance.now();
    const told = this.parts.runs.tellProgress(this.#running.id, progress);
    told.catch(() => undefined); // a picture, and the next one follows
  }

  #tell(): void {
    const state = this.state();
    for (const listener of this.#listeners) listener(state);
  }
}

function doneOf({ model, days, events, notes }: TrainingResult): RunEnd {
  return {
    outcome: 'done',
    error: undefined,
    days,
    events,
    notes,
    through: model?.through,
    autoencoder: model?.autoencoder,
  };
}
