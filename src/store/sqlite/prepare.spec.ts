// Batches that were prepared, in whole, in part, in vain or for a part that is gone by then: what is stored is always what was appended.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAnswers, scanned } from '../../../test/contract/answers.js';
import { queriesFor } from '../../../test/contract/queries.js';
import { anyEvent, DAY, EVER, makeEvent, NOON } from '../../../test/contract/samples.js';
import type { LogEvent } from '../../event/event.js';
import { ALL, type Query } from '../../query/ast.js';
import type { AppendBatch, NewEvent } from '../event-store.js';
import { dayOf } from '../segments.js';
import { openDatabase } from './driver.js';
import { openSqliteStore } from './open.js';
import { readState } from './state.js';
import type { SqliteEventStore } from './store.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

const RANGE = { from: NOON - 5 * DAY, to: NOON + 5 * DAY };
const FIELDS = ['user.name', 'source.ip', 'host.name', 'process.pid', 'event.severity', 'x.y', 'x.few'];
const ROWS_A_PART = 40;
const MOST_LOOKED_UP = 200;

/** What comes before an append. */
const MANNERS = ['plain', 'grown', 'inVain', 'mixedInVain', 'retired', 'reopened', 'failed', 'behind'] as const;

interface Step {
  readonly manner: (typeof MANNERS)[number];
  readonly events: readonly NewEvent[];
  /** Lengths at which `prepare` is called. */
  readonly cuts: readonly number[];
}

const anyItem: fc.Arbitrary<NewEvent> = fc
  .record({
    event: anyEvent,
    few: fc.constantFrom('a', 'b', 'a\\u0000', 3, true, undefined),
    isNextDay: fc.integer({ min: 0, max: 15 }),
    retention: fc.integer({ min: 0, max: 12 }),
    dedupeKey: fc.option(fc.constantFrom('k', 'l', 'm', 'n'), { freq: 4, nil: undefined }),
  })
  .map(({ event, few, isNextDay, retention, dedupeKey }) => ({
    event: {
      ...countable(event),
      ...(few !== undefined && { 'x.few': few }),
      'event.ingested': NOON + (isNextDay === 0 ? DAY : 0),
    } as LogEvent,
    ...(retention === 0 && { retention: 'short' }),
    ...(dedupeKey !== undefined && { dedupeKey }),
  }));

/** A value that stands twice in a list is counted once or twice, and what is no text in JSON under another name. */
function countable(event: LogEvent): LogEvent {
  const own = (event as Record<string, unknown>)['x.y'];
  const clean = (value: unknown): unknown =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value;
  if (own === undefined) return event;
  return { ...event, 'x.y': Array.isArray(own) ? [...new Set(own.map(clean))] : clean(own) } as LogEvent;
}

const anyStep: fc.Arbitrary<Step> = fc
  .record({
    manner: fc.constantFrom(...MANNERS),
    shape: fc.constantFrom('any', 'ordered', 'alike'),
    items: fc.array(anyItem, { minLength: 1, maxLength: 25 }),
    cuts: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 4 }),
  })
  .map(({ manner, shape, items, cuts }) => ({
    manner,
    events: shaped(items, shape),
    cuts: cuts.toSorted((a, b) => a - b),
  }));

/** In order of time, or besides of one day and class and without keys: only such a batch is appended as it was prepared. */
function shaped(items: readonly NewEvent[], shape: 'any' | 'ordered' | 'alike'): readonly NewEvent[] {
  if (shape === 'any') return items;
  const ordered = items.toSorted((a, b) => a.event['@timestamp'] - b.event['@timestamp']);
  if (shape === 'ordered') return ordered;
  return ordered.map(({ event }) => ({ event: { ...event, 'event.ingested': NOON } }));
}

const anyCase = fc.array(anyStep, { minLength: 2, maxLength: 8 }).chain((steps) =>
  fc.tuple(
    fc.constant(steps),
    fc.array(queriesFor(steps.flatMap(({ events }) => events.map(({ event }) => event))), {
      minLength: 5,
      maxLength: 5,
    }),
  ),
);

