// Which part of a (day, class, kind) this process writes to. A part has one writer: who holds its lock, from the first row until the
// connection ends. So collectors never wait for each other, ordinals have no gaps and are committed in their order, and facets can be
// numbered in memory. A part whose collector is gone is gone on with by the next one that needs it, unless it is of another era (era.ts), or has
// fewer rows than this process knows of: of rows that the server has lost somebody may know ids, facets and positions, and none of these is
// given out again.

import type { Clock } from '../../clock.js';
import type { NewEvent } from '../event-store.js';
import type { Series } from '../engine/batches.js';
import { FacetIds } from '../engine/facets.js';
import { ORDINALS } from '../engine/rowid.js';
import { segmentId } from '../segments.js';
import { BatchEncoder, type EncodedBatch } from './encoder.js';
import { firstPartOf } from './era.js';
import { SCHEMA } from './names.js';
import type { OwnRows } from './own-rows.js';
import { MAKING_LOCK, segmentTables } from './schema.js';
import type { Session } from './session.js';
import { readState, readStates, type PostgresSegment } from './state.js';

/** Readers keep a segment's facets in memory, so a flood of made-up host names closes the part before that hurts. */
const MAX_FACETS = 131_072;
const MAX_FACET_BYTES = 64_000_000;
/** An import may bring many days at once; each open part remembers its facets. */
const MAX_OPEN = 64;
/** Encoded at once: senders do not wait long behind it. */
const PREPARE_ROWS = 1_024;

/** Rows that still fit into a part; 0 when it is full. */
export function roomIn({ nextOrdinal, facets, facetBytes }: PostgresSegment, maxRows: number): number {
  if (facetBytes > MAX_FACET_BYTES || facets > MAX_FACETS) return 0;
  return Math.max(0, Math.min(maxRows, ORDINALS) - nextOrdinal);
}

export class Part {
  private prepared: { readonly events: readonly NewEvent[]; readonly encoder: BatchEncoder } | undefined;

  constructor(
    public state: PostgresSegment,
    private readonly facets: FacetIds,
    private readonly maxRows: number,
  ) {}

  get room(): number {
    return roomIn(this.state, this.maxRows);
  }

  /** See EventStore.prepare. */
  prepare(events: readonly NewEvent[]): void {
    if (this.prepared?.events !== events)
      this.prepared = { events, encoder: new BatchEncoder(this.facets, this.state) };
    this.prepared.encoder.add(events, PREPARE_ROWS);
  }

  /** From now on `state` is as it will be when this is stored; a part with which that failed is of no use any more. */
  encode(events: readonly NewEvent[]): EncodedBatch {
    const { prepared } = this;
    this.prepared = undefined;
    const encoder = prepared?.events === events ? prepared.encoder : new BatchEncoder(this.facets, this.state);
    const batch = encoder.finish(events);
    this.state = batch.state;
    return batch;
  }
}

export class Parts {
  /** Least recently used first; the key is the series. */
  readonly #open = new Map<string, Part>();

  constructor(
    private readonly session: Session,
    readonly era: string,
    private readonly maxRows: number,
    private readonly clock: Clock,
    private readonly own: OwnRows,
  ) {}

  /** One with room for at least one row. @throws Fault STORE_WRITE */
  async partFor(series: Series): Promise<Part> {
    const name = nameOf(series);
    const current = this.#open.get(name);
    if (current !== undefined && current.room > 0) {
      this.#open.delete(name);
      this.#open.set(name, current);
      return current;
    }
    if (current !== undefined) await this.release(current);
    const part = await this.session.transaction(() => this.#takeOrMake(series));
    this.own.took(part.state.id, part.state.nextOrdinal);
    this.#open.set(name, part);
    const [oldest] = this.#open.values();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) await this.release(oldest);
    return part;
  }

  openPart(series: Series): Part | undefined {
    const part = this.#open.get(nameOf(series));
    return part !== undefined && part.room > 0 ? part : undefined;
  }

  /** Nothing more goes into it, from here. */
  async release({ state }: Part): Promise<void> {
    this.#open.delete(nameOf(state.key));
    this.own.gave(state.id);
    await unlock(this.session, state.no);
  }

  async retire(id: string): Promise<void> {
    for (const part of [...this.#open.values()]) if (part.state.id === id) await this.release(part);
  }

  async #takeOrMake(series: Series): Promise<Part> {
    await this.session.all(`select ${MAKING_LOCK}`);
    const unsealed = await readStates(this.session, 'not sealed and era = $2 and starts_with(id, $1)', [
      `${nameOf(series)}-`,
      this.era,
    ]);
    for (const { id, no } of unsealed) {
      if (!(await tryLock(this.session, no))) continue;
      // Whoever held the lock until now may have written or sealed since.
      const state = await readState(this.session, id);
      if (state?.sealed === false && state.nextOrdinal >= this.own.knownTo(id)) {
        const part = new Part(state, new FacetIds(state.facets + 1), this.maxRows);
        if (part.room > 0) return part;
      }
      await unlock(this.session, no);
    }
    return this.#make(series);
  }

  async #make({ day, retention, kind }: Series): Promise<Part> {
    const [row] = await this.session.all<{ part: number }>(
      `insert into ${SCHEMA}.series as own (day, retention, kind, parts) values ($1, $2, $3, $4::int + 1)
       on conflict (day, retention, kind) do update set parts = greatest(own.parts, $4) + 1 returning parts - 1 as part`,
      [day, retention, kind, firstPartOf(this.era)],
    );
    const id = segmentId({ day, retention, kind, part: row?.part ?? 0 });
    // The server was set back to before it was made for the first time.
    if (this.own.knownTo(id) > 0) return this.#make({ day, retention, kind });
    // Not later than the server's clock says: all segments to come are made behind it. Not later than ours: that says when rows were received.
    await this.session.all(
      `insert into ${SCHEMA}.segment (id, created, era)
       select $1, greatest(least($2::bigint, ${SERVER_MS}), coalesce(max(created), 0) + 1), $3 from ${SCHEMA}.segment`,
      [id, this.clock.now(), this.era],
    );
    for (const statement of segmentTables(id)) await this.session.all(statement);
    const state = (await readState(this.session, id)) as PostgresSegment;
    if (!(await tryLock(this.session, state.no))) throw new Error(`BUG: ${id} is new and taken`);
    return new Part(state, new FacetIds(1), this.maxRows);
  }
}

const SERVER_MS = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/** Beside those of the metadata. */
const LOCK_CLASS = `x'4c57'::int`;

/** For the session; once for each time it succeeds. */
export async function tryLock(session: Session, no: number): Promise<boolean> {
  const [row] = await session.all<{ taken: boolean }>(`select pg_try_advisory_lock(${LOCK_CLASS}, $1) as taken`, [no]);
  return row?.taken === true;
}

export async function unlock(session: Session, no: number): Promise<void> {
  await session.all(`select pg_advisory_unlock(${LOCK_CLASS}, $1)`, [no]);
}

/** Whether the segment has come as far as `state` says, or further: then with another collector. */
export async function holds(session: Session, { id, nextOrdinal }: PostgresSegment): Promise<boolean> {
  const state = await readState(session, id);
  return state !== undefined && state.nextOrdinal >= nextOrdinal;
}

function nameOf({ day, retention, kind }: Series): string {
  return `${day}-${retention}-${kind}`;
}
