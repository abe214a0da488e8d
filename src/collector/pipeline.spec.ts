import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UNIDENTIFIED } from '../event/source-name.js';
import { SyslogLine } from '../event/line.js';
import type { LogEvent } from '../event/event.js';
import { Fault } from '../faults.js';
import type { AppendBatch, AppendResult, EventStore } from '../store/event-store.js';
import { eventually } from '../../test/helpers/eventually.js';
import type { Frame } from './frame.js';
import { Sources } from './identify/sources.js';
import type { Interpreter } from './interpret.js';
import { Pipeline } from './pipeline.js';
import { Spool, type SpoolOptions } from './spool/spool.js';
import { Spooler } from './spool/spooler.js';
import { Ledger } from './write/ledger.js';
import { Writer } from './write/writer.js';

/** What a process leaves behind: a store with its keys and marks. */
class KeptStore {
  readonly events: LogEvent[] = [];
  readonly marks = new Map<string, string>();
  readonly keys = new Set<string>();
  away: Fault | undefined;
  isDead = false;

  prepare(): void {}

  async append(batch: AppendBatch): Promise<AppendResult> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.isDead) return new Promise(() => undefined);
    if (this.away !== undefined) throw this.away;
    const isNew = batch.events.map(({ dedupeKey }) => {
      if (dedupeKey === undefined) return true;
      const isKnown = this.keys.has(dedupeKey);
      this.keys.add(dedupeKey);
      return !isKnown;
    });
    const at = [...isNew.keys()];
    const marks = batch.marks?.(
      at.filter((i) => isNew[i]),
      at.filter((i) => !isNew[i]),
    );
    for (const { key, value } of marks ?? []) this.marks.set(key, value);
    const ids = batch.events.map(({ event }, i) => (isNew[i] ? `e${this.events.push(event)}` : undefined));
    return { ids, position: '' };
  }

  get texts(): string[] {
    return this.events.map(({ message }) => String(message));
  }
}

let dir: string;
let store: KeptStore;
let ledger: Ledger;
let writer: Writer;
let spooler: Spooler;
let pipeline: Pipeline;
let changes: (string | undefined)[];
const AWAY = new Fault('DISK_FULL', 'the store is away');

interface Setup {
  readonly queueBytes?: number;
  readonly spool?: Partial<SpoolOptions>;
  readonly spools?: boolean;
  readonly strangers?: 'refuse';
}

/** A collector's inner half, on the same folder each time. Returns what its ledger found. */
function start({ queueBytes = 10_000_000, spool: more = {}, spools = true, strangers }: Setup = {}): {
  lost: number;
  unanswered: number;
} {
  const options = {
    bytes: 50_000_000,
    whenFull: 'refuse',
    minFreeBytes: 0,
    freeBytes: () => Infinity,
    ...more,
  } as const;
  const spool = new Spool({ dir: join(dir, 'spool'), ...options });
  ledger = new Ledger(dir, 'c0');
  const marks = [...store.marks].map(([key, value]) => ({ key, value, version: 1 }));
  const { lost, unanswered } = ledger.open(marks, spool.unread);
  changes = [];
  writer = new Writer(store as unknown as EventStore, ledger, {
    batchEvents: 500,
    batchDelayMs: 2,
    queueBytes,
    onCommitted: () => undefined,
    onTrouble: () => spooler.storeChanged(),
    setAside: (offers) => spooler.setAside(offers),
  });
  spooler = new Spooler(spool, ledger, writer, { enabled: spools, onChange: (reason) => changes.push(reason) });
  pipeline = new Pipeline({
    interpreter: plainInterpreter(new Sources(ledger, [], { unknown: strangers ?? 'accept' })),
    ledger,
    writer,
    spooler,
  });
  spooler.start(pipeline);
  return { lost, unanswered };
}

