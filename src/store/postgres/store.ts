// The event store on PostgreSQL: the reader, and one writer of as many as there are collectors. Appends of this one are stored one
// after the other on one connection, which holds the locks of the segments it writes to.

import type { Clock } from '../../clock.js';
import type { AppendBatch, AppendResult, EventStore, Mark, ServerState } from '../event-store.js';
import { groupBySeries, nextPart, withStored, type Group } from '../engine/batches.js';
import { ReadBudget } from '../engine/read-budget.js';
import { eventId } from '../engine/rowid.js';
import { Turns } from '../engine/turns.js';
import { dayOf } from '../segments.js';
import { dropSegment } from './drop.js';
import { eraOf } from './era.js';
import { SCHEMA, tableOf } from './names.js';
import { Others } from './others.js';
import { OwnRows } from './own-rows.js';
import { holds, Parts, roomIn, tryLock, unlock } from './parts.js';
import { type Standing, standing } from './position.js';
import { PostgresReader } from './reader.js';
import { maintain, openAsOwner, type Session } from './session.js';
import { wasCommitted } from './settle.js';
import { readStates, type PostgresSegment } from './state.js';
import { Statistics } from './statistics.js';
import { storeBatch } from './transaction.js';

export interface PostgresStoreOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly segmentRows: number;
}

/** After midnight, before yesterday's segments are sealed: what was received then may still be on its way. */
const SEAL_GRACE_MS = 10 * 60_000;
/** What one transaction may hold; its rows are in memory once more, as they are copied in. */
const MAX_TRANSACTION_CHARS = 32_000_000;

interface Writing {
  readonly session: Session;
  readonly parts: Parts;
}

/** What an append has stored so far. */
interface Done {
  readonly ids: (string | undefined)[];
  position: string | undefined;
}

export class PostgresEventStore extends PostgresReader implements EventStore {
  #writing: Writing | undefined;
  /** The rows of the running append are not in the server's hands yet: no others are prepared in their place. */
  #isEncoding = false;
  /** Behind the last append. */
  #standing: Standing | undefined;
  /** Others stored something that nobody was told of yet: an append that fails tells nothing. */
  #withOthers = false;
  readonly #turns = new Turns();
  #sealing: Promise<void> = Promise.resolve();
  readonly #own = new OwnRows();
  readonly others: Others;
  readonly #closing = new AbortController();
  readonly #waiting = new AbortController();
  readonly #statistics: Statistics;

  constructor(private readonly options: PostgresStoreOptions) {
    super(options.url);
    this.#statistics = new Statistics(options.url, this.#closing.signal);
    const { readers, reads } = this;
    this.others = new Others({
      readers,
      reads: reads.following,
      own: this.#own,
      position: () => this.position(),
      settled: () => this.#turns.alone(() => this.#noticeLoss()),
    });
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    return this.#turns.alone(() => this.#store(batch));
  }

  prepare({ kind, events }: Pick<AppendBatch, 'kind' | 'events'>): void {
    const [first] = events;
    if (first === undefined || this.#writing === undefined || this.#isEncoding) return;
    try {
      const [group] = groupBySeries({ kind, events: [first, events.at(-1)!] });
      const part = this.#writing.parts.openPart(group!.series);
      if (part === undefined || part.room < events.length || group!.indices.length < 2) return;
      part.prepare(events);
    } catch {
      // The append will say so.
    }
  }

  position(): Promise<string> {
    return this.#turns.alone(() => this.#with(async ({ session }) => (await this.#look(session)).position));
  }

  async marks(): Promise<readonly Mark[]> {
    const rows = await this.readers.use(new ReadBudget(), (db) =>
      db.all<Mark>(`select key, version, value from ${SCHEMA}.mark`),
    );
    return rows.map(({ key, version, value }) => ({
      key: JSON.parse(key) as string,
      version,
      value: JSON.parse(value) as string,
    }));
  }

  sealImports(): Promise<void> {
    return this.#seal(({ key }) => key.kind === 'import');
  }

  sealClosed(isDateRight = true): Promise<void> {
    const today = dayOf(isDateRight ? this.options.clock.now() - SEAL_GRACE_MS : 0);
    const { segmentRows } = this.options;
    return this.#seal(
      (state) => state.key.kind === 'live' && (state.key.day < today || roomIn(state, segmentRows) === 0),
    );
  }

