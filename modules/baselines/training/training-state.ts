// What is told of the training: at this moment, and of each run.

import type { AutoencoderInfo } from '../autoencoder/autoencoder.js';

/** `night`: by itself; `start`: a night was missed, or a run cut short; `import`: history came; `person`: somebody asked. */
export type TrainingReason = 'night' | 'start' | 'import' | 'person';

export interface TrainingProgress {
  readonly phase: 'loading' | 'reading' | 'learning' | 'autoencoder' | 'writing';
  /** Day (since 1970) that is at work; and the `dayNumber`-th of `days`. */
  readonly day: number | undefined;
  readonly dayNumber: number;
  readonly days: number;
  /** So far. */
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Undefined: cannot be told yet. */
  readonly secondsLeft: number | undefined;
}

export interface TrainingRun {
  readonly id: number;
  /** ms since 1970 */
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly endedAt: number | undefined;
  readonly why: TrainingReason;
  /** Name of the person who asked; undefined: nobody did. */
  readonly by: string | undefined;
  /** All history was learned anew. */
  readonly isAnew: boolean;
  readonly outcome: 'running' | 'done' | 'cancelled' | 'failed';
  /** Sentence, where it failed. */
  readonly error: string | undefined;
  /** Learned. */
  readonly days: number;
  readonly events: number;
  readonly seconds: number;
  /** Day through which the model goes now. */
  readonly through: number | undefined;
  /** Of the last one that was trained in it. */
  readonly autoencoder: AutoencoderInfo | undefined;
  /** Things to know that kept it from nothing: damaged records, an autoencoder that could not be trained. Sentences. */
  readonly notes: readonly string[];
}

export interface TrainingState {
  readonly running: TrainingRun | undefined;
  readonly progress: TrainingProgress | undefined;
  /** The last one that ended. */
  readonly last: TrainingRun | undefined;
  /** ms since 1970: when it starts by itself. */
  readonly nextAt: number;
  /** Days that should be learned by now, and are not. */
  readonly behindDays: number;
  /** The portal that trains, where that is another one: then the progress is some seconds old, and there are no `behindDays`. */
  readonly elsewhere: string | undefined;
  /** Why it does not at the moment, as a sentence: another program trains into this folder. */
  readonly trouble: string | undefined;
}
