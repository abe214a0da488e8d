// What hostile, hasty and numerous senders over TCP get: caps, rates, a balancer's word, turns.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { awaitProxyHeader, type ProxyOutcome } from './proxy-protocol/await-header.js';
import { RecordingIntake } from './testing/recording-intake.js';
import { TURN_BYTES } from './stream-connection.js';
import { TcpListener } from './tcp.js';

const opened: Socket[] = [];
let intake: RecordingIntake;
let listener: TcpListener;

beforeEach(() => void (intake = new RecordingIntake()));
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await listener.stop();
});

async function listen(tcp: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Promise<void> {
  const config = configSchema.parse({ listen: { tcp: { host: '127.0.0.1', port: 0, ...tcp }, ...more } });
  listener = new TcpListener(config.listen, intake);
  await listener.start();
}

/** @param localAddress who sends */
async function dial(localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: listener.health().port, host: '127.0.0.1', localAddress, noDelay: true });
  opened.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const closing = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve));
const peers = (): string[] => intake.frames.map(({ peer }) => `${peer.address} ${peer.port}`);

describe('a balancer', () => {
  const balanced = { proxyProtocol: { from: ['127.0.0.0/8'] } };
  const header = (address: string): string => `PROXY TCP4 ${address} 192.0.2.1 50000 514\r\n`;

  it('says for whom it speaks, in one piece with the messages', async () => {
    await listen(balanced);
    (await dial()).end(`${header('203.0.113.7')}<13>one\n<13>two`);
    await intake.received(2);
    expect(intake.texts).toEqual(['<13>one', '<13>two']);
    expect(peers()).toEqual(['203.0.113.7 50000', '203.0.113.7 50000']);
  });

  it('says so byte by byte, before anything is read', async () => {
    await listen(balanced);
    const socket = await dial();
    for (const byte of `${header('203.0.113.7')}<13>one\n`) {
      socket.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await intake.received(1);
    expect(peers()).toEqual(['203.0.113.7 50000']);
  });

  it('may speak for itself', async () => {
    await listen(balanced);
    const socket = await dial();
    socket.write('PROXY UNKNOWN\r\n<13>healthy\n');
    await intake.received(1);
    expect(peers()).toEqual([`127.0.0.1 ${socket.localPort}`]);
  });

  it.each([
    ['a message without a header', '<13>message\n'],
    ['garbage', '\0\xff\x16\x03'],
    ['a header that it does not end', 'PROXY TCP4 203'],
  ])('is refused with %s, and counted', async (_, text) => {
    await listen(balanced);
    const socket = await dial();
    const closed = closing(socket);
    socket.end(text);
    await closed;
    await eventually(() => expect(listener.health()).toMatchObject({ refused: 1, connections: 0 }));
    expect(listener.health().lastError).toContain('proxyProtocol');
    expect(intake.frames).toEqual([]);
    expect(intake.dropped).toBe(0);
  });

  it('shares no cap of connections with those it speaks for, who have one each', async () => {
    await listen({ ...balanced, maxConnectionsPerPeer: 2 });
    for (const address of ['203.0.113.7', '203.0.113.7', '203.0.113.8', '203.0.113.9'])
      (await dial()).write(`${header(address)}<13>in\n`);
    await intake.received(4);
    const third = await dial();
    third.write(`${header('203.0.113.7')}<13>third\n`);
    await closing(third);
    expect(listener.health()).toMatchObject({ connections: 4, refused: 1 });
    expect(listener.health().lastError).toContain('203.0.113.7');
    opened[0]!.destroy();
    await eventually(() => expect(listener.health().connections).toBe(3));
    (await dial()).write(`${header('203.0.113.7')}<13>again\n`);
    await intake.until(() => intake.texts.includes('<13>again'));
  });

  it('brings only those who are on the allow list', async () => {
    await listen({ ...balanced, allow: ['203.0.113.7'] });
    (await dial()).write(`${header('203.0.113.7')}<13>in\n`);
    await intake.received(1);
    const other = await dial();
    other.write(`${header('203.0.113.8')}<13>out\n`);
    await closing(other);
    expect(intake.texts).toEqual(['<13>in']);
  });

  it('must send its header in time', async () => {
    await listen(balanced);
    const socket = await dial();
    const outcome = await new Promise<ProxyOutcome>((resolve) => awaitProxyHeader(socket, resolve, 20));
    expect(outcome).toEqual({ refused: 'no PROXY header within 20 ms' });
  });

  it('may look whether anybody is there, which is no message', async () => {
    await listen(balanced);
    const socket = await dial();
    const closed = closing(socket);
    socket.end();
    await closed;
    await eventually(() => expect(listener.health()).toMatchObject({ refused: 0, connections: 0, dropped: 0 }));
  });

  it('is nobody else: from others a header is a message like any other', async () => {
    await listen({ proxyProtocol: { from: ['192.0.2.0/24'] } });
    const socket = await dial();
    socket.write(`${header('203.0.113.7')}<13>one\n`);
    await intake.received(2);
    expect(intake.texts[0]).toBe('PROXY TCP4 203.0.113.7 192.0.2.1 50000 514');
    expect(peers()[1]).toBe(`127.0.0.1 ${socket.localPort}`);
  });
});

describe('who may send', () => {
  it('refuses an address that is not on the allow list, and counts it, but no message', async () => {
    await listen({ allow: ['192.0.2.0/24'] });
    await closing(await dial());
    expect(listener.health()).toMatchObject({ refused: 1, lastError: expect.stringContaining('allow list') as string });
    expect(intake.dropped).toBe(0);
  });
});

describe('how much is taken', () => {
  it('does not read a sender that is beyond its rate: none of its connections', async () => {
    await listen({}, { peers: { ratePerSecond: 1, burst: 100 } });
    const socket = await dial();
    socket.write('<13>x\n'.repeat(300));
    await intake.received(300); // what was read is taken; it owes minutes for it
    (await dial()).write('<13>y\n');
    socket.write('<13>x\n');
    for (const [n, address] of ['127.0.0.2', '127.0.0.3'].entries()) {
      (await dial(address)).write('<13>else\n');
      await intake.received(301 + n);
    }
    expect(intake.texts.slice(300)).toEqual(['<13>else', '<13>else']);
  });

  it('reads a sender on that is within its rate again, and loses nothing', async () => {
    await listen({}, { peers: { ratePerSecond: 2_000, burst: 100 } });
    const socket = await dial();
    socket.write('<13>x\n'.repeat(300));
    await intake.received(300);
    (await dial()).write('<13>y\n');
    socket.write('<13>x\n'.repeat(299));
    await intake.received(600);
    expect(intake.frames.length).toBe(600);
    expect(intake.turnedAway.limited).toBe(0);
  });

  it('lets nobody be silent for too long for the sake of its rate', async () => {
    await listen({ idleTimeoutMs: 60 }, { peers: { ratePerSecond: 10, burst: 1 } });
    const socket = await dial();
    socket.write('<13>1\n<13>2\n<13>3\n<13>4\n');
    await intake.received(4);
    socket.write('<13>5\n');
    await intake.received(5);
    expect(listener.health().lastError).toBeUndefined();
  });

  it('holds no more half-read messages than its memory for them: the largest is cut', async () => {
    await listen({ maxHeldBytes: 1_048_576 }, { maxMessageBytes: 1_048_576 });
    const small = await dial();
    small.write(`<13>${'s'.repeat(1_000)}`);
    const large = await dial();
    const closed = closing(large);
    large.write(`<13>${'l'.repeat(400_000)}`);
    const other = await dial();
    await eventually(() => expect(listener.health().bytes).toBeGreaterThan(401_000));
    other.write(`<13>${'o'.repeat(500_000)}`);
    await closed;
    await intake.received(1);
    expect(intake.frames[0]).toMatchObject({ truncated: true });
    expect(intake.texts[0]?.slice(0, 5)).toBe('<13>l');
    expect(listener.health()).toMatchObject({ connections: 2, lastError: expect.stringContaining('maxHeldBytes') as string }); // prettier-ignore
    small.write('\n');
    other.write('\n');
    await intake.received(3);
    expect(intake.frames.slice(1).every(({ truncated }) => truncated === false)).toBe(true);
  });

  it('reads a sender of one message a write in few gulps, in order', async () => {
    await listen();
    const socket = await dial();
    for (let i = 0; i < 2_000; i++) {
      socket.write(`<13>${i}\n`);
      if (i % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await intake.received(2_000);
    expect(intake.texts).toEqual(Array.from({ length: 2_000 }, (_, i) => `<13>${i}`));
    expect(intake.batches.length).toBeLessThan(250);
  });

  it('serves a hundred senders of a line beside one that floods, in the first turns', async () => {
    await listen({ maxConnectionsPerPeer: 200 });
    const hog = await dial();
    const small = await Promise.all(Array.from({ length: 100 }, () => dial()));
    await eventually(() => expect(listener.health().connections).toBe(101));
    // The kernel's buffer for a connection grows with what passes through it.
    hog.write(`<13>${'w'.repeat(995)}\n`.repeat(20_000));
    await intake.received(20_000);
    intake.full = true;
    hog.write('<13>stop\n');
    await intake.received(20_001);
    const before = intake.batches.length;
    // Held back, all of it lies in the kernel when reading starts: megabytes of one, a line of each other.
    for (let i = 0; i < 200; i++) hog.write(`<13>${'f'.repeat(995)}\n`.repeat(100));
    await eventually(() => expect(hog.writableLength).toBeLessThan(18_000_000));
    await Promise.all(small.map((socket, i) => new Promise((sent) => socket.write(`<14>${i}\n`, sent))));
    intake.drain();
    const isSmall = ({ bytes }: { bytes: Buffer }): boolean => bytes[2] === 0x34;
    await intake.until(() => intake.frames.filter(isSmall).length === 100);
    const floodFirst = intake.batches.slice(before).flat().length - 100;
    expect(floodFirst).toBeLessThan((2 * TURN_BYTES) / 1_000);
  });
});
