// What the portal sees of the collector. The link (local socket, or inline in tests) implements it; everything in it is plain JSON.

import type { LogEvent } from '#src/event/event.js';

export interface ListenerHealth {
  /** `udp`, `tcp`, `tls`, `http`, `gelf`. */
  readonly name: string;
  /** `[::]:5514`; left out when it is not bound. */
  readonly address?: string;
  readonly state: 'listening' | 'failed' | 'off';
  /** Why it failed and what to do. */
  readonly error?: string;
  readonly connections?: number;
  /** Datagrams that the kernel dropped before we saw them. */
  readonly kernelDrops?: number;
  readonly [more: string]: unknown;
}

/** Counters of one source: received = stored + duplicate + filtered + limited + refused + failed + queued + lost. */
export interface LedgerRow {
  readonly source: string;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly limited: number;
  readonly refused: number;
  readonly failed: number;
  readonly queued: number;
  readonly lost: number;
  /** By the kernel, never seen by us: beside the equation. */
  readonly dropped: number;
  /** ms since 1970. */
  readonly lastReceived?: number;
  readonly lastError?: string;
}

export interface ParserHealth {
  readonly id: string;
  readonly title: string;
  readonly state: 'on' | 'off' | 'failed';
  readonly claimed: number;
  readonly errors: number;
  readonly lastError?: string;
}

export interface CollectorHealth {
  readonly pid: number;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly version: string;
  readonly state: 'running' | 'draining';
  readonly listeners: readonly ListenerHealth[];
  readonly ledger: readonly LedgerRow[];
  readonly balanced: boolean;
  readonly parsers: readonly ParserHealth[];
  readonly store: { readonly segments: number; readonly rows: number; readonly bytes: number; readonly freeDiskBytes: number };
  readonly ratePerSecond: number;
  readonly memoryBytes: number;
}

export interface TailBatch {
  readonly events: readonly LogEvent[];
  /** Events that matched but were left out because the flood is faster than eyes. */
  readonly skipped: number;
}

export type Unsubscribe = () => void;

export interface CollectorLink {
  /** The latest, pushed each second; undefined while the collector is away. */
  health(): CollectorHealth | undefined;
  onHealth(listener: (health: CollectorHealth | undefined) => void): Unsubscribe;
  /** Events that match from now on. @throws Fault QUERY_INVALID */
  tail(query: string, listener: (batch: TailBatch) => void): Unsubscribe;
  /** Tells the collector to read the configuration again (sources, ingest keys). */
  reconfigure(): void;
}
