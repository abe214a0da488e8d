// History while it is imported: baselines of its own, in event time, whose days close one after the other as they go by. They begin with
// the published model where history goes on behind it, else with nothing, and are forgotten when no history came for a while: the
// training job learns from the store what is to stay.

import type { LogEvent } from '#src/event/event.js';
import { Baselines, type BaselinesOptions } from '../baselines.js';
import type { Judged } from '../engine/judged.js';
import type { Verdict } from '../engine/verdict.js';
import { localDay } from '../local-day.js';
import type { ModelFiles } from '../model/model-file.js';
import { Slices } from '../model/slices.js';
import type { UsedModel } from './start.js';

export interface ImportOptions {
  /** As they are when an import begins. */
  readonly options: () => BaselinesOptions;
  readonly files: ModelFiles;
  readonly model: () => UsedModel | undefined;
  readonly verdicts: () => readonly Verdict[];
}

const FORGET_AFTER_MS = 60_000;
/** A second file of the same time comes behind the first: it is history of its own, not late. */
const ANEW_AFTER_LATE = 1_000;

export class ImportBaselines {
  #baselines: Baselines | undefined;
  /** The model is being read: what comes meanwhile has no score. */
  #isLoading = false;
  #usedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #late = 0;
  #lateInRow = 0;

  constructor(private readonly parts: ImportOptions) {}

  /** @returns valid until the next call */
  take(event: LogEvent, now: number): readonly Judged[] {
    this.#usedAt = now;
    if (this.#isLoading) return [];
    const baselines = (this.#baselines ??= this.#begin(event));
    if (baselines === undefined) return [];
    const scored = baselines.judge(event, 'import');
    for (let { length } = baselines.engine.closedDays; length > 0; length -= 1) baselines.engine.closeDay();
    if (scored.length === 0) this.#watchLate(baselines);
    else this.#lateInRow = 0;
    return scored;
  }

  /** New verdicts and settings: in force at once. */
  configure(act: (baselines: Baselines) => void): void {
    if (this.#baselines !== undefined) act(this.#baselines);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#baselines = undefined;
    this.#late = this.#lateInRow = 0;
  }

  #begin(event: LogEvent): Baselines | undefined {
    const { options, model, verdicts } = this.parts;
    const baselines = new Baselines(options());
    this.#forgetLater();
    const used = model();
    const isBehind = used !== undefined && used.header.through < localDay(event['@timestamp'], options().zone);
    if (isBehind) {
      this.#isLoading = true;
      void this.#load(baselines, used.file).finally(() => (this.#isLoading = false));
      return undefined;
    }
    baselines.setVerdicts(verdicts());
    return baselines;
  }

  /** A model that cannot be read is said by those who use it for live events; history then begins with nothing. */
  async #load(baselines: Baselines, file: string): Promise<void> {
    const { options, files, verdicts } = this.parts;
    try {
      await files.read(file, (record) => baselines.restore(record));
      const slices = new Slices();
      for (const _ of baselines.engine.restoring()) if (slices.isOver) await slices.pause();
      this.#baselines = baselines;
    } catch {
      this.#baselines = new Baselines(options());
    }
    // They may have changed while it was read.
    const { budget, identity, geoip } = options();
    this.#baselines.engine.setBudget(budget);
    this.#baselines.observer.configure(identity, geoip);
    this.#baselines.setVerdicts(verdicts());
  }

  #watchLate({ counts }: Baselines): void {
    this.#lateInRow = counts.late > this.#late ? this.#lateInRow + 1 : 0;
    this.#late = counts.late;
    if (this.#lateInRow < ANEW_AFTER_LATE) return;
    this.stop();
  }

  #forgetLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const idleMs = Date.now() - this.#usedAt;
      if (idleMs >= FORGET_AFTER_MS && !this.#isLoading) this.stop();
      else this.#forgetLater();
    }, FORGET_AFTER_MS);
    this.#timer.unref();
  }
}
