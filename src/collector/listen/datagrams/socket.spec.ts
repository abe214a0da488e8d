import { createSocket } from 'node:dgram';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../../../test/helpers/eventually.js';
import { FakeClock } from '../../../../test/helpers/fake-clock.js';
import { KernelDropWatch } from '../kernel-drops.js';
import { BatchBuilder, type DatagramBatch } from './batch.js';
import { DatagramSocket } from './socket.js';

let batches: DatagramBatch[];
let socket: DatagramSocket;
let port: number;
beforeEach(async () => {
  batches = [];
  socket = new DatagramSocket({ give: (batch) => batches.push(batch), failed: expect.fail }, new FakeClock(1_700));
  ({ port } = await socket.open({ host: '127.0.0.1', port: 0, receiveBufferBytes: 8_388_608 }));
});
afterEach(() => socket.close());

/** One after the other, and read meanwhile, so that the kernel drops none. */
async function send(texts: readonly string[]): Promise<number> {
  const sender = createSocket('udp4');
  for (const text of texts) {
    await new Promise<void>((resolve, reject) =>
      sender.send(text, port, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
    );
    await setImmediate();
  }
  const from = sender.address().port;
  await new Promise<void>((resolve) => sender.close(resolve));
  return from;
}

/** What was sent is read, and everything is given. */
async function end(): Promise<void> {
  const kernel = new KernelDropWatch({ address: '127.0.0.1', port }, (count) =>
    expect.fail(`the kernel dropped ${count}`),
  );
  kernel.start();
  await kernel.stop();
  await socket.close();
}

function textsIn({ bytes, ends }: DatagramBatch): string[] {
  return [...ends].map((end, at) => Buffer.from(bytes.slice(ends[at - 1] ?? 0, end)).toString());
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `message ${at}`);

it('gives what it reads together, in its order, with who sent it, from where and when', async () => {
  const texts = ['one', '', 'three ü'];
  const from = await send(texts);
  await eventually(() => expect(batches.flatMap(textsIn)).toEqual(texts));
  expect(batches[0]).toMatchObject({ addresses: ['127.0.0.1'], thrownAway: 0 });
  expect([batches[0]!.ports[0], batches[0]!.senders[0], batches[0]!.times[0]]).toEqual([from, 0, 1_700]);
});

it('keeps senders apart that share a batch', () => {
  const builder = new BatchBuilder();
  const add = (address: string, text: string): void =>
    builder.add(Buffer.from(text), { address, family: 'IPv4', port: 514, size: text.length }, 1);
  add('192.0.2.1', 'a');
  add('192.0.2.2', 'b');
  add('192.0.2.1', 'c');
  const batch = builder.take(7);
  expect([...batch.senders].map((sender) => batch.addresses[sender])).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.1']);
  expect([textsIn(batch), batch.thrownAway]).toEqual([['a', 'b', 'c'], 7]);
});

it('has two batches not taken at the most, and gives the next when one is', async () => {
  for (const text of ['first', 'second', 'third', 'fourth']) {
    await send([text]);
    await eventually(() => expect(batches.length).toBe(text === 'first' ? 1 : 2));
  }
  expect(batches.map(textsIn)).toEqual([['first'], ['second']]);
  await eventually(async () => {
    socket.taken();
    expect(batches.flatMap(textsIn)).toEqual(['first', 'second', 'third', 'fourth']);
  });
});

it('gives everything at its end, in batches of bounded size, also when none is taken', async () => {
  await send(numbered(3_000));
  await eventually(() => expect(batches).toHaveLength(2));
  await end();
  expect(batches.flatMap(textsIn)).toEqual(numbered(3_000));
  expect(Math.max(...batches.map(({ ends }) => ends.length))).toBeLessThanOrEqual(1_024);
});

it('throws away, and counts, what memory is not to hold', async () => {
  await send(['given']);
  await eventually(() => expect(batches).toHaveLength(1));
  await send(['given, too']);
  await eventually(() => expect(batches).toHaveLength(2));
  const large = 'x'.repeat(60_000);
  await send(Array.from({ length: 400 }, () => large)); // 24 MB, of which 16 may wait
  await send(['the last']);
  await end();
  const kept = batches.flatMap(textsIn).length - 2;
  const thrownAway = batches.reduce((sum, batch) => sum + batch.thrownAway, 0);
  expect(kept + thrownAway).toBe(401);
  expect(kept).toBeLessThan(290);
  expect(kept).toBeGreaterThan(270);
});

it('says the system’s error, and may be opened again', async () => {
  const other = new DatagramSocket({ give: () => undefined, failed: expect.fail }, new FakeClock(0));
  await expect(other.open({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect((await other.open({ host: '127.0.0.1', port: 0 })).port).not.toBe(port);
  await other.close();
});