describe('a batch that was prepared', () => {
  it('is stored as one that was not', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async ([steps, queries]) => {
        await withRoom(async (room) => {
          for (const step of steps) await room.take(step);
          await room.expectWhole(queries);
        });
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });

  it('is stored whole when there are more rows than are encoded at once, also where the last one is out of order', async () => {
    await withRoom(async (room) => {
      for (const isLate of [false, true]) {
        const all = Array.from({ length: 1_400 }, (_, n): NewEvent => {
          const time = NOON + (isLate && n === 1_399 ? -5 : n);
          const text = n % 700 === 650 ? `nul\0 ${n}` : `ä ${n}`;
          const fields = { 'host.name': `h${n % 30}`, 'user.name': `u${n % 200}`, 'x.few': n % 5 };
          return { event: makeEvent({ '@timestamp': time, 'event.ingested': NOON, message: text, ...fields }) };
        });
        await room.take({ manner: 'behind', events: all, cuts: [1, 256, 512, 513, 1_024, 1_300] });
      }
      await room.expectWhole([ALL, { kind: 'phrase', words: ['ä', '697'], prefix: false }]);
    }, 10_000);
  });

  it('may hold what cannot be encoded: the append says so, and the next one is stored', async () => {
    await withRoom(async (room) => {
      await room.take({ manner: 'plain', events: [{ event: makeEvent({ message: 'before' }) }], cuts: [] });
      const bad = [makeEvent({ 'x.few': 'seen first' }), makeEvent({ 'x.y': 1n as unknown as number })];
      const events = bad.map((event) => ({ event }));
      room.store.prepare({ kind: 'live', events });
      await expect(room.store.append({ kind: 'live', events })).rejects.toThrow('BigInt');
      await room.take({ manner: 'grown', events: [events[0]!, { event: makeEvent() }], cuts: [1, 2] });
      await room.expectWhole([ALL]);
    });
  });
});

interface Stored extends NewEvent {
  readonly id: string;
}

/** A store, and what it should hold. */
class Room {
  #stored: Stored[] = [];
  /** After which append, and how many ids there were then. */
  readonly #positions: { readonly position: string; readonly seen: ReadonlySet<string> }[] = [];
  readonly #ids = new Set<string>();

  constructor(
    public store: SqliteEventStore,
    private readonly dir: string,
    private readonly reopen: () => Promise<SqliteEventStore>,
  ) {}

  async take(step: Step): Promise<void> {
    const { manner, events, cuts } = step;
    const growing: NewEvent[] = [];
    const grow = (until: number): void => {
      growing.push(...events.slice(growing.length, until));
      this.store.prepare({ kind: 'live', events: growing });
    };
    if (manner === 'behind') return this.#takeBehind(step);
    if (manner !== 'plain') for (const cut of cuts) grow(cut);
    growing.push(...events.slice(growing.length));
    if (manner === 'inVain') return this.#append([...events]);
    if (manner === 'mixedInVain') {
      await this.#append(events.filter((_, at) => at % 2 === 0));
      return this.#append(events.filter((_, at) => at % 2 === 1));
    }
    if (manner === 'retired') await this.#dropNewest();
    if (manner === 'reopened') this.store = await this.reopen();
    if (manner === 'failed') await this.#fail(growing);
    return this.#append(growing);
  }

  /** Prepared while another append runs; both are told together. */
  async #takeBehind({ events, cuts }: Step): Promise<void> {
    const first = events.slice(0, events.length >> 1);
    const rest = events.slice(first.length);
    const running = this.#append(first);
    const growing: NewEvent[] = [];
    for (const cut of cuts) {
      growing.push(...rest.slice(growing.length, cut));
      this.store.prepare({ kind: 'live', events: growing });
      await new Promise((resolve) => setImmediate(resolve));
    }
    growing.push(...rest.slice(growing.length));
    const behind = this.store.append({ kind: 'live', events: growing });
    await running;
    this.#note(growing, await behind);
  }

  async #append(events: readonly NewEvent[]): Promise<void> {
    this.#note(events, await this.store.append({ kind: 'live', events }));
  }

  async #fail(events: readonly NewEvent[]): Promise<void> {
    const marks: AppendBatch['marks'] = () => [{ key: 'k', version: 1, value: null as unknown as string }];
    await expect(this.store.append({ kind: 'live', events, marks })).rejects.toMatchObject({ code: 'STORE_WRITE' });
  }

  #note(events: readonly NewEvent[], result: Awaited<ReturnType<SqliteEventStore['append']>>): void {
    const expected = freshOf(this.#stored, events);
    expect(result.ids.map((id) => id !== undefined)).toEqual(expected);
    events.forEach((item, at) => {
      const id = result.ids[at];
      if (id === undefined) return;
      expect(this.#ids.has(id)).toBe(false);
      this.#ids.add(id);
      this.#stored.push({ ...item, id });
    });
    this.#positions.push({ position: result.position, seen: new Set(this.#ids) });
  }

  async #dropNewest(): Promise<void> {
    const newest = this.#stored.at(-1);
    if (newest === undefined) return;
    const segment = newest.id.slice(0, newest.id.lastIndexOf('-'));
    await this.store.dropSegment(segment);
    this.#stored = this.#stored.filter(({ id }) => !id.startsWith(`${segment}-`));
  }

  async expectWhole(queries: readonly Query[]): Promise<void> {
    const events = this.#stored.map(({ event, id }) => ({ ...event, 'event.id': id }) as LogEvent);
    for (const query of [ALL, ...queries]) await expectAnswers(this.store, events, query, RANGE, FIELDS);
    const some = events.slice(-MOST_LOOKED_UP);
    expect(await Promise.all(some.map(({ 'event.id': id }) => this.store.get(id!)))).toEqual(some);
    await this.#expectOrder(events);
    for (const { id } of await this.store.segments()) await expectSound(join(this.dir, `${id}.sqlite`));
  }

  async #expectOrder(events: readonly LogEvent[]): Promise<void> {
    const ids = events.map((event) => event['event.id'] as string);
    const byTime = await scanned(this.store, { range: EVER, order: 'time', batchSize: 7 });
    expect(byTime.toSorted()).toEqual(ids.toSorted());
    const times = new Map(events.map((event) => [event['event.id'], event['@timestamp']]));
    const inOrder = byTime.map((id) => times.get(id)!);
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    for (const { position, seen } of this.#positions) {
      const later = await scanned(this.store, { range: EVER, order: 'arrival', after: position, batchSize: 5 });
      expect(later.toSorted()).toEqual(ids.filter((id) => !seen.has(id)).toSorted());
    }
  }
}

