// What the portal and the thread of trials say to each other.

import type { EnrichmentConfig } from '../collector/enrich/enricher.js';
import type { PluginSettings } from '../plugin/discovery.js';
import type { TrialInput } from './run-trial.js';
import type { TrialResult } from './trial.js';

/** In shared memory, Int32: [0] index of the parser at work, or IDLE; [1] id of the last trial that was finished. */
export const SHARED_BYTES = 8;
export const IDLE = -1;

export interface ThreadData {
  readonly shared: SharedArrayBuffer;
  readonly plugins: PluginSettings;
  /** For copies of the operator's parsers: a thread that is ended cannot tidy up behind itself. */
  readonly copies: string;
  /** Its files are read before the thread is ready, and again when they change. */
  readonly enrichment: EnrichmentConfig;
}

export interface ToThread {
  readonly id: number;
  readonly input: TrialInput;
}

export type FromThread =
  /** `parsers`: ids by index. */
  | { readonly t: 'ready'; readonly parsers: readonly string[] }
  | { readonly t: 'done'; readonly id: number; readonly result: TrialResult }
  | { readonly t: 'failed'; readonly id: number; readonly error: string };
