// The port to the event store. Each engine is a folder that passes the one contract test (test/contract/event-store.ts).
// Order everywhere: by event time, then by arrival. `search` is newest first, `scan` is oldest first.

import type { LogEvent } from '../event/event.js';
import type { Query } from '../query/ast.js';
import type { RetentionPolicy } from './retention.js';

/** ms since 1970; `from` belongs to the range, `to` does not. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface NewEvent {
  readonly event: LogEvent;
  /** Retention class; default `default`. Letters, digits, underscore. */
  readonly retention?: string;
  /** Same source, same key = the same event; the second is a duplicate and is not stored. */
  readonly dedupeKey?: string;
}

/** A value stored in the same transaction as the rows; a mark with a higher version replaces the one with the same key. */
export interface Mark {
  readonly key: string;
  readonly version: number;
  readonly value: string;
}

export interface AppendBatch {
  /** `live`: segments by UTC day of receipt. `import`: segments by day of the event, its own, sealed by `sealImports`. */
  readonly kind: 'live' | 'import';
  readonly events: readonly NewEvent[];
  /** Called inside each transaction, when its outcomes are known and before commit. Indices point into `events`. */
  readonly marks?: (stored: readonly number[], duplicates: readonly number[]) => readonly Mark[];
}

export interface AppendResult {
  /** One entry an event, in order: its id, or undefined for a duplicate. */
  readonly ids: readonly (string | undefined)[];
  /** Behind this batch and everything before it, in the order of arrival; see ScanRequest. */
  readonly position: string;
  /** Other writers of this store stored events since the append before: the position lies behind theirs, too. */
  readonly withOthers?: boolean;
}

export interface ReadOptions {
  /** Ends the read with Fault QUERY_DEADLINE after so many ms; default 10,000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export interface SearchRequest extends ReadOptions {
  readonly query: Query;
  readonly range: TimeRange;
  /** 1..10,000; a page of very long messages ends before it, with `next`. */
  readonly limit: number;
  /** From the page before. */
  readonly cursor?: string;
}

export interface Page {
  readonly events: readonly LogEvent[];
  /** Undefined on the last page. */
  readonly next?: string;
}

export interface ScanRequest {
  readonly query?: Query;
  readonly range: TimeRange;
  /** Position of the last event that was handled; the scan goes on behind it. */
  readonly after?: string;
  /** `time`: by event time, for baselines and back-test. `arrival`: as committed, for followers that may not miss a late event. */
  readonly order: 'time' | 'arrival';
  /** Only what had arrived at this position (of the order `arrival`, with either order). */
  readonly upTo?: string;
  /** Default 1,000. */
  readonly batchSize?: number;
  /** Ends the scan with Fault QUERY_DEADLINE. */
  readonly signal?: AbortSignal;
}

export interface ScanBatch {
  readonly events: readonly LogEvent[];
  /** Position after the last event of this batch: store it to resume. */
  readonly position: string;
}

export interface AggregateRequest extends ReadOptions {
  readonly query: Query;
  readonly range: TimeRange;
}

export interface HistogramRequest extends AggregateRequest {
  /** ms; buckets start at multiples of it since 1970 (UTC). At most 2,000 buckets. */
  readonly intervalMs: number;
  /** A facet field to split by, e.g. `event.severity`. */
  readonly by?: string;
}

export interface Histogram {
  readonly intervalMs: number;
  /** Ascending, empty buckets left out. `key` is '' without `by`. */
  readonly buckets: readonly { readonly time: number; readonly key: string; readonly count: number }[];
}

export interface TopRequest extends AggregateRequest {
  readonly field: string;
  /** 1..1,000 */
  readonly limit: number;
}

export interface TopEntry {
  readonly value: string;
  readonly count: number;
}

export interface SegmentInfo {
  /** `<day>-<class>-<kind>-<part>`, e.g. `20261120-default-live-0`. */
  readonly id: string;
  readonly day: string;
  readonly retention: string;
  readonly kind: 'live' | 'import';
  readonly sealed: boolean;
  readonly rows: number;
  readonly bytes: number;
  /** ms since 1970: when it was begun; of an import, when it was imported. */
  readonly createdAt?: number;
  /** Event times; undefined while empty. */
  readonly minTime?: number;
  readonly maxTime?: number;
}

/** A segment that cannot be read: its events are missing from all that is found and counted. */
export interface SegmentProblem {
  readonly segment: string;
  /** What is wrong and what to do. */
  readonly message: string;
}

export interface StoreStats {
  readonly segments: number;
  readonly rows: number;
  readonly bytes: number;
  /** Left out where the engine cannot tell: a server's disk is its own. */
  readonly freeDiskBytes?: number;
  /** Left out where all can be read. */
  readonly problems?: readonly SegmentProblem[];
  /** Of an engine on a server. */
  readonly connections?: readonly ConnectionPool[];
}

/** Connections of one kind that this process has to the store's server. */
export interface ConnectionPool {
  /** What they are for, e.g. `search`, `count`, `write`. */
  readonly name: string;
  /** At most so many. */
  readonly limit: number;
  readonly open: number;
  readonly inUse: number;
  /** Reads or writes that wait for one. */
  readonly waiting: number;
}