/** By hand: the same source with the same key, in the same class, of the same day or one beside it. */
function freshOf(stored: readonly NewEvent[], events: readonly NewEvent[]): boolean[] {
  const known = new Set(stored.map((item) => keyOf(item, 0)));
  const fresh = events.map(() => true);
  const groups = new Map<string, number[]>();
  events.forEach((item, at) => {
    const series = `${item.retention} ${dayOf(item.event['event.ingested'])}`;
    groups.set(series, [...(groups.get(series) ?? []), at]);
  });
  for (const at of [...groups.values()].flat()) {
    const item = events[at]!;
    if (item.dedupeKey === undefined) continue;
    fresh[at] = ![-DAY, 0, DAY].some((shiftMs) => known.has(keyOf(item, shiftMs)));
    known.add(keyOf(item, 0));
  }
  return fresh;
}

function keyOf({ event, retention, dedupeKey }: NewEvent, shiftMs: number): string {
  return `${retention} ${event['event.ingested'] + shiftMs} ${event['lanwarden.source']} ${dedupeKey}`;
}

/** What a file says of itself is true, and each row is listed wherever it should be. */
async function expectSound(path: string): Promise<void> {
  const db = await openDatabase(path, 'read');
  try {
    const one = async (sql: string): Promise<unknown> => Object.values((await db.all<object>(sql))[0]!)[0];
    const { rows, nextOrdinal, minId, maxId, odd } = await readState(db);
    expect(rows).toBe(await one('select count(*) from event'));
    expect(nextOrdinal).toBe(await one('select coalesce(max(id & 8388607) + 1, 0) from event'));
    expect([minId ?? null, maxId ?? null]).toEqual([
      await one('select min(id) from event'),
      await one('select max(id) from event'),
    ]);
    expect(odd).toBe(await one('select count(odd) from event'));
    expect(await one('select coalesce(sum(count), 0) from rollup')).toBe(rows);
    expect(await one('select coalesce(sum(until - ordinal), 0) from run')).toBe(rows);
    expect(await one('select count(*) from event where facet not in (select id from facet)')).toBe(0);
    expect(
      await one('select count(*) from event where common is not null and common not in (select id from common)'),
    ).toBe(0);
    for (const column of ['user', 'domain', 'src_ip', 'dst_ip', 'facet'])
      expect(await one(`select coalesce(sum(n), 0) from posting_${column}`), column).toBe(
        await one(`select count(${column}) from event`),
      );
  } finally {
    await db.close();
  }
}

async function withRoom(work: (room: Room) => Promise<void>, rows = ROWS_A_PART): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-prepare-'));
  const clock = new FakeClock(NOON);
  const open = (): Promise<SqliteEventStore> =>
    openSqliteStore({ dataDir, events: { segment: { rows }, minFreeBytes: 0 }, clock });
  let store = await open();
  const room = new Room(store, join(dataDir, 'events'), async () => {
    await store.close();
    return (store = await open());
  });
  try {
    await work(room);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
