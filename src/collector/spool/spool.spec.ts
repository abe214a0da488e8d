import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../frame.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { isSpoolable, type Waiting } from './head.js';
import { type Chunk, Spool, type SpoolOptions } from './spool.js';

let dir: string;
let spool: Spool;
let lost: number;
let free: number;

const open = (more: Partial<SpoolOptions> = {}): Spool => {
  spool = new Spool({ dir, bytes: 8_000_000, whenFull: 'refuse', minFreeBytes: 100, freeBytes: () => free, ...more });
  spool.onLost = (n) => (lost += n);
  return spool;
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-spool-'));
  lost = 0;
  free = Infinity;
  open();
});
afterEach(() => {
  spool.close();
  rmSync(dir, { recursive: true, force: true });
});

const peer = { address: '192.0.2.1', port: 514 };
const frame = (text: string, more: Partial<Frame> = {}): Frame => ({
  bytes: Buffer.from(text),
  receivedAt: 1_700_000_000_000,
  transport: 'udp',
  peer,
  ...more,
});
const waiting = (texts: readonly string[], more: Partial<Frame> = {}): Waiting[] =>
  texts.map((text) => ({ is: 'frame', frame: frame(text, more) }));
const numbered = (from: number, n: number, size = 0): string[] =>
  Array.from({ length: n }, (_, i) => `message ${from + i} `.padEnd(size, '.'));
const files = (): string[] => readdirSync(dir).filter((name) => name.endsWith('.spool')).sort(); // prettier-ignore

async function readAll(from = spool): Promise<{ texts: string[]; keys: string[]; chunks: Chunk[] }> {
  const chunks: Chunk[] = [];
  for (let chunk = await from.read(); chunk !== undefined; chunk = await from.read()) chunks.push(chunk);
  const all = chunks.flatMap((chunk) => chunk.waiting);
  const texts = all.map(({ what }) =>
    what.is === 'frame' ? what.frame.bytes.toString() : `event ${what.event.message}`,
  );
  return { texts, keys: all.map(({ key }) => key), chunks };
}

