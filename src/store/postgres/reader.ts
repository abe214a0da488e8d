// The reading half of the event store on PostgreSQL, for any process that reaches the server.

import type { LogEvent } from '../../event/event.js';
import type * as port from '../event-store.js';
import { around, get, search } from '../engine/pages.js';
import { ReadBudget } from '../engine/read-budget.js';
import { scanByArrival, scanByTime } from '../engine/scan.js';
import { infoOf } from '../engine/segment.js';
import type { RetentionPolicy } from '../retention.js';
import { Aggregates } from './aggregates.js';
import { isMissingTable } from './driver.js';
import { readPolicy } from './policy.js';
import { Readers } from './readers.js';
import { SegmentReads } from './segment-reads.js';
import { Sizes } from './sizes.js';

export class PostgresReader implements port.EventReader {
  protected readonly readers: Readers;
  protected readonly reads: SegmentReads;
  readonly #aggregates: Aggregates;
  readonly #sizes = new Sizes();

  /**
   * @param name with it the names of its connections begin
   * @param key the setting that holds the address
   */
  constructor(
    url: string,
    private readonly name?: string,
    key?: string,
  ) {
    this.readers = new Readers(url, key);
    this.reads = new SegmentReads(this.readers);
    this.#aggregates = new Aggregates(this.reads);
  }

  search(request: port.SearchRequest): Promise<port.Page> {
    return search(this.reads, request);
  }

  scan(request: port.ScanRequest): AsyncIterable<port.ScanBatch> {
    return request.order === 'arrival' ? scanByArrival(this.reads.following, request) : scanByTime(this.reads, request);
  }

  count(request: port.AggregateRequest): Promise<number> {
    return this.#aggregates.count(request);
  }

  histogram(request: port.HistogramRequest): Promise<port.Histogram> {
    return this.#aggregates.histogram(request);
  }

  top(request: port.TopRequest): Promise<readonly port.TopEntry[]> {
    return this.#aggregates.top(request);
  }

  facets(
    request: port.AggregateRequest & { readonly fields: readonly string[]; readonly limit: number },
  ): Promise<Readonly<Record<string, readonly port.TopEntry[]>>> {
    return this.#aggregates.facets(request);
  }

  get(id: string): Promise<LogEvent | undefined> {
    return get(this.reads, id);
  }

  around(id: string, n: number, options?: port.ReadOptions): Promise<readonly LogEvent[]> {
    return around(this.reads, id, n, options);
  }

  async segments(): Promise<readonly port.SegmentInfo[]> {
    const states = await this.reads.find(new ReadBudget());
    if (states.length === 0) return [];
    const bytes = await this.readers.use(new ReadBudget(), (db) => this.#sizes.of(db, states));
    return states.map((state) => infoOf(state, bytes.get(state.id) ?? 0));
  }

  /** The free disk of a server cannot be asked for over SQL; DISK_FULL tells when there is none. */
  async stats(): Promise<port.StoreStats> {
    const segments = await this.segments();
    return {
      segments: segments.length,
      rows: segments.reduce((sum, each) => sum + each.rows, 0),
      bytes: segments.reduce((sum, each) => sum + each.bytes, 0),
      connections: this.server().connections,
    };
  }

  reach(): Promise<void> {
    return this.readers.reach();
  }

  server(): port.ServerState {
    const pools = this.readers.pools();
    const { name: prefix } = this;
    return { connections: prefix === undefined ? pools : pools.map((pool) => ({ ...pool, name: `${prefix} ${pool.name}` })) }; // prettier-ignore
  }

  async retention(): Promise<RetentionPolicy | undefined> {
    try {
      return await this.readers.use(new ReadBudget(), readPolicy);
    } catch (error) {
      if (isMissingTable(error)) return undefined; // no collector was here yet
      throw error;
    }
  }

  /** What is in memory of a segment that was dropped. */
  protected forget(id: string): void {
    this.reads.facets.forget(id);
  }

  close(): Promise<void> {
    return this.readers.close();
  }
}
