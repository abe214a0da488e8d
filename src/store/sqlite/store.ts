// The event store on SQLite: the reader, and the one writer of the folder. Appends are stored one after the other; sealing runs
// beside them on files that take no more rows.

import type { Clock } from '../../clock.js';
import { Fault } from '../../faults.js';
import { DiskGuard } from '../disk.js';
import type { AppendBatch, AppendResult, EventStore, Mark, StoreNews } from '../event-store.js';
import { isUnsealed, segmentsToFree } from '../retention.js';
import { dayOf, parseSegmentId, segmentId } from '../segments.js';
import { groupBySeries, nextPart, withStored, type Group } from '../engine/batches.js';
import { Standing } from '../engine/arrival.js';
import { segmentPath } from './catalog.js';
import { Duplicates, hasKeys } from './duplicates.js';
import { Parts } from './parts.js';
import { ReadBudget } from '../engine/read-budget.js';
import { SqliteReader } from './reader.js';
import { removeSegment } from './removal.js';
import { eventId } from '../engine/rowid.js';
import { Calm, sealFile } from './seal.js';
import type { SegmentState } from '../engine/segment.js';
import { Turns, type Turn } from '../engine/turns.js';
import type { SegmentWriter } from './writer.js';

export interface SqliteStoreOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly segmentRows: number;
  readonly minFreeBytes: number;
  readonly freeBytes: () => Promise<number>;
  /** `created` of the newest segment there is. */
  readonly lastCreated: number;
  readonly news?: StoreNews;
}

/** After midnight, before yesterday's segments are sealed: what was received then may still be on its way. */
const SEAL_GRACE_MS = 10 * 60_000;

/** Hundreds of files have to be opened at the start, maybe from a cold disk; nobody waits for it at a page. */
const DESCRIBE_ALL_MS = 5 * 60_000;
const describingAll = (): ReadBudget => new ReadBudget({ deadlineMs: DESCRIBE_ALL_MS });

/** What one transaction may hold: a batch becomes one JSON text. */
const MAX_TRANSACTION_CHARS = 4_000_000;

export class SqliteEventStore extends SqliteReader implements EventStore {
  readonly #parts: Parts;
  readonly #disk: DiskGuard;
  readonly #duplicates: Duplicates;
  readonly #standing = new Standing(() => this.catalog.find(describingAll()));
  readonly #calm = new Calm();
  #created: number;
  /** Its turn it is; it may be prepared and is not in its writer's hands yet: no other one takes its place. */
  #choosing: AppendBatch | undefined;
  /** Where the last transaction went, or goes. */
  #writing: SegmentWriter | undefined;
  readonly #turns = new Turns();
  #sealing: Promise<void> = Promise.resolve();

  constructor(private readonly options: SqliteStoreOptions) {
    super(options.dir, options.news?.onProblem);
    const { dir, clock, segmentRows, minFreeBytes, freeBytes } = options;
    this.#created = options.lastCreated;
    this.#parts = new Parts(
      dir,
      { rows: segmentRows },
      () => (this.#created = Math.max(clock.now(), this.#created + 1)),
    );
    this.#disk = new DiskGuard({ minFreeBytes, freeBytes, clock, makeRoom: (bytes) => this.makeRoom(bytes) });
    this.#duplicates = new Duplicates(dir);
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    return this.#turns.append((turn) => this.store(batch, turn));
  }