function plainInterpreter(sources: Sources): Interpreter {
  const read = (frame: Frame, _line: SyslogLine, source: ReturnType<Sources['identify']>): object => {
    const text = frame.bytes.toString();
    if (text === 'boom') throw new Error('boom');
    const event = { '@timestamp': frame.receivedAt, 'event.ingested': frame.receivedAt, 'event.original': text, message: text }; // prettier-ignore
    return { source, event };
  };
  return {
    decode: (frame: Frame) => new SyslogLine(frame.bytes.toString()),
    identify: (frame: Frame, line: SyslogLine) => sources.identify(frame, line),
    sourceNamed: (source: string) => sources.identify({ ...frame(''), source }, new SyslogLine('')),
    read,
  } as unknown as Interpreter;
}

const frame = (text: string, more: Partial<Frame> = {}): Frame => ({
  bytes: Buffer.from(text),
  receivedAt: 1_000,
  transport: 'tcp',
  peer: { address: '192.0.2.1', port: 1 },
  ...more,
});
const frames = (from: number, n: number): Frame[] => Array.from({ length: n }, (_, i) => frame(`m ${from + i}`));
const past = (text: string): Frame => frame(text, { transport: 'import', history: { reference: 1 } });
const keyed = (text: string): Frame => frame(text, { transport: 'http', dedupeKey: 'k'.repeat(16) });
const texts = (from: number, n: number): string[] => frames(from, n).map(({ bytes }) => bytes.toString());
const total = (word: 'received' | 'stored' | 'duplicate' | 'lost' | 'queued' | 'refused' | 'failed'): number =>
  ledger.rows().reduce((sum, row) => sum + row[word], 0);
const isBalanced = (): boolean => ledger.rows().every(({ balanced }) => balanced);

async function goAway(): Promise<void> {
  store.away = AWAY;
  pipeline.deliver([frame('first')]);
  await eventually(() => expect(writer.trouble).toBeDefined());
}

