// From event to score, whole: clock, observer (identity), engine. The stage, the training job and the back-test run this very class, so
// that a live day, an import and a back-test are one thing.

import type { LogEvent } from '#src/event/event.js';
import type { GeoIp } from '#src/geoip/geoip.js';
import type { EventKind } from '#src/plugin/module.js';
import { CLOCK, type ClockCounts, EventClock } from './clock.js';
import { Engine, type EngineCounts, type EngineLimits } from './engine/engine.js';
import type { Judged } from './engine/judged.js';
import type { ModelRecord } from './engine/record.js';
import type { Scored } from './engine/scored.js';
import type { Verdict } from './engine/verdict.js';
import type { IdentitySettings } from './identity/identity-settings.js';
import { Observer, type ObserverCounts } from './identity/observer.js';

export interface BaselinesOptions {
  /** IANA zone of hours and days. */
  readonly zone: string;
  readonly budget: number;
  readonly identity: IdentitySettings;
  readonly geoip?: GeoIp | undefined;
  readonly limits?: Partial<EngineLimits>;
}

export type BaselinesCounts = ClockCounts & ObserverCounts & EngineCounts;

export class Baselines {
  readonly engine: Engine;
  readonly observer: Observer;
  readonly #clock = new EventClock();

  constructor(options: BaselinesOptions) {
    this.engine = new Engine(options);
    this.observer = new Observer(options);
  }

  /**
   * Adds `lanwarden.owner` to the event where it names no account and the device’s owner is known.
   * @param kind left out: what the event’s id says; `live` without one
   */
  take(event: LogEvent, kind?: EventKind): readonly Scored[] {
    return this.judge(event, kind).map((each) => each.copy());
  }

  /** The same for who keeps nothing of it: valid until the next call. */
  judge(event: LogEvent, kind?: EventKind): readonly Judged[] {
    const time = this.#clock.take(event, kind);
    if (time === undefined) return NOTHING;
    const activity = this.observer.observe(event, time);
    return activity === undefined ? NOTHING : this.engine.judge(activity);
  }

  /** In place of all given before. */
  setVerdicts(verdicts: readonly Verdict[]): void {
    this.engine.setVerdicts(verdicts, this.newest);
  }

  get counts(): BaselinesCounts {
    return { ...this.#clock.counts, ...this.observer.counts, ...this.engine.counts };
  }

  /** The latest event time that was taken, ms; undefined at first. */
  get newest(): number | undefined {
    return this.#clock.newest;
  }

  *save(): Iterable<ModelRecord> {
    yield this.#clock.save();
    yield* this.observer.save();
    yield* this.engine.save();
  }

  /**
   * What changed since the last call, as it is now, though events are taken while it is drawn: for a journal over a model file.
   * @param all everything that the model file does not hold
   */
  changes(all?: 'all'): Iterable<ModelRecord> {
    const shared = [this.#clock.save(), ...this.observer.save()];
    return joined(shared, this.engine.changes(all));
  }

  /** @throws Error when the data is not what it should be */
  restore(record: ModelRecord): void {
    if (record.kind !== 'engine') return this.engine.restore(record);
    if (record.name === CLOCK) return this.#clock.restore(record);
    if (record.name === 'identity') return this.observer.restore(record);
    this.engine.restore(record);
  }

  restored(): void {
    this.engine.restored();
  }
}

const NOTHING: readonly Judged[] = [];

function* joined(first: readonly ModelRecord[], then: Iterable<ModelRecord>): Iterable<ModelRecord> {
  yield* first;
  yield* then;
}