  prepare({ kind, events }: Pick<AppendBatch, 'kind' | 'events'>): void {
    const [first] = events;
    if (first === undefined || this.#choosing !== undefined) return;
    try {
      const [group] = groupBySeries({ kind, events: [first, events.at(-1)!] });
      const writer = this.#parts.openWriter(group!.series);
      if (writer === undefined || writer.room < events.length || group!.indices.length < 2) return;
      writer.prepare(events);
    } catch {
      // The append will say so.
    }
  }

  position(): Promise<string> {
    return this.#turns.alone(async () => {
      await this.#standing.prepare();
      return this.#standing.position();
    });
  }

  async marks(): Promise<readonly Mark[]> {
    const budget = describingAll();
    await this.describeNewest(budget);
    const states = await this.catalog.find(budget);
    const newest = new Set(states.slice(-2));
    const marks = new Map<string, Mark>();
    for (const state of states) {
      if (state.sealed && !newest.has(state)) continue;
      for (const mark of (await this.readMarks(state.id, budget)) ?? []) {
        if ((marks.get(mark.key)?.version ?? -Infinity) < mark.version) marks.set(mark.key, mark);
      }
    }
    return [...marks.values()];
  }

  sealImports(): Promise<void> {
    return this.seal(({ key }) => key.kind === 'import');
  }

  async sealClosed(isDateRight = true): Promise<void> {
    const today = dayOf(isDateRight ? this.options.clock.now() - SEAL_GRACE_MS : 0);
    const arrived = (await this.catalog.find(describingAll())).reduce((sum, state) => sum + state.nextOrdinal, 0);
    const isCalm = this.#calm.look(arrived);
    await this.#turns.alone(() => this.#parts.checkpoint());
    await this.seal((state) => {
      const { key } = state;
      return key.kind === 'live' && (key.day < today || (isCalm && !this.catalog.isGrowing(state)));
    });
  }

  dropSegment(id: string): Promise<void> {
    return this.#turns.alone(() => this.drop(id));
  }

  override async close(): Promise<void> {
    await this.#turns.alone(() => Promise.resolve());
    await this.#sealing.catch(() => undefined);
    await this.#parts.close();
    await this.#duplicates.close();
    await super.close();
  }

  private async store(batch: AppendBatch, turn: Turn): Promise<AppendResult> {
    const ids = new Array<string | undefined>(batch.events.length).fill(undefined);
    if (this.#standing.isCrowded) await turn.before;
    await this.#standing.prepare();
    const soFar = (): AppendResult => ({ ids, position: this.#standing.position() });
    try {
      for (const group of groupBySeries(batch)) await this.storeGroup(batch, group, ids, turn);
    } catch (error) {
      this.#parts.forgetPrepared();
      throw withStored(error, soFar());
    } finally {
      if (this.#choosing === batch) this.#choosing = undefined;
    }
    return soFar();
  }

  /** One transaction a part; `ids` has what is stored as soon as it is. */
  private async storeGroup(
    batch: AppendBatch,
    { series, indices, isLast }: Group,
    ids: (string | undefined)[],
    turn: Turn,
  ): Promise<void> {
    for (let at = 0; at < indices.length;) {
      this.#choosing = batch;
      // Two transactions at once only in one file, where the second is not stored without the first.
      if (this.#parts.openWriter(series) !== this.#writing) await turn.before;
      const writer = await this.#parts.writerFor(series);
      const { events } = batch;
      const { part, chars } = nextPart(events, indices, at, writer.room, MAX_TRANSACTION_CHARS);
      at += part.length;
      await this.#disk.check(chars);
      if (hasKeys(events, part)) await turn.before;
      const { fresh, duplicates, hashes } = await this.#duplicates.split(series, events, part);
      const marks = batch.marks?.(fresh, duplicates) ?? [];
      if (fresh.length === 0 && marks.length === 0) continue;
      try {
        const items = fresh.length === events.length ? events : fresh.map((index) => events[index]!);
        const appending = writer.append(items, hashes, marks);
        this.#choosing = undefined;
        this.#writing = writer;
        if (isLast && at === indices.length) turn.handOver();
        const appended = await appending;
        this.#standing.note(appended.state);
        fresh.forEach((index, position) => (ids[index] = eventId(writer.state.id, appended.ids[position]!)));
      } catch (error) {
        await this.#parts.closeFailed(writer, error);
        throw error;
      }
    }
  }

  private async seal(isDue: (state: SegmentState) => boolean): Promise<void> {
    const run = this.#sealing.then(async () => {
      const failures: unknown[] = [];
      for (const state of await this.catalog.find(describingAll())) {
        if (state.sealed || !isDue(state)) continue;
        // A damaged one must not keep those behind it open, which retention leaves alone.
        await this.sealOne(state.id).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    });
    this.#sealing = run.catch(() => undefined); // whoever asked is told
    return run;
  }

  private async sealOne(id: string): Promise<void> {
    if (!(await this.#turns.alone(() => this.closeSegment(id)))) return;
    await this.releaseHandles(id);
    try {
      await sealFile(segmentPath(this.options.dir, id));
    } catch (error) {
      if (await this.catalog.exists(id)) throw error; // else retention was faster
    }
  }

  /** Whether there is something to seal. Since the segment was listed it may have got rows, or be gone: it is looked at again. */
  private async closeSegment(id: string): Promise<boolean> {
    await this.#parts.retire(id);
    const state = await this.catalog.describe(id, new ReadBudget());
    // An import of lines that were here already leaves a part without rows.
    if (state?.rows === 0) await this.drop(id);
    return state !== undefined && state.rows > 0;
  }

  private async drop(id: string): Promise<void> {
    if (parseSegmentId(id) === undefined) throw new Fault('BAD_REQUEST', `"${id.slice(0, 100)}" is no segment.`);
    await this.#parts.retire(id);
    await this.releaseHandles(id);
    await removeSegment(segmentPath(this.options.dir, id));
  }

  private async releaseHandles(id: string): Promise<void> {
    await this.#duplicates.forget(id);
    await this.forget(id);
  }

  private async makeRoom(bytes: number): Promise<void> {
    const isActive = (id: string): boolean => this.#parts.isOpen(id);
    const segments = await this.segments();
    const ids = segmentsToFree(segments, bytes, (each) => isUnsealed(each) && isActive(each.id));
    for (const id of ids) await this.drop(id);
    if (ids.length > 0) this.options.news?.onDropped?.(ids);
  }

  /** By their names: what has the newest marks. @throws Fault STORE_READ: on older marks the ledger would count anew what is stored */
  private async describeNewest(budget: ReadBudget): Promise<void> {
    const keys = (await this.catalog.ids()).flatMap((id) => parseSegmentId(id) ?? []);
    const live = keys.filter(({ kind }) => kind === 'live').toSorted((a, b) => b.day.localeCompare(a.day));
    const since = live.at(1)?.day ?? '';
    for (const key of live) if (key.day >= since) await this.catalog.describe(segmentId(key), budget, 'damaged');
  }

  private async readMarks(id: string, budget: ReadBudget): Promise<readonly Mark[] | undefined> {
    return this.read(id, budget, (db) => db.all<Mark>('select key, version, value from mark'), 'damaged');
  }
}
