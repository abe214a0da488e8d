// Reads events from a replica, so that searches cost the server that is written to nothing, and from that server where the replica cannot
// answer. Whoever may miss nothing (scan), and the list of segments, is never sent to a replica: it may be behind.

import { Fault } from '../../faults.js';
import type { LogEvent } from '../../event/event.js';
import { withEither } from '../../either-signal.js';
import type * as port from '../event-store.js';
import type { RetentionPolicy } from '../retention.js';
import { PostgresReader } from './reader.js';
import { ReplicaWatch } from './replica-watch.js';

export class ReplicatedReader implements port.EventReader {
  readonly #primary: PostgresReader;
  readonly #replica: PostgresReader;
  readonly #watch: ReplicaWatch;

  constructor(url: string, replicaUrl: string) {
    this.#primary = new PostgresReader(url);
    this.#replica = new PostgresReader(replicaUrl, 'replica', 'events.readUrl');
    this.#watch = new ReplicaWatch(url, replicaUrl);
  }

  search(request: port.SearchRequest): Promise<port.Page> {
    return this.#read(request, (reader, its) => reader.search(its));
  }

  scan(request: port.ScanRequest): AsyncIterable<port.ScanBatch> {
    return this.#primary.scan(request);
  }

  count(request: port.AggregateRequest): Promise<number> {
    return this.#read(request, (reader, its) => reader.count(its));
  }

  histogram(request: port.HistogramRequest): Promise<port.Histogram> {
    return this.#read(request, (reader, its) => reader.histogram(its));
  }

  top(request: port.TopRequest): Promise<readonly port.TopEntry[]> {
    return this.#read(request, (reader, its) => reader.top(its));
  }

  facets(
    request: port.AggregateRequest & { readonly fields: readonly string[]; readonly limit: number },
  ): Promise<Readonly<Record<string, readonly port.TopEntry[]>>> {
    return this.#read(request, (reader, its) => reader.facets(its));
  }

  /** What the replica does not have may not have reached it yet. */
  async get(id: string): Promise<LogEvent | undefined> {
    const found = await this.#read({}, (reader) => reader.get(id));
    return found ?? this.#primary.get(id);
  }

  async around(id: string, n: number, options: port.ReadOptions = {}): Promise<readonly LogEvent[]> {
    const found = await this.#read(options, (reader, its) => reader.around(id, n, its));
    return found.length > 0 ? found : this.#primary.around(id, n, options);
  }

  segments(): Promise<readonly port.SegmentInfo[]> {
    return this.#primary.segments();
  }

  stats(): Promise<port.StoreStats> {
    return this.#primary.stats();
  }

  reach(): Promise<void> {
    return this.#primary.reach();
  }

  retention(): Promise<RetentionPolicy | undefined> {
    return this.#primary.retention();
  }

  server(): port.ServerState {
    return {
      connections: [...this.#primary.server().connections, ...this.#replica.server().connections],
      replica: this.#watch.state,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#watch.close(), this.#primary.close(), this.#replica.close()]);
  }

  async #read<R extends port.ReadOptions, T>(
    request: R,
    ask: (reader: port.EventReader, request: R) => Promise<T>,
  ): Promise<T> {
    const use = await this.#watch.use();
    if (use === undefined) return ask(this.#primary, request);
    const { signal } = request;
    try {
      return await withEither([use, signal], (either) => ask(this.#replica, { ...request, signal: either }));
    } catch (error) {
      const hasFailed = error instanceof Fault && error.code === 'STORE_READ';
      if (signal?.aborted || !(use.aborted || hasFailed || isConflict(error))) throw error;
      this.#watch.fellBack(hasFailed && isShut(error) ? error.message : undefined);
      return await ask(this.#primary, request);
    }
  }
}

/** Nothing can be read there at this moment. Else one statement failed, as it would on the other server. */
function isShut({ details }: Fault): boolean {
  return SHUT.test(String(details?.['sqlState'] ?? ''));
}

/** No connection (a code of Node's, which has no digits, or none), no login, no such database, no rights, no room for one more connection. */
const SHUT = /^\D*$|^(08|28|57P)|^(3D000|42501|53300)$/;

/**
 * A replica ends a read that keeps it from replaying what its primary did (a dropped segment, a vacuum): as a cancelled statement, or as
 * a failure to serialize. https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT
 */
function isConflict(error: unknown): boolean {
  const state = error instanceof Fault ? error.details?.['sqlState'] : undefined;
  return state === '57014' || state === '40001';
}
