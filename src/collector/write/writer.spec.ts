import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEvent } from '../../event/event.js';
import { SyslogLine } from '../../event/line.js';
import { Fault } from '../../faults.js';
import type { AppendBatch, AppendResult, EventStore } from '../../store/event-store.js';
import type { Receipt } from '../frame.js';
import { Sources, type Source } from '../identify/sources.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { Ledger } from './ledger.js';
import { Writer, type Offer } from './writer.js';

/** A store in memory that can be told to be away, and that chokes on some messages as a database would. */
class MemoryStore {
  readonly events: LogEvent[] = [];
  readonly batches: AppendBatch[] = [];
  away: Error | undefined;
  #keys = new Set<string>();

  /** What was in an array at the last `prepare`: it has to be there still, in its place, when that array is appended. */
  readonly prepared = new Map<unknown, readonly unknown[]>();

  prepare({ events }: Pick<AppendBatch, 'events'>): void {
    expect(events.slice(0, this.prepared.get(events)?.length ?? 0)).toEqual(this.prepared.get(events) ?? []);
    this.prepared.set(events, [...events]);
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    const before = this.prepared.get(batch.events) ?? [];
    expect(batch.events.slice(0, before.length)).toEqual(before);
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
    await eventually(() => expect(trouble).toEqual(['the disk is full']));
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
    expect(await receipt).toEqual({ outcome: 'refused', reason: 'the disk is full' });
    await it.flush();
    expect(row()).toMatchObject({ received: 1, refused: 1, failed: 0, queued: 0, balanced: true });
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
    await eventually(() => expect(store.events).toHaveLength(6));
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
    await eventually(() => expect(it.trouble).toBe('the disk is full'));
    expect(aside.map(({ event }) => event.message)).toEqual(['direct', 'awaited']);
    expect(settled).toEqual(['refused']);
    expect(it.health().queueEvents).toBe(1);
    await it.stop();
    expect(settled).toEqual(['refused']);
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

  it('is patient with an append from when the one before it has ended', async () => {
    vi.useFakeTimers();
    try {
      const append = store.append.bind(store);
      const waiting: (() => void)[] = [];
      store.append = (batch) => new Promise((resolve) => waiting.push(() => resolve(append(batch))));
      const told: (string | undefined)[] = [];
      const it = writer({ onTrouble: (error) => told.push(error) });
      it.offer(offer('old days', { import: true }));
      it.offer(offer('behind'));
      await vi.advanceTimersByTimeAsync(20_000);
      expect([waiting.length, told]).toEqual([2, []]);
      waiting[0]!();
      await vi.advanceTimersByTimeAsync(4_900);
      expect(told).toEqual([]);
      await vi.advanceTimersByTimeAsync(200);
      expect(told).toEqual(['an append to the store has taken 5 s so far']);
      waiting[1]!();
      await vi.advanceTimersByTimeAsync(0);
      expect(told.at(-1)).toBeUndefined();
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
    ledger.arrive(2);
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

  describe('while an append runs', () => {
    /** Each append waits until it is let go; `told` has the commits and the appends in the order of their beginning. */
    const held = (
      more: Parameters<typeof writer>[0] = {},
    ): { it: Writer; goOn: (how?: Error) => Promise<void>; log: string[] } => {
      const log: string[] = [];
      const append = store.append.bind(store);
      let waiting: ((how?: Error) => void)[] = [];
      store.append = (batch) => {
        log.push(`append ${textsOf(batch.events)}`);
        const held = new Promise<void>((resolve, reject) => {
          waiting.push((how) => (how === undefined ? resolve() : reject(how)));
        });
        const result = held.then(() => append(batch));
        // What was given behind it fails with it.
        result.catch((error: Error) => (waiting = waiting.map((go) => () => go(error))));
        return result;
      };
      const onCommitted: Told = ({ events, isQuiet }) => {
        committed.push(...events);
        log.push(`${isQuiet ? 'quiet' : 'told'} ${textsOf(events.map((event) => ({ event })))}`);
      };
      const goOn = async (how?: Error): Promise<void> => {
        await eventually(() => expect(waiting).not.toEqual([]));
        waiting.shift()!(how);
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      };
      return { it: writer({ batchEvents: 2, onCommitted, ...more }), goOn, log };
    };

    it('makes the next batch whole, and appends it before anybody looks at the one before', async () => {
      const { it, goOn, log } = held();
      for (const text of 'abcdefgh') it.offer(offer(text));
      for (const text of 'ijklm') it.offer(offer(text));
      expect(log).toEqual(['append ab', 'append cdef']);
      await goOn();
      expect(log.slice(2)).toEqual(['append ghij', 'told ab']);
      await goOn();
      expect(log.slice(4)).toEqual(['told cdef']);
      const flushed = it.flush();
      await goOn();
      expect(log.slice(5)).toEqual(['append klm', 'told ghij']);
      await goOn();
      await flushed;
      expect(log.slice(7)).toEqual(['quiet klm']);
      expect(row()).toMatchObject({ stored: 13, queued: 0, balanced: true });
    });

    it('lets the store prepare what it is given next', async () => {
      const { it, goOn } = held({ batchEvents: 400, queueBytes: 100_000_000 });
      for (let n = 0; n < 1_300; n += 1) it.offer(offer(`n${n}`));
      const [, behind] = [...store.prepared.keys()];
      await goOn();
      await goOn();
      const flushed = it.flush();
      await goOn();
      await flushed;
      expect(store.batches.map(({ events }) => events)).toContain(behind);
      expect(store.events.map(({ message }) => message)).toEqual(Array.from({ length: 1_300 }, (_, n) => `n${n}`));
    });

    it('is not quiet as long as something waits, also when it comes between the commit and the telling', async () => {
      const { it, goOn, log } = held({ batchEvents: 1 });
      it.offer(offer('a'));
      const settled = new Promise<void>((settle) => it.offer(offer('b', { settle: () => settle() })));
      void settled.then(() => it.offer(offer('c')));
      await goOn();
      await goOn();
      await goOn();
      await it.flush();
      expect(log).toEqual(['append a', 'append b', 'told a', 'append c', 'told b', 'quiet c']);
    });

    it('tells what several commits have brought in their order, and calls the last one quiet', async () => {
      const told: unknown[] = [];
      const it = writer({ onCommitted: ({ events, isQuiet }) => told.push([events[0]!.message, isQuiet]) });
      for (const [day, message] of ['a', 'b', 'c'].entries())
        it.offer(
          offer(message, { event: { '@timestamp': 5, 'event.ingested': day * 86_400_000, message } as LogEvent }),
        );
      await it.flush();
      expect(told).toEqual([
        ['a', false],
        ['b', false],
        ['c', true],
      ]);
    });

    it.each(['flush', 'stop'] as const)(
      '%s has told everything when it returns, and tells nothing again',
      async (end) => {
        const it = writer({ batchEvents: 2 });
        for (const text of 'abcde') it.offer(offer(text));
        await it[end]();
        expect(textsOf(committed.map((event) => ({ event })))).toBe('abcde');
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        expect(committed).toHaveLength(5);
        expect(it.isIdle).toBe(true);
      },
    );

    it('sets aside what waits behind a failure, once each, and appends the rest without it', async () => {
      const aside: Offer[] = [];
      const { it, goOn, log } = held({ setAside: (offers) => aside.push(...offers) });
      const spooled = { isSpooled: true, dedupeKey: 'spool/1', hasSpoolKey: true };
      it.offer(offer('a'));
      it.offer(offer('b', spooled));
      for (const text of 'cde') it.offer(offer(text));
      it.offer(offer('f', { ...spooled, dedupeKey: 'spool/2' }));
      it.offer(offer('g'));
      it.offer(offer('h', { import: true }));
      await goOn(new Fault('STORE_WRITE', 'locked'));
      await goOn();
      expect(textsOf(aside)).toBe('acdeg');
      it.offer(offer('i'));
      await eventually(() => expect(log.at(-1)).toBe('append b'));
      await goOn();
      expect(log.at(-1)).toBe('told b');
      const flushed = it.flush();
      for (let left = 3; left > 0; left -= 1) await goOn();
      await flushed;
      expect(store.events.map(({ message }) => message)).toEqual(['b', 'f', 'h', 'i']);
      expect(it.health().queueEvents).toBe(0);
    });

    it('halves a batch at fault and keeps what was taken behind it', async () => {
      const { it, goOn, log } = held();
      for (const text of ['a', 'poison', 'c', 'd', 'e', 'f']) it.offer(offer(text));
      for (let left = 10; left > 0; left -= 1) await goOn();
      await it.flush();
      const appends = log.filter((each) => each.startsWith('append'));
      expect(appends.filter((each) => each !== 'append cdef')).toEqual([
        ...Array<string>(3).fill('append apoison'),
        'append a',
        ...Array<string>(3).fill('append poison'),
      ]);
      expect(appends.at(-1)).toBe('append cdef');
      expect(log.filter((each) => !each.startsWith('append'))).toEqual(['told a', 'quiet cdef']);
      expect(row()).toMatchObject({ received: 6, stored: 5, failed: 1, queued: 0, balanced: true });
    });
  });

  it('settles each message once, whatever the store says meanwhile', async () => {
    vi.useFakeTimers();
    try {
      await fc.assert(fc.asyncProperty(anyDay, takeDay), { numRuns: 60 });
    } finally {
      vi.useRealTimers();
    }
  });
});

type Told = ConstructorParameters<typeof Writer>[2]['onCommitted'];

const textsOf = (items: AppendBatch['events']): string => items.map(({ event }) => event.message).join('');

/** What comes, how the store answers each append, and how much the spool takes. */
const anyDay = fc.record({
  offers: fc.array(
    fc.record({
      kind: fc.constantFrom('plain', 'plain', 'plain', 'awaited', 'import', 'spooled', 'poison', 'otherDay'),
      pauseMs: fc.constantFrom(0, 0, 0, 1, 20, 400),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  answers: fc.array(
    fc.record({ how: fc.constantFrom('ok', 'ok', 'away', 'half'), delayMs: fc.constantFrom(0, 1, 30, 6_000) }),
    { maxLength: 12 },
  ),
  takesAside: fc.constantFrom('all', 'half', 'none'),
});

async function takeDay({
  offers,
  answers,
  takesAside,
}: typeof anyDay extends fc.Arbitrary<infer D> ? D : never): Promise<void> {
  store = new MemoryStore();
  ledger = new Ledger(mkdtempSync(join(tmpdir(), 'lanwarden-writer-')), 'c0');
  ledger.open([]);
  const append = store.append.bind(store);
  const left = [...answers];
  const running: Promise<AppendResult>[] = [];
  store.append = (batch) => {
    expect(running.length).toBeLessThan(2);
    const result = answer(batch, running.at(-1));
    running.push(result);
    const end = (): void => void running.splice(running.indexOf(result), 1);
    result.then(end, end);
    return result;
  };
  const answer = async (batch: AppendBatch, before: Promise<unknown> | undefined): Promise<AppendResult> => {
    const { how, delayMs } = left.shift() ?? { how: 'ok', delayMs: 0 };
    await before?.catch(() => {
      throw new Fault('STORE_WRITE', 'what was given before it is not stored');
    });
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (how === 'ok' || batch.events.length < 2) return append(batch);
    const away = new Fault('STORE_WRITE', 'away');
    if (how === 'away') throw away;
    const { ids, position } = await append({ ...batch, events: batch.events.slice(0, 1) });
    throw new Fault('STORE_WRITE', 'half', {
      details: { ids: [...ids, ...batch.events.slice(1).map(() => undefined)], position },
    });
  };
  const aside: Offer[] = [];
  const told: LogEvent[] = [];
  const quiet: boolean[] = [];
  const it = writer({
    batchEvents: 4,
    queueBytes: 10_000_000,
    onCommitted: ({ events, isQuiet }) => void (told.push(...events), quiet.push(isQuiet)),
    setAside: (some) => {
      const taken = takesAside === 'all' ? some.length : takesAside === 'half' ? some.length >> 1 : 0;
      aside.push(...some.slice(0, taken));
      for (const {
        source: { slot },
      } of some.slice(0, taken))
        ledger.settle(slot, 'failed', 1);
      return taken;
    },
  });
  const receipts = new Map<number, Receipt[]>();
  const refused: number[] = [];
  const made: LogEvent[] = [];
  for (const [n, { kind, pauseMs }] of offers.entries()) {
    if (pauseMs > 0) await vi.advanceTimersByTimeAsync(pauseMs);
    const one = offer(kind === 'poison' ? 'poison' : `n${n}`, {
      ...(kind === 'otherDay' && {
        event: { '@timestamp': 5, 'event.ingested': 90_000_000, message: `n${n}` } as LogEvent,
      }),
      import: kind === 'import',
      ...(kind === 'spooled' && { isSpooled: true, hasSpoolKey: true, dedupeKey: `spool/${n}` }),
      ...(kind !== 'plain' && { settle: (receipt: Receipt) => receipts.set(n, [...(receipts.get(n) ?? []), receipt]) }),
    });
    made.push(one.event);
    if (!it.offer(one)) refused.push(n);
  }
  const flushed = it.flush();
  await vi.advanceTimersByTimeAsync(600_000);
  await flushed;
  const places = made.map((event, n) => [
    store.events.filter((each) => each === event).length,
    aside.filter((each) => each.event === event).length,
    (receipts.get(n) ?? []).filter(({ outcome }) => outcome === 'failed' || outcome === 'refused').length,
    refused.includes(n) ? 1 : 0,
    // Nobody waits for a plain one: that it failed stands in the ledger alone.
    offers[n]!.kind === 'plain' && event.message === 'poison' ? 1 : 0,
  ]);
  expect(places.map((each) => each.reduce((sum, n) => sum + n, 0))).toEqual(made.map(() => 1));
  expect(told).toEqual(store.events);
  expect(new Set(told.map((event) => event['event.id'])).size).toBe(told.length);
  expect(it.isIdle).toBe(true);
  expect(it.health().queueBytes).toBe(0);
}