/** In the middle of whatever it does: nothing is flushed, what it has under way never comes to the store. */
function kill(): void {
  void spooler.stop();
  store.isDead = true;
  const { events, marks, keys } = store;
  store = Object.assign(new KeptStore(), { events, marks, keys });
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-pipeline-'));
  store = new KeptStore();
});
afterEach(async () => {
  await spooler.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('the pipeline', () => {
  it('tells whom somebody wants turned away from what there was no room for, whoever waits', async () => {
    start({ strangers: 'refuse' });
    pipeline.deliver(frames(0, 3));
    expect(await pipeline.submit(frames(3, 1))).toMatchObject([{ outcome: 'refused', forbidden: true }]);
    pipeline.countTurnedAway('refused', 2);
    pipeline.countTurnedAway('limited', 5);
    expect([total('refused'), pipeline.turnedAway, isBalanced()]).toEqual([6, 6, true]);
    await spooler.stop();
    start({ spool: { bytes: 100 } });
    store.away = AWAY;
    expect(await pipeline.submit(frames(0, 9))).toMatchObject(Array(9).fill({ outcome: 'refused' }));
    expect([total('refused'), pipeline.turnedAway]).toEqual([15, 0]);
    store.away = undefined;
  });

  it('knows after a kill which of the lost messages their senders have still', async () => {
    start();
    await pipeline.submit(frames(0, 3));
    store.append = () => new Promise(() => undefined);
    void pipeline.submit(frames(3, 4));
    pipeline.deliver(frames(7, 5));
    pipeline.drain();
    kill();
    expect(start()).toEqual({ lost: 9, unanswered: 4 });
    expect([total('stored'), total('lost'), isBalanced()]).toEqual([3, 9, true]);
    kill();
    expect(start()).toEqual({ lost: 0, unanswered: 0 });
  });

  it('counts all that has gathered before it looks at the first, whoever brought it', () => {
    start();
    const left = mkdtempSync(join(tmpdir(), 'lanwarden-pipeline-'));
    pipeline.useStages([({ message }) => void (message === 'endless' && cpSync(dir, left, { recursive: true }))]);
    pipeline.deliver([frame('endless')]);
    pipeline.deliver(frames(0, 5));
    void pipeline.submit(frames(5, 2));
    pipeline.drain();
    const after = new Ledger(left, 'c0');
    expect(after.open([])).toMatchObject({ lost: 8, unanswered: 2 });
    after.close();
    rmSync(left, { recursive: true });
  });

  it('handles frames at once while the store takes them, and puts nothing into the spool', async () => {
    start();
    pipeline.deliver(frames(0, 2_000));
    await eventually(() => expect(store.texts).toEqual(texts(0, 2_000)));
    expect(changes).toEqual([]);
    expect(isBalanced()).toBe(true);
  });

  it('takes what comes while the store is away, holds nobody back, and stores it in order when it is there again', async () => {
    start();
    await goAway();
    for (let i = 0; i < 20; i += 1) expect(pipeline.deliver(frames(i * 500, 500))).toBe(true);
    expect(spooler.health()).toMatchObject({ state: 'spooling', messages: 10_001, reason: 'the store is away' });
    expect(total('queued')).toBe(10_001);
    expect(isBalanced()).toBe(true);
    store.away = undefined;
    await eventually(() => expect(changes).toEqual(['the store is away', undefined]));
    await writer.flush();
    expect(store.texts).toEqual(['first', ...texts(0, 10_000)]);
    await eventually(() => expect(spooler.health()).toMatchObject({ state: 'direct', messages: 0, bytes: 0 }));
    expect(ledger.rows()).toMatchObject([{ source: '192.0.2.1', received: 10_001, stored: 10_001, queued: 0 }]);
    pipeline.deliver(frames(10_000, 3));
    await eventually(() => expect(store.texts.slice(-3)).toEqual(texts(10_000, 3)));
    expect(isBalanced()).toBe(true);
  });

  it('counts once what ended without the store, however often a process is killed before the rest of it is stored', async () => {
    start();
    await goAway();
    pipeline.deliver(Array.from({ length: 10 }, (_, n) => frame(n % 2 === 0 ? 'boom' : `m ${n}`)));
    await eventually(() => expect(total('received')).toBe(11));
    for (let round = 0; round < 3; round += 1) {
      kill();
      store.away = AWAY;
      start();
      await eventually(() => expect(pipeline.lastFault).toBe('boom'));
      expect([total('received'), total('failed'), isBalanced()]).toEqual([11, 0, true]);
    }
    kill();
    store.away = undefined;
    start();
    await eventually(() => expect(spooler.health()).toMatchObject({ state: 'direct', messages: 0 }));
    expect([total('received'), total('stored'), total('failed'), total('lost')]).toEqual([11, 6, 5, 0]);
    expect(isBalanced()).toBe(true);
  });

  it('keeps the order of what comes while it drains', async () => {
    start();
    await goAway();
    pipeline.deliver(frames(0, 5_000));
    store.away = undefined;
    for (let n = 5_000; n < 15_000; n += 100) {
      pipeline.deliver(frames(n, 100));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => expect(store.events).toHaveLength(15_001));
    expect(store.texts.slice(1)).toEqual(texts(0, 15_000));
    expect(isBalanced()).toBe(true);
  });

  it('answers who waits with queued, when it is safe', async () => {
    start();
    await goAway();
    pipeline.deliver(frames(0, 1));
    pipeline.drain();
    expect(pipeline.pressed).toBe(false);
    expect(await pipeline.submit(frames(1, 2))).toEqual([{ outcome: 'queued' }, { outcome: 'queued' }]);
    store.away = undefined;
    await eventually(() => expect(store.texts).toEqual(['first', ...texts(0, 3)]));
  });

  it('refuses with the reason, and holds back who can be, when the spool is full', async () => {
    start({ spool: { bytes: 100_000 } });
    await goAway();
    expect(pipeline.deliver(frames(0, 3_000))).toBe(false);
    pipeline.drain();
    const { noRoom } = pipeline;
    expect(noRoom).toBe(total('refused'));
    const [receipt] = await pipeline.submit(frames(0, 1));
    expect(receipt).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('the spool is full') });
    expect([pipeline.pressed, pipeline.noRoom]).toEqual([true, noRoom]);
    const drained = pipeline.whenDrained();
    expect(total('refused')).toBeGreaterThan(1_000);
    expect(isBalanced()).toBe(true);
    store.away = undefined;
    await drained;
    await eventually(() => expect(total('queued')).toBe(0));
    expect(total('received')).toBe(3_002);
    expect(isBalanced()).toBe(true);
  });

  it('reads on when the disk has room again, though the store is still away', async () => {
    let free = Infinity;
    start({ spool: { minFreeBytes: 100, freeBytes: () => free } });
    await goAway();
    expect(pipeline.deliver(frames(0, 600))).toBe(true);
    free = 10;
    await eventually(() => expect(pipeline.deliver(frames(600, 600))).toBe(false));
    const drained = pipeline.whenDrained();
    free = Infinity;
    await drained;
    expect(writer.trouble).toBeDefined();
    expect(pipeline.deliver(frames(1_200, 600))).toBe(true);
  });

  it('spools what cannot be held back when the queue is too full, and loses none of it', async () => {
    start({ queueBytes: 2_000_000 });
    for (let i = 0; i < 20; i += 1)
      pipeline.deliver(frames(i * 500, 500).map((each) => ({ ...each, transport: 'udp' })));
    expect(spooler.health()).toMatchObject({ state: 'draining' });
    await eventually(() => expect(store.events).toHaveLength(10_000));
    expect(store.texts).toEqual(texts(0, 10_000));
    expect(total('refused')).toBe(0);
    expect(isBalanced()).toBe(true);
  });

  it('spools datagrams that waited for long, until those that come did not', async () => {
    start();
    pipeline.deliver(frames(0, 600), { ms: 99, listener: 'udp' });
    expect(spooler.health()).toMatchObject({ state: 'direct' });
    pipeline.deliver(frames(600, 600), { ms: 101, listener: 'udp' });
    expect(spooler.health()).toMatchObject({ state: 'draining', messages: 600 });
    await eventually(() => expect(spooler.health()).toMatchObject({ state: 'direct', messages: 0 }));
    expect(store.texts.sort()).toEqual(texts(0, 1_200).sort());
    expect(isBalanced()).toBe(true);
  });

  it('goes by what waited last at each listener', () => {
    start();
    const come = (listener: string, ms: number): boolean => {
      pipeline.deliver(frames(0, 1), { ms, listener });
      return pipeline.isOutrun;
    };
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      expect([come('udp', 101), come('gelf-udp', 0), come('udp', 0)]).toEqual([true, true, false]);
      expect([come('udp', 101), come('gelf-udp', 101), come('udp', 0)]).toEqual([true, true, true]);
      expect(come('gelf-udp', 0)).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks a store that failed on what an import waited for, also when nothing else is in the queue', async () => {
    start();
    store.away = AWAY;
    expect(await pipeline.submit([past('old')])).toMatchObject([{ outcome: 'refused' }]);
    pipeline.deliver(frames(1, 3));
    store.away = undefined;
    await eventually(() => expect(store.texts).toEqual(texts(1, 3)));
  });

  it('answers who waited when the store failed with queued, and stores it once, whatever is killed', async () => {
    start();
    store.away = AWAY;
    pipeline.deliver(frames(0, 600));
    const receipts = await pipeline.submit([...frames(600, 2), keyed('m 602')]);
    expect(receipts).toEqual([{ outcome: 'queued' }, { outcome: 'queued' }, { outcome: 'queued' }]);
    expect(await pipeline.submit([keyed('m 602')])).toEqual([{ outcome: 'queued' }]);
    expect([total('queued'), total('failed'), isBalanced()]).toEqual([604, 0, true]);
    kill();
    store.away = undefined;
    expect(start()).toMatchObject({ lost: 0 });
    await eventually(() => expect(total('queued')).toBe(0));
    expect(store.texts).toEqual(texts(0, 603));
    expect([total('stored'), total('duplicate'), total('lost'), isBalanced()]).toEqual([603, 1, 0, true]);
  });

  it('keeps in memory what neither the store nor a full spool takes, and tells who waits to send again', async () => {
    start({ spool: { bytes: 100 } });
    store.away = AWAY;
    pipeline.deliver(frames(0, 10));
    const [receipt] = await pipeline.submit(frames(10, 1));
    expect(receipt).toMatchObject({ outcome: 'refused', reason: 'the store is away' });
    expect([total('queued'), total('refused'), total('failed'), isBalanced()]).toEqual([10, 1, 0, true]);
    expect(pipeline.noRoom).toBe(0);
    store.away = undefined;
    await eventually(() => expect(store.texts).toEqual(texts(0, 10)));
    expect(isBalanced()).toBe(true);
  });

  it('says that the store is away where there is no spool, as long as something asks the store by itself', async () => {
    start({ spools: false });
    store.away = AWAY;
    expect(await pipeline.submit(frames(0, 1))).toMatchObject([{ outcome: 'refused' }]);
    await eventually(() => expect(pipeline.away).toBeUndefined());
    pipeline.deliver(frames(0, 1));
    await eventually(() => expect(pipeline.away).toBe('the store is away'));
    expect(pipeline.crowded).toBe(false);
    store.away = undefined;
    await eventually(() => expect(pipeline.away).toBeUndefined());
    expect(await pipeline.submit(frames(1, 1))).toEqual([{ outcome: 'stored' }]);
  });

  it('leaves imports to their client while the store is away', async () => {
    start();
    await goAway();
    const receipts = await pipeline.submit([past('old')]);
    expect(receipts).toEqual([{ outcome: 'refused', reason: 'the store is away' }]);
    expect(pipeline.noRoom).toBe(0);
    store.away = undefined;
  });

  it('counts a message that a plugin fails on, out of the spool too', async () => {
    start();
    await goAway();
    pipeline.deliver([frame('boom'), frame('fine')]);
    store.away = undefined;
    await eventually(() => expect(store.texts).toEqual(['first', 'fine']));
    await eventually(() => expect(total('queued')).toBe(0));
    expect(ledger.rows().reduce((sum, row) => sum + row.failed, 0)).toBe(1);
    expect(isBalanced()).toBe(true);
  });

  it('leaves to the next start what no store took before the end, read or not', async () => {
    start();
    await goAway();
    pipeline.deliver(frames(0, 10));
    pipeline.drain();
    await spooler.stop();
    await writer.stop();
    await spooler.close();
    ledger.close();
    store.away = undefined;
    expect(start()).toMatchObject({ lost: 0 });
    await eventually(() => expect(store.events).toHaveLength(11));
    expect([...store.texts].sort()).toEqual(['first', ...texts(0, 10)].sort());
    await eventually(() => expect(total('queued')).toBe(0));
    expect(ledger.rows()).toMatchObject([{ received: 11, stored: 11, lost: 0, balanced: true }]);
  });

  it.each([1, 3, 10, 40, 120])(
    'stores each spooled message once, and balances, when it is killed after %i turns of draining',
    async (turns) => {
      start();
      await goAway();
      pipeline.deliver(frames(0, 4_000));
      pipeline.drain();
      store.away = undefined;
      await eventually(() => expect(store.events.length).toBeGreaterThan(0));
      for (let i = 0; i < turns; i += 1) await new Promise((resolve) => setImmediate(resolve));
      kill();
      start();
      await eventually(() => expect(total('queued')).toBe(0));
      expect([...store.texts].sort()).toEqual(['first', ...texts(0, 4_000)].sort());
      expect(isBalanced()).toBe(true);
      expect(total('lost')).toBe(0);
      expect(total('received')).toBe(4_001);
      expect(ledger.rows().find(({ source }) => source === UNIDENTIFIED)).toBeUndefined();
      expect(readdirSync(join(dir, 'spool'))).toEqual(['cursor']);
    },
  );

  it('loses in a kill what was in memory alone, and says how much', async () => {
    start();
    await goAway();
    pipeline.deliver(frames(0, 100));
    pipeline.drain();
    kill();
    store.away = undefined;
    expect(start()).toMatchObject({ lost: 0 });
    await eventually(() => expect(total('queued')).toBe(0));
    pipeline.deliver(frames(100, 3));
    pipeline.drain();
    kill();
    expect(start()).toMatchObject({ lost: 3 });
    expect(store.texts).toEqual(['first', ...texts(0, 100)]);
    expect(ledger.rows()).toMatchObject([{ source: '192.0.2.1', received: 104, stored: 101, lost: 3, balanced: true }]);
  });
});
