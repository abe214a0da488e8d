// The engine: activities in event-time order in, scores out. Pure: no clock, no file, no randomness; the same activities and verdicts
// give the same scores, live, in a back-test, and after a restart from what `save` gave. Bounded: EngineLimits.
//
// What it knows is a *model* (everything through day `through`, changed only by closeDay and adopt) and what came since: the days
// behind it, staged, and short-lived counters. Where a day is closed by somebody else (the training job), `adopt` takes that model in
// place of the staged days it covers.

import type { Autoencoder, AutoencoderRows } from '../autoencoder/autoencoder.js';
import type { Activity } from './activity.js';
import type { Entity } from './entity.js';
import type { Learning, Profile } from './profile.js';
import type { ModelRecord } from './record.js';
import type { Scored } from './scored.js';
import type { Verdict } from './verdict.js';

export interface EngineOptions {
  /** Findings a day for the whole installation that a score of 75 stands for. */
  readonly budget: number;
  readonly limits?: Partial<EngineLimits>;
}

export interface EngineLimits {
  /** Entities of each kind; the longest idle goes first. */
  readonly users: number;
  readonly addresses: number;
  readonly hosts: number;
  /** Values an entity remembers in a dimension; the least usual goes first. */
  readonly values: number;
}

export const ENGINE_LIMITS: EngineLimits = { users: 20_000, addresses: 20_000, hosts: 5_000, values: 400 };

/** What a bound left out, since the engine was made or loaded. */
export interface EngineCounts {
  readonly entitiesForgotten: number;
  readonly entitiesRefused: number;
  readonly valuesForgotten: number;
}

export class Engine {
  constructor(protected readonly options: EngineOptions) {}

  /**
   * Activities must come in order of `time`, but for some seconds (clock.ts sees to it).
   * @returns what it did to the entities it is about; usually one, none where it is about nobody
   */
  observe(_activity: Activity): readonly Scored[] {
    return [];
  }

  /** Day (since 1970, installation’s zone) through which the model goes; undefined: nothing was learned yet. */
  get through(): number | undefined {
    return undefined;
  }

  /** The latest hour that an activity was in; undefined at first. */
  get hour(): number | undefined {
    return undefined;
  }

  /** Days that are staged and over (an activity of a later day was seen), oldest first. */
  get closedDays(): readonly number[] {
    return [];
  }

  /** Learns the oldest closed day: stages become model, everything decays and is fitted again. Takes ms to seconds. */
  closeDay(): void {}

  /** In place of all given before. A verdict acts from the next activity on, and at the next closeDay. */
  setVerdicts(_verdicts: readonly Verdict[]): void {}

  /** From now on; what is staged stays. */
  setBudget(_budget: number): void {}

  /** What the autoencoder is trained with, of the days in the model; undefined: too little. Call it after closeDay. */
  autoencoderRows(): AutoencoderRows | undefined {
    return undefined;
  }

  /** From the next activity on; undefined: without. */
  useAutoencoder(_autoencoder: Autoencoder | undefined): void {}

  /**
   * Takes over the model of `published`, which goes through a later day than this one’s; staged days that it covers are forgotten,
   * later ones and the short-lived counters stay. `published` must not be used afterwards. Cheap: nothing is copied.
   */
  adopt(_published: Engine): void {}

  /** Everything, for `restore`; entity by entity, so that a caller may pause between records. The engine must not be used meanwhile. */
  *save(): Iterable<ModelRecord> {}

  /** One record of `save`, in any order, into a fresh engine. @throws Error when the data is not what it should be: leave it out */
  restore(_record: ModelRecord): void {}

  /** After the last `restore`. */
  restored(): void {}

  profile(_entity: Entity): Profile | undefined {
    return undefined;
  }

  /** Of the whole: is there enough to tell people? */
  get learning(): Learning {
    return { day: 0, days: 0, events: 0, confidence: 0, isReady: false, limits: [] };
  }

  /** Entities known, by kind. */
  get sizes(): { readonly users: number; readonly ips: number; readonly hosts: number } {
    return { users: 0, ips: 0, hosts: 0 };
  }

  get counts(): EngineCounts {
    return { entitiesForgotten: 0, entitiesRefused: 0, valuesForgotten: 0 };
  }
}
