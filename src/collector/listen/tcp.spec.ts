import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { eventually } from '../../../test/helpers/eventually.js';
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

async function dial(): Promise<Socket> {
  const socket = connect(listener.health().port, '127.0.0.1');
  opened.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('what arrives', () => {
  it('takes both framings, mixed on one connection', async () => {
    await listen();
    (await dial()).write('<13>first\n12 <14>1 second<15>third\r\n<16>fourth\0');
    await intake.received(4);
    expect(intake.texts).toEqual(['<13>first', '<14>1 second', '<15>third', '<16>fourth']);
  });

  it('puts frames together that come byte by byte', async () => {
    await listen();
    const socket = await dial();
    for (const byte of '11 <13>one two<13>three\n') {
      socket.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await intake.received(2);
    expect(intake.texts).toEqual(['<13>one two', '<13>three']);
  });

  it('takes a last line without a trailer when the sender ends', async () => {
    await listen();
    (await dial()).end('<13>one\n<13>two');
    await intake.received(2);
    expect(intake.frames.map(({ bytes, truncated }) => [bytes.toString(), truncated])).toEqual([
      ['<13>one', false],
      ['<13>two', false],
    ]);
  });

  it('says who sent it and when', async () => {
    await listen();
    const socket = await dial();
    const before = Date.now();
    socket.write('<13>x\n');
    await intake.received(1);
    const [frame] = intake.frames;
    expect(frame).toMatchObject({ transport: 'tcp', peer: { address: '127.0.0.1', port: socket.localPort } });
    expect(frame?.receivedAt).toBeGreaterThanOrEqual(before);
  });

  it('cuts a line of 10 MB and keeps the connection', async () => {
    await listen({}, { maxMessageBytes: 4096 });
    const socket = await dial();
    socket.write(`<13>${'x'.repeat(10_000_000)}\n<13>after\n`);
    await intake.received(2);
    expect(intake.frames.map(({ bytes, truncated }) => [bytes.length, truncated])).toEqual([
      [4096, true],
      [9, false],
    ]);
    expect(listener.health().connections).toBe(1);
  });

  it('delivers the lines of one read together', async () => {
    await listen();
    (await dial()).write('<13>x\n'.repeat(1_000));
    await intake.received(1_000);
    expect(intake.batches.length).toBeLessThan(10);
  });

  it('serves IPv4 senders on ::, and writes them as IPv4', async () => {
    await listen({ host: '::' });
    (await dial()).write('<13>x\n');
    await intake.received(1);
    expect(intake.frames[0]?.peer.address).toBe('127.0.0.1');
  });
});

describe('what is closed', () => {
  it('takes what there is of a frame that dribbles, and closes', async () => {
    await listen({ frameTimeoutMs: 100 });
    const socket = await dial();
    const closed = closing(socket);
    socket.write('<13>whole\n500 <13>sl');
    const dribble = setInterval(() => socket.write('o'), 20);
    await closed;
    clearInterval(dribble);
    expect(intake.frames[0]).toMatchObject({ truncated: false });
    expect(intake.texts[1]).toMatch(/^<13>slo*$/);
    expect(intake.frames[1]?.truncated).toBe(true);
    expect(listener.health().lastError).toContain('frameTimeoutMs');
  });

  it('closes a silent connection', async () => {
    await listen({ idleTimeoutMs: 50 });
    await closing(await dial());
    expect(listener.health()).toMatchObject({ lastError: expect.stringContaining('idleTimeoutMs') as string });
  });

  it.each([
    [{ maxConnections: 2 }, 'maxConnections)'],
    [{ maxConnectionsPerPeer: 2 }, 'maxConnectionsPerPeer)'],
  ])('refuses the third connection with %o, and takes it after one has left', async (caps, why) => {
    await listen(caps);
    const first = await dial();
    await dial();
    await closing(await dial());
    expect(listener.health()).toMatchObject({
      connections: 2,
      refused: 1,
      dropped: 0,
      lastError: expect.stringContaining(why) as string,
    });
    expect(intake.dropped).toBe(0);
    first.destroy();
    await eventually(() => expect(listener.health().connections).toBe(1));
    (await dial()).write('<13>in\n');
    await intake.received(1);
  });

  it('survives a reset, and takes what had come before it', async () => {
    await listen();
    const socket = await dial();
    socket.write('<13>whole\n<13>ha');
    await intake.received(1);
    socket.resetAndDestroy();
    await intake.received(2);
    expect(intake.frames[1]).toMatchObject({ truncated: true });
    await eventually(() => expect(listener.health()).toMatchObject({ state: 'listening', connections: 0 }));
  });

  it('takes what lies in the sockets before it stops', async () => {
    await listen();
    const socket = await dial();
    await eventually(() => expect(listener.health().connections).toBe(1));
    socket.write('<13>late\n<13>cut');
    await listener.stop();
    expect(intake.texts).toContain('<13>late');
    expect(intake.texts.at(-1)).toBe('<13>cut');
    expect(listener.health()).toMatchObject({ state: 'off', connections: 0 });
  });
});

describe('who waits for whom', () => {
  it('stops reading while the collector is full, and loses nothing', async () => {
    await listen();
    intake.full = true;
    const socket = await dial();
    const line = `<13>${'x'.repeat(995)}\n`;
    const count = 40_000;
    let sent = 0;
    const send = (): void => {
      while (sent++ < count && socket.write(line));
    };
    socket.on('drain', send);
    send();
    // The buffers of both kernels fill up; then nothing moves any more.
    await stillness(() => listener.health().bytes + socket.bytesWritten - socket.writableLength);
    expect(sent).toBeLessThan(count);
    expect(intake.frames.length).toBeLessThan(1_000);
    intake.drain();
    await intake.until(() => listener.health().frames >= count);
    expect(listener.health().frames).toBe(count);
  });

  it('gives a trickling sender its turn beside a flooding one', async () => {
    await listen();
    const flooder = await dial();
    const trickle = await dial();
    await eventually(() => expect(listener.health().connections).toBe(2));
    // The kernel's buffer for a connection grows with what passes through it.
    flooder.write(`<13>${'w'.repeat(995)}\n`.repeat(20_000));
    await intake.until(() => listener.health().frames === 20_000);
    intake.full = true;
    flooder.write('<13>stop\n');
    await intake.until(() => listener.health().frames === 20_001);
    const before = intake.batches.length;
    // Both lie in the kernel when reading starts: megabytes of one, a line of the other.
    flooder.write(`<13>${'f'.repeat(995)}\n`.repeat(20_000));
    await stillness(() => flooder.writableLength);
    trickle.write('<14>trickle\n');
    await stillness(() => trickle.writableLength);
    intake.drain();
    await intake.until(() => listener.health().frames >= 40_002);
    const turns = intake.batches.slice(before);
    const turnOfTrickle = turns.findIndex((frames) => frames.some(({ bytes }) => bytes.toString() === '<14>trickle'));
    expect(turnOfTrickle).toBeLessThan(3);
    const largest = Math.max(...turns.map((frames) => frames.reduce((sum, { bytes }) => sum + bytes.length, 0)));
    expect(largest).toBeLessThan(2 * TURN_BYTES);
  });
});

describe('when the port cannot be had', () => {
  it('names protocol, port and the key to change', async () => {
    await listen();
    const { port } = listener.health();
    const second = new TcpListener(configSchema.parse({ listen: { tcp: { host: '127.0.0.1', port } } }).listen, intake);
    await expect(second.start()).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `TCP port ${port} is in use. Change listen.tcp.port, or stop the other program.`,
    });
    expect(second.health()).toMatchObject({ state: 'failed' });
    await second.stop();
  });
});

/** Also by a reset, which `once` would take for a failure. */
function closing(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

/** Resolves when `measure` has given the same number for a while: the kernel tells nobody that a buffer is full. */
async function stillness(measure: () => number): Promise<void> {
  let before = Number.NaN;
  for (let same = 0; same < 5;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = measure();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}
