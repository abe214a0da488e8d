// What the portal sees of the collector: its state, pushed each second, and the live tail. src/link implements it.

import type { LogEvent } from '#src/event/event.js';
import type { CollectorHealth } from '#src/link/messages.js';

export type { CollectorHealth } from '#src/link/messages.js';

export interface TailBatch {
  readonly events: readonly LogEvent[];
  /** Events that matched but were left out because the flood is faster than eyes. */
  readonly skipped: number;
}

export type Unsubscribe = () => void;

export interface CollectorLink {
  /** The latest; undefined while the collector is away. */
  health(): CollectorHealth | undefined;
  onHealth(listener: (health: CollectorHealth | undefined) => void): Unsubscribe;
  /** Events that match from now on. @throws Fault QUERY_INVALID */
  tail(query: string, listener: (batch: TailBatch) => void): Unsubscribe;
  /** Tells the collector to read the configuration again (sources, ingest keys). */
  reconfigure(): void;
}
