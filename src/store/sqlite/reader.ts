// The reading half of the event store: any process that sees the folder may have one, beside the one that writes.

import type { LogEvent } from '../../event/event.js';
import { ALL, type Query } from '../../query/ast.js';
import { freeBytesAt } from '../disk.js';
import type * as port from '../event-store.js';
import { Aggregates } from './aggregates.js';
import { Catalog, type SegmentProblem } from './catalog.js';
import { placeOf, readPlace, writePlace } from './cursor.js';
import type { Database } from './driver.js';
import { Handles } from './handles.js';
import { ReadBudget } from './read-budget.js';
import { parseEventId } from './rowid.js';
import { scanByArrival, scanByTime } from './scan.js';
import { SegmentReads } from './segment-reads.js';
import { infoOf } from './state.js';

const MAX_PAGE = 10_000;
const EVER: port.TimeRange = { from: -Infinity, to: Infinity };
/** Describing every segment opens every file that was not seen yet. */
const DESCRIBE_DEADLINE_MS = 60_000;

export class SqliteReader implements port.EventReader {
  readonly #handles = new Handles();
  readonly #reads: SegmentReads;
  readonly #aggregates: Aggregates;
  readonly catalog: Catalog;

  /** `dir`: the folder of the segment files. */
  constructor(private readonly dir: string) {
    this.catalog = new Catalog(dir, this.#handles);
    this.#reads = new SegmentReads(this.catalog, this.#handles);
    this.#aggregates = new Aggregates(this.#reads);
  }

  async search(request: port.SearchRequest): Promise<port.Page> {
    const { query, range, cursor } = request;
    const limit = Math.min(Math.max(1, Math.floor(request.limit)), MAX_PAGE);
    const beyond = cursor === undefined ? undefined : readPlace(cursor);
    const budget = new ReadBudget(request);
    const events: LogEvent[] = [];
    const chunk = limit + 1;
    let last: string | undefined;
    for await (const { event, place } of this.#reads.ordered({
      query,
      range,
      direction: 'descending',
      beyond,
      chunk,
      budget: () => budget,
    })) {
      if (events.length === limit) return { events, ...(last !== undefined && { next: last }) };
      events.push(event);
      if (events.length === limit) last = writePlace(place);
    }
    return { events };
  }

  scan(request: port.ScanRequest): AsyncIterable<port.ScanBatch> {
    return request.order === 'arrival' ? scanByArrival(this.#reads, request) : scanByTime(this.#reads, request);
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

  async get(id: string): Promise<LogEvent | undefined> {
    const parsed = parseEventId(id);
    if (parsed === undefined) return undefined;
    const budget = new ReadBudget();
    const state = await this.catalog.describe(parsed.segment, budget);
    return state && this.#reads.get(state, parsed.row, budget);
  }

  async around(id: string, n: number): Promise<readonly LogEvent[]> {
    const parsed = parseEventId(id);
    const budget = new ReadBudget();
    const state = parsed && (await this.catalog.describe(parsed.segment, budget));
    const event = state && (await this.#reads.get(state, parsed.row, budget));
    if (event === undefined) return [];
    const count = Math.min(Math.max(0, Math.floor(n)), MAX_PAGE);
    const beyond = placeOf(state as NonNullable<typeof state>, parsed?.row as number);
    const neighbours = async (direction: 'ascending' | 'descending'): Promise<LogEvent[]> => {
      const found: LogEvent[] = [];
      if (count === 0) return found;
      const request = { query: sameHost(event), range: EVER, direction, beyond, chunk: count, budget: () => budget };
      for await (const placed of this.#reads.ordered(request)) {
        if (found.push(placed.event) === count) break;
      }
      return found;
    };
    const before = await neighbours('descending');
    return [...before.reverse(), event, ...(await neighbours('ascending'))];
  }

  async segments(): Promise<readonly port.SegmentInfo[]> {
    const states = await this.catalog.find(new ReadBudget({ deadlineMs: DESCRIBE_DEADLINE_MS }));
    return Promise.all(states.map(async (state) => infoOf(state, await this.catalog.bytes(state.id))));
  }

  async stats(): Promise<port.StoreStats> {
    const segments = await this.segments();
    return {
      segments: segments.length,
      rows: segments.reduce((sum, each) => sum + each.rows, 0),
      bytes: segments.reduce((sum, each) => sum + each.bytes, 0),
      freeDiskBytes: await freeBytesAt(this.dir),
    };
  }

  /** Segment files that could not be read, with what to do. Reads go on without them. */
  problems(): readonly SegmentProblem[] {
    return this.catalog.problems();
  }

  /** Runs `work` on a segment's file; undefined when it is gone or damaged. */
  protected read<T>(id: string, budget: ReadBudget, work: (db: Database) => Promise<T>): Promise<T | undefined> {
    return this.catalog.guard(id, () => this.#handles.use(this.catalog.path(id), budget, work));
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

function sameHost(event: LogEvent): Query {
  const host = event['host.name'];
  if (host === undefined) return { kind: 'not', of: { kind: 'exists', field: 'host.name' } };
  return typeof host === 'string' ? { kind: 'equals', field: 'host.name', value: host } : ALL;
}
