// What the portal hands to the training, and what it hears from it. Plain data: it crosses into a thread.

import type { StoreConfig } from '#src/store/open.js';
import type { AutoencoderInfo } from '../autoencoder/autoencoder.js';
import type { Verdict } from '../engine/verdict.js';
import type { Day } from '../findings/found.js';
import type { IdentitySettings } from '../identity/identity-settings.js';
import type { TrainingProgress } from './training-state.js';

export interface TrainingJob {
  readonly dataDir: string;
  /** Where the events are; left out: SQLite in `dataDir`. */
  readonly store?: StoreConfig;
  /** IANA. */
  readonly zone: string;
  readonly geoipPath: string | undefined;
  readonly budget: number;
  readonly maxUsers: number;
  readonly identity: IdentitySettings;
  readonly historyDays: number;
  readonly verdicts: readonly Verdict[];
  /** Learn from nothing, unless a model of this very name was begun already: then that one goes on. Undefined: the newest model goes on. */
  readonly anew: string | undefined;
  /** ms since 1970: what the portal's clock says. */
  readonly now: number;
  /** Day through which the published model goes: an earlier one is published only at the end. */
  readonly publishedThrough: number | undefined;
  readonly publishedFile: string | undefined;
}

export interface TrainedModel {
  readonly file: string;
  /** Day through which it goes, and the last day that was looked at (there may have been nothing). */
  readonly through: number;
  readonly looked: number;
  readonly autoencoder: AutoencoderInfo | undefined;
}

export interface TrainingResult {
  /** Undefined: there was nothing to learn. */
  readonly model: TrainedModel | undefined;
  readonly days: number;
  readonly events: number;
  readonly notes: readonly string[];
}

/** What the training asks for on its way. It waits for each answer: a checkpoint is never ahead of the findings that belong to it. */
export interface TrainingHooks {
  progress(progress: TrainingProgress): void;
  /** Found in events of this day that the stage did not score; in place of what was found in them before. */
  history(day: number, found: readonly Day[]): Promise<void>;
  publish(model: TrainedModel): Promise<void>;
}

export type ToThread = { readonly t: 'cancel' } | { readonly t: 'did'; readonly id: number };

export type FromThread =
  | { readonly t: 'progress'; readonly progress: TrainingProgress }
  | { readonly t: 'history'; readonly id: number; readonly day: number; readonly found: readonly Day[] }
  | { readonly t: 'publish'; readonly id: number; readonly model: TrainedModel }
  | { readonly t: 'done'; readonly result: TrainingResult }
  | { readonly t: 'cancelled' }
  | { readonly t: 'failed'; readonly error: string };