/** Of the server that searches go to, beside the one that is written to. */
export interface ReplicaState {
  /** Host and database. */
  readonly place: string;
  /** False: reads go to the other server. */
  readonly isUsed: boolean;
  /** Why it is not used; left out before it was looked at. */
  readonly why?: string;
  /** Of the log of the other server; left out where that is not known. */
  readonly behindBytes?: number;
  readonly behindMs?: number;
  /** Reads that went to the other server because this one ended them or did not answer. */
  readonly fallbacks: number;
}

export interface ServerState {
  readonly connections: readonly ConnectionPool[];
  /** Undefined where none is set. */
  readonly replica?: ReplicaState;
}

/** What a store tells its process of, for the log. */
export interface StoreNews {
  /** A segment that cannot be read; each once. */
  readonly onProblem?: (problem: SegmentProblem) => void;
  /** Ids of the oldest segments, which went because the disk was short. */
  readonly onDropped?: (segments: readonly string[]) => void;
}

export interface EventReader {
  search(request: SearchRequest): Promise<Page>;
  /** Ascending batches with a resumable position. Ends at `range.to` or at what was committed when it got there. */
  scan(request: ScanRequest): AsyncIterable<ScanBatch>;
  count(request: AggregateRequest): Promise<number>;
  histogram(request: HistogramRequest): Promise<Histogram>;
  top(request: TopRequest): Promise<readonly TopEntry[]>;
  /** Top values of several fields at once, for the field panel. */
  facets(
    request: AggregateRequest & { readonly fields: readonly string[]; readonly limit: number },
  ): Promise<Readonly<Record<string, readonly TopEntry[]>>>;
  /** Undefined when there is none (retention, wrong id). */
  get(id: string): Promise<LogEvent | undefined>;
  /** Neighbours in time from the same host: up to `n` before and `n` after, ascending, the event itself included. */
  around(id: string, n: number, options?: ReadOptions): Promise<readonly LogEvent[]>;
  segments(): Promise<readonly SegmentInfo[]>;
  stats(): Promise<StoreStats>;
  /** Those (that may have events of the range) that this process came across: reads go on without them. */
  problems?(range?: TimeRange): readonly SegmentProblem[];
  /** Of an engine on a server: resolves when it answers. @throws Fault STORE_READ */
  reach?(): Promise<void>;
  /** Of an engine on a server, at this moment. */
  server?(): ServerState;
  /**
   * Of an engine that several write to: how long all of them keep its events, as the portal that has the duties said. Undefined: none has yet.
   * @throws Fault STORE_READ
   */
  retention?(): Promise<RetentionPolicy | undefined>;
  close(): Promise<void>;
}

export interface EventStore extends EventReader {
  /**
   * Commits every event of the batch, usually in one transaction; a batch that is large or crosses a part takes more. Batches are committed
   * in the order of the calls; one that was given while another ran may fail with that one.
   * @throws Fault STORE_WRITE, DISK_FULL; `details` then hold, as in the result, `position`, `withOthers` and the `ids` of what earlier transactions
   * of this batch have stored. What has no id was not stored (or is a duplicate, and will be one again).
   */
  append(batch: AppendBatch): Promise<AppendResult>;
  /**
   * Does some of what `append` will have to do with these events, while an earlier one runs. Call it again as they become more: the array
   * itself is then to be appended, with what was in it in its place. Where another one is, this was in vain and does no harm.
   */
  prepare(batch: Pick<AppendBatch, 'kind' | 'events'>): void;
  /** Behind everything that is stored, in the order of arrival; see ScanRequest. */
  position(): Promise<string>;
  /** Marks of the segments that may be newer than any other record of them (see the ledger). */
  marks(): Promise<readonly Mark[]>;
  /** Closes import segments; live ones close by day and size. */
  sealImports(): Promise<void>;
  /**
   * Seals and optimises live segments whose day is over, and parts that are full. Safe to call at any time.
   * @param isDateRight false: no day is over
   */
  sealClosed(isDateRight?: boolean): Promise<void>;
  dropSegment(id: string): Promise<void>;
  /** Of an engine on a server: an append that waits to hear what became of its commit fails. For an end that cannot wait. */
  giveUpWaiting?(): void;
  /** Of an engine on a server: how far our clock is ahead of its one; negative: behind. @throws Fault STORE_READ */
  clockAheadMs?(): Promise<number>;
  /** Undefined where this process is the only one that writes. */
  readonly others?: OthersReader;
}

/** Live events that other processes store. Positions are as those of ScanRequest, but what this process stored is passed over. */
export interface OthersReader {
  /** Behind everything that is stored. */
  position(): Promise<string>;
  /** How many lie behind a position. @throws Fault BAD_REQUEST for a position of another store */
  behind(after: string): Promise<number>;
  /** In the order of arrival, up to what was committed when it began; the last batch may be empty. */
  scan(after: string, signal: AbortSignal): AsyncIterable<ScanBatch>;
}
