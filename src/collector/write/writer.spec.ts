import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEvent } from '../../event/event.js';
import { SyslogLine } from '../../event/line.js';
import { Fault } from '../../faults.js';
import type { AppendBatch, AppendResult, EventStore } from '../../store/event-store.js';
import type { Receipt } from '../frame.js';
import { Sources, type Source } from '../identify/sources.js';
import { Ledger } from './ledger.js';
import { Writer, type Offer } from './writer.js';

/** A store in memory that can be told to be away, and that chokes on some messages as a database would. */
class MemoryStore {
  readonly events: LogEvent[] = [];
  readonly batches: AppendBatch[] = [];
  away: Error | undefined;
  #keys = new Set<string>();

  readonly prepared: unknown[] = [];

  prepare({ events }: Pick<AppendBatch, 'events'>): void {
    this.prepared.push(events);
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    if (this.away !== undefined) return Promise.reject(this.away);
    if (batch.events.some(({ event }) => event.message === 'poison')) {
      return Promise.reject(
        new Fault('STORE_WRITE', 'could not store', {
          cause: Object.assign(new Error('SQLITE_MISMATCH: x'), { code: 'SQLITE_MISMATCH' }),
        }),
      );
    }
    this.batches.push(batch);
    const stored: number[] = [];
    const duplicates: number[] = [];
    const ids = batch.events.map(({ event, dedupeKey }, i) => {
      if (dedupeKey !== undefined && this.#keys.has(dedupeKey)) return void duplicates.push(i);
      if (dedupeKey !== undefined) this.#keys.add(dedupeKey);
      stored.push(i);
      this.events.push(event);
      return `id-${this.events.length}`;
    });
    batch.marks?.(stored, duplicates);
    return Promise.resolve({ ids, position: `p${this.events.length}` });
  }
}

let store: MemoryStore;
let ledger: Ledger;
let source: Source;
let committed: LogEvent[];

beforeEach(() => {
  store = new MemoryStore();
  ledger = new Ledger(mkdtempSync(join(tmpdir(), 'lanwarden-writer-')), 'c0');
  ledger.open([]);
  const frame = {
    bytes: Buffer.alloc(0),
    receivedAt: 1,
    transport: 'http',
    peer: { address: '::1', port: 1 },
    source: 'web1',
  } as const;
  source = new Sources(ledger, []).identify(frame, new SyslogLine(''));
  committed = [];
});

const writer = (more: Partial<ConstructorParameters<typeof Writer>[2]> = {}): Writer =>
  new Writer(store as unknown as EventStore, ledger, {
    batchEvents: 100,
    batchDelayMs: 5,
    queueBytes: 100_000,
    onCommitted: ({ events }) => committed.push(...events),
    onTrouble: () => undefined,
    ...more,
  });

const offer = (message: string, more: Partial<Offer> = {}): Offer => {
  ledger.arrive(1);
  ledger.assign(source.slot, 1);
  const event = { '@timestamp': 5, 'event.ingested': 5, message } as LogEvent;
  const rest = { dedupeKey: undefined, import: false, settle: undefined, isSpooled: false, hasSpoolKey: false };
  return { event, source, bytes: message.length, ...rest, ...more };
};

const row = (): unknown => ledger.rows().find(({ source: name }) => name === 'web1');

describe('the writer', () => {
  it('commits in batches, in order, and says the ids', async () => {
    const it = writer({ batchEvents: 2 });
    for (const text of ['a', 'b', 'c', 'd', 'e']) it.offer(offer(text));
    await it.flush();
    expect(store.events.map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(committed.map((event) => event['event.id'])).toEqual(['id-1', 'id-2', 'id-3', 'id-4', 'id-5']);
    expect(row()).toMatchObject({ received: 5, stored: 5, queued: 0, balanced: true });
  });

  it('puts retention classes, days and imports into transactions of their own', async () => {
    const it = writer();
    it.offer(offer('live'));
    it.offer(offer('import', { import: true }));
    it.offer(
      offer('other day', { event: { '@timestamp': 5, 'event.ingested': 90_000_000, message: 'x' } as LogEvent }),
    );
    it.offer(offer('other class', { source: { ...source, retention: 'short' } }));
    await it.flush();
    expect(store.batches.map((batch) => batch.events.length)).toEqual([1, 1, 1, 1]);
  });

  it('holds messages while the store is away, and loses none when it is back', async () => {
    store.away = new Fault('DISK_FULL', 'the disk is full');
    const trouble: (string | undefined)[] = [];
    const it = writer({ onTrouble: (error) => trouble.push(error) });
    it.offer(offer('a'));
    await vi.waitFor(() => expect(trouble).toEqual(['the disk is full']));
    it.offer(offer('b'));
    expect(row()).toMatchObject({ queued: 2, balanced: true });
    store.away = undefined;
    await it.flush();
    expect(trouble).toEqual(['the disk is full', undefined]);
    expect(row()).toMatchObject({ stored: 2, queued: 0, balanced: true });
  });

  it('tells senders who wait for an answer that the store is away, and keeps nothing of theirs', async () => {
    store.away = new Fault('DISK_FULL', 'the disk is full');
    const it = writer();
    const receipt = new Promise<Receipt>((settle) => it.offer(offer('a', { settle })));
    expect(await receipt).toEqual({ outcome: 'failed', reason: 'the disk is full' });
    await it.flush();
    expect(row()).toMatchObject({ received: 1, failed: 1, queued: 0, balanced: true });
  });

  it('finds the one event that no store takes, and stores its neighbours, which nobody sends again', async () => {
    const it = writer({ setAside: () => expect.fail('the fault is its own') });
    const receipts: Receipt[] = [];
    const settle = (receipt: Receipt): void => void receipts.push(receipt);
    for (const text of ['a', 'b', 'poison', 'c', 'd']) it.offer(offer(text, { settle }));
    await it.flush();
    expect(receipts.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'stored', 'stored', 'stored', 'stored']);
    expect(receipts.find(({ outcome }) => outcome === 'failed')).toMatchObject({ lasting: true });
    expect(store.events.map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd']);
    expect(row()).toMatchObject({ received: 5, stored: 4, failed: 1, balanced: true });
  });

  it('holds senders back from three sixteenths of the queue, refuses when it is full, and lets them go on when it has drained', async () => {
    store.away = new Fault('DISK_FULL', 'the disk is full');
    const it = writer({ queueBytes: 30_000 });
    const big = 'x'.repeat(400); // counted as 1,700
    for (let i = 0; i < 3; i += 1) expect(it.offer(offer(big))).toBe(true);
    expect(it.pressed).toBe(false);
    expect(it.offer(offer(big))).toBe(true);
    expect(it.pressed).toBe(true);
    let taken = 4;
    while (it.offer(offer(big))) taken += 1;
    expect(taken).toBe(18);
    let drained = false;
    const waiting = it.whenDrained().then(() => (drained = true));
    expect(drained).toBe(false);
    store.away = undefined;
    await waiting;
    expect(it.pressed).toBe(false);
  });

  it('does not store twice what one of several transactions had committed before another failed', async () => {
    const it = writer();
    const append = store.append.bind(store);
    store.append = async ({ kind, events, marks }) => {
      store.append = append;
      const { ids } = await append({ kind, events: events.slice(0, 2), ...(marks && { marks }) });
      throw new Fault('STORE_WRITE', 'the second transaction failed', {
        details: { ids: [...ids, undefined, undefined], position: 'p' },
      });
    };
    for (const text of ['a', 'b', 'c', 'd']) it.offer(offer(text));
    await it.flush();
    expect(store.events.map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd']);
    expect(row()).toMatchObject({ received: 4, stored: 4, queued: 0, balanced: true });
  });

  it('marks in each transaction of an append what all of them have stored by then', async () => {
    const values: string[] = [];
    store.append = ({ events, marks }) => {
      for (const [stored, duplicates] of [[[0, 1], []] as const, [[2], [3]] as const]) {
        values.push(...marks!(stored, duplicates).map(({ value }) => value));
      }
      return Promise.resolve({ ids: events.map((_, i) => (i === 3 ? undefined : `id-${i}`)), position: 'p' });
    };
    const it = writer();
    for (const text of ['a', 'b', 'c', 'd']) it.offer(offer(text));
    await it.flush();
    expect(values).toEqual(['[2,0]', '[3,1]']);
    expect(row()).toMatchObject({ stored: 3, duplicate: 1, balanced: true });
  });

  it('counts duplicates apart', async () => {
    const it = writer();
    const receipts: Receipt[] = [];
    for (let i = 0; i < 2; i += 1)
      it.offer(offer('a', { dedupeKey: 'same', settle: (receipt) => receipts.push(receipt) }));
    await it.flush();
    expect(receipts).toEqual([{ outcome: 'stored' }, { outcome: 'duplicate' }]);
    expect(row()).toMatchObject({ received: 2, stored: 1, duplicate: 1, balanced: true });
  });

  it('gathers longer under a flood, until senders are held back or somebody waits for an answer', async () => {
    const it = writer({ batchEvents: 2, queueBytes: 1_000_000 });
    for (let i = 0; i < 6; i += 1) it.offer(offer(`first ${i}`));
    await vi.waitFor(() => expect(store.events).toHaveLength(6));
    for (let i = 0; i < 5; i += 1) it.offer(offer(`second ${i}`));
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.events.length).toBeLessThan(11);
    const receipt = await new Promise<Receipt>((settle) => it.offer(offer('awaited', { settle })));
    expect(receipt).toEqual({ outcome: 'stored' });
    expect(store.events).toHaveLength(12);
  });

  it('sets aside what the store does not take, except what the spool has and what imports bring', async () => {
    store.away = new Fault('DISK_FULL', 'the disk is full');
    const aside: Offer[] = [];
    const it = writer({ setAside: (offers) => aside.push(...offers) });
    const settled: string[] = [];
    const settle = ({ outcome }: Receipt): void => void settled.push(outcome);
    it.offer(offer('direct'));
    it.offer(offer('awaited', { settle }));
    it.offer(offer('import', { settle, import: true }));
    it.offer(offer('spooled', { settle, isSpooled: true, dedupeKey: 'spool/1', hasSpoolKey: true }));
    await vi.waitFor(() => expect(it.trouble).toBe('the disk is full'));
    expect(aside.map(({ event }) => event.message)).toEqual(['direct', 'awaited']);
    expect(settled).toEqual(['failed']);
    expect(it.health().queueEvents).toBe(1);
    await it.stop();
    expect(settled).toEqual(['failed']);
  });

  it('says how long an append has taken, and sets aside what waits behind it, not what it holds', async () => {
    vi.useFakeTimers();
    try {
      const append = store.append.bind(store);
      let goOn = (): void => undefined;
      store.append = (batch) => new Promise((resolve) => (goOn = () => resolve(append(batch))));
      const told: (string | undefined)[] = [];
      const aside: Offer[] = [];
      const it = writer({ onTrouble: (error) => told.push(error), setAside: (offers) => aside.push(...offers) });
      it.offer(offer('held'));
      await vi.advanceTimersByTimeAsync(10);
      it.offer(offer('behind'));
      await vi.advanceTimersByTimeAsync(4_900);
      expect([it.trouble, aside]).toEqual([undefined, []]);
      await vi.advanceTimersByTimeAsync(4_000);
      expect(it.trouble).toBe('an append to the store has taken 8 s so far');
      expect(aside.map(({ event }) => event.message)).toEqual(['behind']);
      goOn();
      await vi.advanceTimersByTimeAsync(0);
      expect(store.events.map(({ message }) => message)).toEqual(['held']);
      expect(told).toEqual(['an append to the store has taken 5 s so far', undefined]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('makes no batch of more text than a transaction should hold', async () => {
    const it = writer({ queueBytes: 100_000_000 });
    for (let i = 0; i < 5; i += 1) it.offer(offer('x'.repeat(1_900_000)));
    await it.flush();
    expect(store.batches.map((batch) => batch.events.length)).toEqual([2, 1, 2]);
  });

  it('counts what the spool gives a second time only once', async () => {
    ledger.spool(2);
    const it = writer();
    const settle = (): void => ledger.unspool(1);
    const more = { settle, isSpooled: true, dedupeKey: 'spool/1', hasSpoolKey: true };
    const make = (): Offer => ({ ...offer('x', more) });
    ledger.assign(0, 0);
    for (const each of [make(), make()]) it.offer(each);
    await it.flush();
    expect(store.events).toHaveLength(1);
    expect(row()).toMatchObject({ stored: 1, duplicate: 0 });
  });
});