describe('the spool', () => {
  it('gives back what it took, in order, with who brought it, and leaves no file when it is settled', async () => {
    const others: Partial<Frame>[] = [
      { transport: 'tls', tlsIdentity: 'dc1.example.org', truncated: true },
      { transport: 'http', source: 'web', json: { a: 1 }, dedupeKey: 'k'.repeat(16) },
      { peer: { address: '2001:db8::1', port: 1 } },
    ];
    expect(spool.append(waiting(['one', 'two']))).toBe(2);
    for (const more of others) expect(spool.append(waiting(['{"a":1}'], more))).toBe(1);
    const { chunks } = await readAll();
    const frames = chunks.flatMap((chunk) => chunk.waiting).map(({ what }) => what);
    expect(frames).toMatchObject([
      { frame: { ...frame('one') } },
      { frame: { ...frame('two') } },
      ...others.map((more) => ({ frame: { ...frame('{"a":1}'), ...more } })),
    ]);
    for (const chunk of chunks) spool.settle(chunk);
    expect(spool).toMatchObject({ unread: 0, bytes: 0 });
    expect(files()).toEqual([]);
  });

  it('keeps what an envelope says, and events that were read already', async () => {
    const envelope = { kind: 'loki', host: 'web1', app: undefined, pid: undefined, facility: undefined, severity: 3, time: 5, fields: { 'user.name': 'mia' } }; // prettier-ignore
    const event = { '@timestamp': 1, 'event.ingested': 2, 'event.original': 'raw', message: 'm' } as never;
    spool.append([...waiting(['x'], { envelope }), { is: 'event', event, source: 'web1', dedupeKey: undefined }]);
    const { chunks } = await readAll();
    expect(chunks[0]!.waiting.map(({ what }) => what)).toMatchObject([
      {
        is: 'frame',
        frame: { envelope: { kind: 'loki', host: 'web1', severity: 3, time: 5, fields: { 'user.name': 'mia' } } },
      },
      { is: 'event', event: { 'event.original': 'raw' }, source: 'web1' },
    ]);
  });

  it('gives JSON back as safe to work with as it came', async () => {
    spool.append(waiting(['{"EntryType":{"toString":1}}'], { json: { EntryType: { toString_: 1 } } }));
    const [chunk] = (await readAll()).chunks;
    const { what } = chunk!.waiting[0]!;
    expect(what).toMatchObject({ frame: { json: { EntryType: { toString_: 1 } } } });
    expect(String(what.is === 'frame' && what.frame.json?.['EntryType'])).toBe('[object Object]');
  });

  it('does not take what a client keeps itself', () => {
    expect(isSpoolable(frame('x'))).toBe(true);
    expect(isSpoolable(frame('x', { transport: 'import' }))).toBe(false);
    expect(isSpoolable(frame('x', { history: { reference: 1 } }))).toBe(false);
  });

  it('gives after a crash all that is not settled, with the same keys', async () => {
    spool.append(waiting(numbered(0, 5_000, 100)));
    const first = await spool.read();
    await spool.read();
    spool.settle(first!);
    const rest = first!.waiting.length;
    const before = (await readAll()).keys;
    const next = open(); // no close: the process was killed
    expect(next.unread).toBe(5_000 - rest);
    const { texts, keys } = await readAll();
    expect(texts[0]).toBe(numbered(rest, 1, 100)[0]);
    expect(texts).toHaveLength(5_000 - rest);
    expect(keys.slice(-before.length)).toEqual(before);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('never gives two messages the same key, also not in a folder that was emptied', async () => {
    const keys: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      spool.append(waiting(['a', 'b']));
      const read = await readAll();
      keys.push(...read.keys);
      for (const chunk of read.chunks) spool.settle(chunk);
      spool.close();
      if (i === 1) rmSync(dir, { recursive: true });
      open();
    }
    expect(new Set(keys).size).toBe(6);
  });

  it('cuts a torn end at whatever byte it was torn, and goes on behind it', async () => {
    spool.append(waiting(['first', 'second']));
    spool.close();
    const [name] = files();
    const whole = readFileSync(join(dir, name!));
    const first = 28 + whole.readUInt32BE(20) + whole.readUInt32BE(24);
    for (let length = whole.length - 1; length > first; length -= 5) {
      writeFileSync(join(dir, name!), whole.subarray(0, length));
      const next = open();
      expect(next.unread).toBe(1);
      expect(next.damagedBytes).toBe(length - first);
      expect(statSync(join(dir, name!)).size).toBe(first);
      next.close();
    }
    open();
    spool.append(waiting(['third']));
    expect((await readAll()).texts).toEqual(['first', 'third']);
  });

  it('passes over damage in the middle, and knows how many messages it cost', async () => {
    spool.append(waiting(numbered(0, 3_000, 200)));
    const [name] = files();
    const bytes = readFileSync(join(dir, name!));
    bytes.fill(0xff, 300_000, 300_010);
    bytes[100_000]! ^= 4;
    writeFileSync(join(dir, name!), bytes);
    const { texts } = await readAll();
    expect(texts.length).toBeGreaterThanOrEqual(2_997);
    expect(texts.length + lost).toBe(3_000);
    expect(lost).toBeGreaterThan(0);
    expect(spool.unread).toBe(0);
    expect(spool.damagedBytes).toBeGreaterThan(0);
  });

  it('loses no message whose record is whole, whatever offsets are damaged while nobody runs', async () => {
    for (let round = 0; round < 20; round += 1) {
      spool.append(waiting(numbered(0, 400, 150)));
      spool.close();
      const path = join(dir, files().at(-1)!);
      const bytes = readFileSync(path);
      for (let i = 0; i < 3; i += 1) bytes[Math.floor(((round * 31 + i * 7 + 1) * 7_919) % bytes.length)]! ^= 0x55;
      writeFileSync(path, bytes);
      open();
      const { texts, chunks } = await readAll();
      expect(texts.length).toBeGreaterThanOrEqual(397);
      expect(texts.every((text) => /^message \d+ \.*$/.test(text))).toBe(true);
      for (const chunk of chunks) spool.settle(chunk);
      expect(spool.unread).toBe(0);
    }
    expect(lost).toBe(0); // what is not there at the start was never said to be
  });

  it('reads everything again when its cursor is damaged, with the same keys', async () => {
    spool.append(waiting(numbered(0, 3_000, 100)));
    const first = (await spool.read())!;
    spool.settle(first);
    spool.close();
    writeFileSync(join(dir, 'cursor'), 'rubbish');
    open();
    expect(spool.unread).toBe(3_000);
    expect((await spool.read())!.waiting.map(({ key }) => key)).toEqual(first.waiting.map(({ key }) => key));
  });

  it('refuses when it is full, and says so', async () => {
    spool.close();
    open({ bytes: 1_000_000 });
    const taken = spool.append(waiting(numbered(0, 10_000, 200)));
    expect(taken).toBeGreaterThan(3_000);
    expect(taken).toBeLessThan(5_000);
    expect(spool.append(waiting(['more'.repeat(100)]))).toBe(0);
    expect(spool).toMatchObject({ isTight: true, refusing: expect.stringContaining('full') });
    const { chunks, texts } = await readAll();
    expect(texts).toHaveLength(taken);
    for (const chunk of chunks) spool.settle(chunk);
    expect(spool.append(waiting(['again']))).toBe(1);
    expect(spool).toMatchObject({ isTight: false, refusing: undefined });
  });

  it('lets the oldest go when it is told to, and counts them', async () => {
    spool.close();
    open({ bytes: 1_000_000, whenFull: 'dropOldest' });
    let taken = 0;
    for (let i = 0; i < 100; i += 1) taken += spool.append(waiting(numbered(i * 100, 100, 200)));
    expect(taken).toBe(10_000);
    expect(spool.bytes).toBeLessThanOrEqual(1_000_000);
    const { texts } = await readAll();
    expect(texts.at(-1)).toContain('message 9999 ');
    expect(texts.length + lost).toBe(10_000);
    expect(lost).toBeGreaterThan(0);
  });

  it('does not let go what is on its way to the store', async () => {
    spool.close();
    open({ bytes: 400_000, whenFull: 'dropOldest' });
    spool.append(waiting(numbered(0, 1_000, 200)));
    const flying = (await spool.read())!;
    for (let i = 1; i < 20; i += 1) spool.append(waiting(numbered(i * 100, 100, 200)));
    expect(files().length).toBeGreaterThan(0);
    spool.settle(flying);
    const { texts } = await readAll();
    expect(texts.at(-1)).toContain('message 1999 ');
    expect(spool.bytes).toBeLessThanOrEqual(400_000);
  });

  it('gives what it let go to nobody, also not to the next process while something before it is on its way', async () => {
    spool.close();
    open({ bytes: 400_000, whenFull: 'dropOldest' });
    let taken = spool.append(waiting(numbered(0, 1_000, 200)));
    const flying = (await spool.read())!;
    for (let i = 10; i < 30; i += 1) taken += spool.append(waiting(numbered(i * 100, 100, 200)));
    expect(lost).toBeGreaterThan(0);
    const isRead = flying.waiting.length;
    const before = spool.unread;
    expect(isRead + before + lost).toBe(taken);
    spool.close();
    open({ bytes: 400_000, whenFull: 'dropOldest' });
    expect(spool.unread).toBe(isRead + before);
    const { texts } = await readAll();
    expect(texts).toHaveLength(isRead + before);
    expect(texts.at(-1)).toContain('message 2999 ');
  });

  it('lets a file go that is being read', async () => {
    spool.close();
    open({ bytes: 400_000, whenFull: 'dropOldest' });
    let taken = spool.append(waiting(numbered(0, 1_000, 200)));
    const reading = spool.read();
    for (let i = 10; i < 30; i += 1) taken += spool.append(waiting(numbered(i * 100, 100, 200)));
    const first = await reading;
    const { texts } = await readAll();
    expect((first?.waiting.length ?? 0) + texts.length + lost).toBe(taken);
    expect(texts.at(-1)).toContain('message 2999 ');
  });

  it('says that it takes nothing no longer than it does, though nobody tries', async () => {
    spool.close();
    open({ bytes: 1_000_000 });
    spool.append(waiting(numbered(0, 10_000, 200)));
    for (const chunk of (await readAll()).chunks) spool.settle(chunk);
    await eventually(() => expect(spool).toMatchObject({ isTight: false, refusing: undefined }));
    free = 99;
    await eventually(() => expect(spool.isTight).toBe(true));
    free = Infinity;
    await eventually(() => expect(spool.isTight).toBe(false));
  });

  it('leaves the disk its last bytes', () => {
    free = 99;
    spool.close();
    open();
    expect(spool.append(waiting(['x']))).toBe(0);
    expect(spool.refusing).toContain('free');
  });

  it('has everything on the medium when sync resolves, for all who ask', async () => {
    spool.append(waiting(['x']));
    const first = spool.sync();
    expect(spool.sync()).toBe(first);
    await first;
    spool.append(waiting(['y']));
    expect(spool.sync()).not.toBe(first);
    await spool.sync();
  });

  it('does not hang on a file that somebody cut while it was read', async () => {
    spool.append(waiting(numbered(0, 100, 200)));
    truncateSync(join(dir, files()[0]!), 50);
    await expect(spool.read()).rejects.toThrow('shorter');
    spool.giveUp();
    expect(lost).toBe(100);
    expect(await spool.read()).toBeUndefined();
    spool.append(waiting(['next']));
    expect((await readAll()).texts).toEqual(['next']);
  });
});