  async dropSegment(id: string): Promise<void> {
    await this.#turns.alone(() => this.#with(({ parts }) => parts.retire(id)));
    await dropSegment(this.options.url, id, this.#closing.signal);
    this.forget(id);
    this.#own.forget(id);
    this.#statistics.forget(id);
  }

  giveUpWaiting(): void {
    this.#waiting.abort();
  }

  async clockAheadMs(): Promise<number> {
    const [row] = await this.readers.use(new ReadBudget(), (db) =>
      db.all<{ now: number }>('select (extract(epoch from clock_timestamp()) * 1000)::bigint as now'),
    );
    return this.options.clock.now() - row!.now;
  }

  /** One writes all the time; beside it, each on a connection for the moment, a segment is put in order, one dropped, and one analyzed. */
  override server(): ServerState {
    const write = { name: 'write', limit: 1, open: this.#writing === undefined ? 0 : 1, inUse: 0, waiting: 0 };
    return { connections: [...super.server().connections, { ...write, inUse: write.open }] };
  }

  /** Breaks off what may take long; appends are waited for. */
  override async close(): Promise<void> {
    this.#closing.abort();
    this.giveUpWaiting();
    await this.#turns.alone(() => Promise.resolve());
    await this.#sealing.catch(() => undefined);
    await this.#statistics.settled();
    await this.#forgetSession();
    await super.close();
  }

  /** Runs something on the connection that writes; after a failure the next one gets a new connection. */
  async #with<T>(work: (writing: Writing) => Promise<T>): Promise<T> {
    try {
      await this.#noticeLoss();
      this.#writing ??= await this.#open();
      return await work(this.#writing);
    } catch (error) {
      await this.#forgetSession();
      throw error;
    }
  }

  async #open(): Promise<Writing> {
    const { url, segmentRows, clock } = this.options;
    const session = await openAsOwner(url);
    try {
      return { session, parts: new Parts(session, await eraOf(session), segmentRows, clock, this.#own) };
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async #noticeLoss(): Promise<void> {
    if (this.#writing?.session.isLost) await this.#forgetSession();
  }

  async #forgetSession(): Promise<void> {
    const writing = this.#writing;
    this.#writing = undefined;
    this.#own.gaveAll();
    await writing?.session.close();
  }

  async #store(batch: AppendBatch): Promise<AppendResult> {
    const ids = new Array<string | undefined>(batch.events.length).fill(undefined);
    const done: Done = { ids, position: undefined };
    try {
      for (const group of groupBySeries(batch)) {
        await this.#with((writing) => this.#storeGroup(writing, batch, group, done));
      }
      const position = done.position ?? (await this.#with(async ({ session }) => (await this.#look(session)).position));
      const withOthers = this.#withOthers || done.position === undefined;
      this.#withOthers = false;
      return { ids, position, withOthers };
    } catch (error) {
      const { position } = done;
      if (position === undefined) throw error;
      const told = withStored(error, { ids, position, withOthers: this.#withOthers });
      if (told !== error) this.#withOthers = false;
      throw told;
    } finally {
      this.#isEncoding = false;
    }
  }

  /** One transaction a part; `done` has what is stored as soon as it is. */
  async #storeGroup(
    { session, parts }: Writing,
    { events, marks }: AppendBatch,
    { series, indices }: Group,
    done: Done,
  ): Promise<void> {
    for (let at = 0; at < indices.length;) {
      this.#isEncoding = true;
      const part = await parts.partFor(series);
      const { part: some } = nextPart(events, indices, at, part.room, MAX_TRANSACTION_CHARS);
      at += some.length;
      const encoded = (): void => void (this.#isEncoding = false);
      const wasStored = (xid: string): Promise<boolean> =>
        wasCommitted(
          this.options.url,
          { xid, era: parts.era },
          (other) => holds(other, part.state),
          this.#waiting.signal,
        );
      const stored = await storeBatch(session, part, { events, indices: some, marks, encoded, wasStored });
      stored.fresh.forEach((index, nth) => (done.ids[index] = eventId(part.state.id, stored.ids[nth]!)));
      done.position = stored.standing.position;
      const own = { id: part.state.id, from: part.state.nextOrdinal - stored.ids.length };
      this.#withOthers ||= stored.standing.hasOthersSince(this.#standing, own);
      this.#standing = stored.standing;
      this.#own.stored(part.state.id, part.state.nextOrdinal);
      this.#statistics.grown(part.state);
    }
  }

  async #look(session: Session): Promise<Standing> {
    const now = await standing(session);
    this.#standing ??= now;
    return now;
  }

  /** Those that are due, and that no other collector writes to. */
  #seal(isDue: (state: PostgresSegment) => boolean): Promise<void> {
    const run = this.#sealing.then(async () => {
      const open = await this.readers.use(new ReadBudget(), (db) => readStates(db, 'not sealed'));
      for (const state of open) {
        if (this.#closing.signal.aborted) return;
        if (isDue(state)) await this.#sealOne(state);
      }
    });
    this.#sealing = run.catch(() => undefined); // whoever asked is told
    return run;
  }

  async #sealOne({ id, no }: PostgresSegment): Promise<void> {
    const left = await this.#turns.alone(() => this.#with((writing) => closeSegment(writing, id, no)));
    // An import of lines that were here already leaves a part without rows.
    if (left === 0) return this.dropSegment(id);
    if (left === undefined) return;
    // Forgotten rows are cleared, statistics are made, and what is new goes into the index of words.
    await maintain(this.options.url, `vacuum (analyze) ${tableOf(id, 'event')}`, this.#closing.signal);
  }
}

/** How many rows it has; undefined: another collector writes to it, or it is gone. */
async function closeSegment({ session, parts }: Writing, id: string, no: number): Promise<number | undefined> {
  await parts.retire(id);
  if (!(await tryLock(session, no))) return undefined;
  const [left] = await session.all<{ rows: number }>(
    `update ${SCHEMA}.segment set sealed = true where id = $1 returning row_count as rows`,
    [id],
  );
  await unlock(session, no);
  return left?.rows;
}
