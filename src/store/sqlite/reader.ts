// The reading half of the event store: any process that sees the folder may have one, beside the one that writes.

import type { LogEvent } from '../../event/event.js';
import { freeBytesAt } from '../disk.js';
import type * as port from '../event-store.js';
import { Aggregates } from './aggregates.js';
import { Catalog, type LeavesOut, type OnProblem } from './catalog.js';
import type { Database } from './driver.js';
import { Handles } from './handles.js';
import { around, get, search } from '../engine/pages.js';
import { ReadBudget } from '../engine/read-budget.js';
import { scanByArrival, scanByTime } from '../engine/scan.js';
import { SegmentReads } from './segment-reads.js';
import { infoOf } from '../engine/segment.js';

/** Describing every segment opens every file that was not seen yet. */
const DESCRIBE_DEADLINE_MS = 60_000;

export class SqliteReader implements port.EventReader {
  readonly #handles = new Handles();
  readonly #reads: SegmentReads;
  readonly #scans: SegmentReads;
  readonly #aggregates: Aggregates;
  readonly catalog: Catalog;

  /**
   * @param dir the folder of the segment files
   * @param onProblem is told of each segment that cannot be read, once
   */
  constructor(
    private readonly dir: string,
    onProblem?: OnProblem,
  ) {
    this.catalog = new Catalog(dir, this.#handles, onProblem);
    this.#reads = new SegmentReads(this.catalog, this.#handles);
    this.#scans = this.#reads.forScans();
    this.#aggregates = new Aggregates(this.#reads);
  }

  search(request: port.SearchRequest): Promise<port.Page> {
    return search(this.#reads, request);
  }

  scan(request: port.ScanRequest): AsyncIterable<port.ScanBatch> {
    return request.order === 'arrival' ? scanByArrival(this.#scans, request) : scanByTime(this.#scans, request);
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
    return get(this.#reads, id);
  }

  around(id: string, n: number, options?: port.ReadOptions): Promise<readonly LogEvent[]> {
    return around(this.#reads, id, n, options);
  }

  async segments(): Promise<readonly port.SegmentInfo[]> {
    const states = await this.catalog.find(new ReadBudget({ deadlineMs: DESCRIBE_DEADLINE_MS }));
    return Promise.all(states.map(async (state) => infoOf(state, await this.catalog.bytes(state.id))));
  }

  async stats(): Promise<port.StoreStats> {
    const segments = await this.segments();
    const problems = this.problems();
    return {
      segments: segments.length,
      rows: segments.reduce((sum, each) => sum + each.rows, 0),
      bytes: segments.reduce((sum, each) => sum + each.bytes, 0),
      freeDiskBytes: await freeBytesAt(this.dir),
      ...(problems.length > 0 && { problems }),
    };
  }

  problems(range?: port.TimeRange): readonly port.SegmentProblem[] {
    return this.catalog.problems(range);
  }

  /** Runs `work` on a segment's file; undefined when it is gone or damaged. */
  protected read<T>(
    id: string,
    budget: ReadBudget,
    work: (db: Database) => Promise<T>,
    leavesOut?: LeavesOut,
  ): Promise<T | undefined> {
    return this.catalog.guard(id, () => this.#handles.use(this.catalog.path(id), budget, work), { leavesOut });
  }

  /** Closes what is open on a segment's file, unless it is being read. */
  protected forget(id: string): Promise<void> {
    const path = this.catalog.path(id);
    return this.#handles.keepOnly((each) => each !== path);
  }

  close(): Promise<void> {
    return this.#handles.close();
  }
}
