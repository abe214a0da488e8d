// What the portal sees of the collector: its state, pushed each second, and the live tail. src/link implements it.

import type { LogEvent } from '#src/event/event.js';
import type { ParserReport } from '#src/collector/parse/parser-entry.js';
import type { EnrichmentState } from '#src/collector/enrich/state.js';
import type { CollectorHealth, SourceClock } from '#src/link/messages.js';

export type { EnrichmentState, FileState, Found } from '#src/collector/enrich/state.js';
export type { ParserReport } from '#src/collector/parse/parser-entry.js';
export type { CollectorCounts, CollectorHealth, SourceClock } from '#src/link/messages.js';

export interface TailBatch {
  readonly events: readonly LogEvent[];
  /** Events that matched but were left out because the flood is faster than eyes. */
  readonly skipped: number;
  /** Events that were not looked at: the query is slow, or many are open. */
  readonly unseen?: number;
  /** Others may have been left out too, and nobody counted them. */
  readonly isMore?: boolean;
  /** Nothing will come, and why. */
  readonly refused?: string;
}

export type Unsubscribe = () => void;

export interface CollectorLink {
  /** The latest; undefined while the collector is away. */
  health(): CollectorHealth | undefined;
  onHealth(listener: (health: CollectorHealth | undefined) => void): Unsubscribe;
  /** Events that match from now on. @throws Fault QUERY_INVALID */
  tail(query: string, listener: (batch: TailBatch) => void): Unsubscribe;
  /** By source; empty while the collector is away or does not answer. */
  clocks(): Promise<Readonly<Record<string, SourceClock>>>;
  /** What the enrichment knows, and what of an address, domain or hash; undefined while the collector is away or does not answer. */
  enrichment(lookUp?: string): Promise<EnrichmentState | undefined>;
  /** How each parser is doing, with what it costs; undefined while the collector is away or does not answer. */
  parsers(): Promise<readonly ParserReport[] | undefined>;
  /** Reports of the collector's half of a module; at most once each. */
  onStageReport(module: string, listener: (report: unknown) => void): Unsubscribe;
  /** Puts sources, ingest keys and live settings in force now; it also happens by itself. */
  reconfigure(): void;
}
