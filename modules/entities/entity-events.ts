// The events of one entity in one range: counted, grouped, the newest of them. Parts with an index are asked of the store; one without
// is read once for all questions (the look at every row is what costs) and counted in memory, and where that takes too long it is left out, which `missing` says.

import type { LogEvent } from '#src/event/event.js';
import { Fault } from '#src/faults.js';
import type { EventReader, Histogram, TimeRange, TopEntry } from '#src/store/event-store.js';
import type { Entity, EntityPart } from './entity.js';
import { type ReadEvents, readOnce } from './read-once.js';
import { mergedTop, tallyHistogram, tallyTop } from './tally.js';

/** Of each part, so that sums of two lists are right where it matters. */
const SPARE_VALUES = 4;
const DEADLINE_MS = 10_000;
/** The rest of the page is of use without it. */
const READ_DEADLINE_MS = 4_000;
const NOTHING_READ: ReadEvents = { slim: [], newest: [] };

export class EntityEvents {
  readonly #reads = new Map<EntityPart, Promise<ReadEvents>>();
  readonly #missing = new Set<EntityPart>();

  constructor(
    private readonly store: EventReader,
    private readonly entity: Entity,
    readonly range: TimeRange,
    private readonly signal: AbortSignal,
  ) {}

  /** Parts that the answers so far are without. */
  get missing(): readonly EntityPart[] {
    return [...this.#missing];
  }

  /** How many, by part. @throws Fault QUERY_DEADLINE, as all of these */
  counts(): Promise<readonly number[]> {
    return this.#each(
      (part) => this.store.count(this.#asking(part)),
      ({ slim }) => slim.length,
    );
  }

  /** By level. */
  async histogram(intervalMs: number): Promise<Histogram> {
    const lists = await this.#each(
      async (part) => (await this.store.histogram({ ...this.#asking(part), intervalMs, by: 'event.severity' })).buckets,
      ({ slim }) => tallyHistogram(slim, intervalMs),
    );
    return { intervalMs, buckets: lists.flat().toSorted((a, b) => a.time - b.time) };
  }

  /** The most frequent values of each field. */
  async top(fields: readonly string[], limit: number): Promise<Readonly<Record<string, readonly TopEntry[]>>> {
    const lists = await this.#each(
      (part) => this.store.facets({ ...this.#asking(part), fields, limit: limit * SPARE_VALUES }),
      ({ slim }) => Object.fromEntries(fields.map((field) => [field, tallyTop(slim, field)])),
    );
    return Object.fromEntries(
      fields.map((field) => [
        field,
        mergedTop(
          lists.map((list) => list[field] ?? []),
          limit,
        ),
      ]),
    );
  }

  /** Newest first, at most MAX_NEWEST. */
  async newest(limit: number): Promise<readonly LogEvent[]> {
    const lists = await this.#each(
      async (part) => (await this.store.search({ ...this.#asking(part), limit })).events,
      ({ newest }) => newest.slice(0, limit),
    );
    return lists
      .flat()
      .toSorted((a, b) => b['@timestamp'] - a['@timestamp'])
      .slice(0, limit);
  }

  /** Time of the first event at or after this moment, which is known not to be far behind it. */
  async firstSince(from: number): Promise<number | undefined> {
    const times = await this.#each(
      (part) => this.#firstOf(part, from),
      ({ slim }) => slim.findLast((event) => event['@timestamp'] >= from)?.['@timestamp'],
    );
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  async #firstOf(part: EntityPart, from: number): Promise<number | undefined> {
    const range = { from: Math.max(from, this.range.from), to: this.range.to };
    const { query } = part;
    const { signal } = this;
    for await (const { events } of this.store.scan({ query, range, order: 'time', batchSize: 1, signal }))
      if (events[0] !== undefined) return events[0]['@timestamp'];
    return undefined;
  }

  #each<T>(ask: (part: EntityPart) => Promise<T>, tally: (read: ReadEvents) => T): Promise<T[]> {
    return Promise.all(
      this.entity.parts.map(async (part) => (part.isReadOnce ? tally(await this.#read(part)) : ask(part))),
    );
  }

  #read(part: EntityPart): Promise<ReadEvents> {
    const read =
      this.#reads.get(part) ??
      readOnce(this.store, { ...this.#asking(part), deadlineMs: READ_DEADLINE_MS }).catch((error: unknown) => {
        if (!(error instanceof Fault) || error.code !== 'QUERY_DEADLINE') throw error;
        this.#missing.add(part);
        return NOTHING_READ;
      });
    this.#reads.set(part, read);
    return read;
  }

  #asking({ query }: EntityPart): {
    query: EntityPart['query'];
    range: TimeRange;
    signal: AbortSignal;
    deadlineMs: number;
  } {
    return { query, range: this.range, signal: this.signal, deadlineMs: DEADLINE_MS };
  }
}
