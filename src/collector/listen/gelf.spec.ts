// GELF as Graylog's clients send it: chunks in any order, compressed, over TCP with a NUL; and what anybody else may send to that port.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { CHUNK_LIMITS, GelfChunks } from './gelf-chunks.js';
import { GelfTcpListener, GelfUdpListener } from './gelf.js';
import type { Listener } from './listener.js';
import { RecordingIntake } from './testing/recording-intake.js';

const MESSAGE = '{"version":"1.1","host":"web1","short_message":"hello","_a":1}';

function chunk(number: number, count: number, part: string | Buffer, id = 'abcdefgh'): Buffer {
  return Buffer.concat([Buffer.from([0x1e, 0x0f]), Buffer.from(id), Buffer.from([number, count]), Buffer.from(part)]);
}

describe('chunks', () => {
  const dropped: string[] = [];
  const chunks = (limits = {}): GelfChunks => {
    dropped.length = 0;
    return new GelfChunks((reason) => dropped.push(reason), { ...CHUNK_LIMITS, ...limits });
  };

  it('are put together in their order, however they come, and repetitions do not count', () => {
    const all = chunks();
    expect(all.add(chunk(2, 3, 'c'), 'a', 0)).toBeUndefined();
    expect(all.add(chunk(0, 3, 'a'), 'a', 1)).toBeUndefined();
    expect(all.add(chunk(0, 3, 'x'), 'a', 2)).toBeUndefined();
    expect(all.add(chunk(1, 3, 'z'), 'b', 2)).toBeUndefined();
    expect(all.add(chunk(1, 3, 'b'), 'a', 3)?.toString()).toBe('abc');
    expect([all.waiting, dropped]).toEqual([1, []]);
  });

  it.each([
    ['a count of 0', chunk(0, 0, 'x')],
    ['a count above 128', chunk(0, 129, 'x')],
    ['a number beyond its count', chunk(3, 3, 'x')],
    ['no part', chunk(0, 2, '')],
    ['a header that was cut', chunk(0, 2, '').subarray(0, 7)],
  ])('with %s are counted and forgotten', (_what, datagram) => {
    const all = chunks();
    expect(all.add(datagram, 'a', 0)).toBeUndefined();
    expect([all.waiting, dropped.length]).toEqual([0, 1]);
  });

  it('that lack others are given up after their time, and counted', () => {
    const all = chunks({ timeoutMs: 5_000 });
    all.add(chunk(0, 2, 'x', 'first...'), 'a', 0);
    all.add(chunk(0, 2, 'x', 'second..'), 'a', 3_000);
    all.expire(4_999);
    expect(all.waiting).toBe(2);
    all.expire(5_000);
    expect([all.waiting, dropped]).toEqual([1, ['a: 1 of 2 chunks of a GELF message were there: not all chunks came within 5000 ms']]); // prettier-ignore
  });

  it('of a sender that ends nothing take no place from others', () => {
    const all = chunks({ maxMessagesPerPeer: 3, maxMessages: 4 });
    const id = (at: number): string => `id${at}`.padEnd(8, '.');
    for (let at = 0; at < 10; at++) all.add(chunk(0, 2, 'x', id(at)), 'bad', 0);
    expect([all.waiting, dropped.length]).toEqual([3, 7]);
    all.add(chunk(0, 2, 'he'), 'good', 0);
    expect(all.add(chunk(1, 2, 'llo'), 'good', 0)?.toString()).toBe('hello');
    expect(all.add(chunk(1, 2, 'y', id(9)), 'bad', 0)?.toString()).toBe('xy'); // its newest are there
  });

  it('never hold more bytes than they may', () => {
    const all = chunks({ maxBytes: 3_000 }); // keeping a chunk costs 200 more than its 100
    for (let at = 0; at < 50; at++) all.add(chunk(0, 2, 'x'.repeat(100), `id${at}`.padEnd(8, '.')), `peer${at}`, 0);
    expect([all.waiting, dropped.length]).toEqual([10, 40]);
    all.clear('end');
    expect([all.waiting, dropped.length]).toEqual([0, 50]);
  });
});

describe('the listeners', () => {
  let intake: RecordingIntake;
  let listener: Listener;
  beforeEach(() => void (intake = new RecordingIntake()));
  afterEach(() => listener.stop());

  const config = (more = {}) =>
    configSchema.parse({ listen: { gelf: { enabled: true, host: '127.0.0.1', port: 0 }, ...more } }).listen;

  async function udp(...datagrams: Buffer[]): Promise<void> {
    listener = new GelfUdpListener(config(), intake, undefined, { ...CHUNK_LIMITS, timeoutMs: 60 });
    await listener.start();
    const socket = createSocket('udp4');
    for (const datagram of datagrams) {
      await new Promise((resolve) => socket.send(datagram, listener.health().port, '127.0.0.1', resolve));
    }
    socket.close();
  }

  it('take a datagram as it is, gzip, zlib, and in chunks of what is compressed', async () => {
    const zipped = gzipSync(MESSAGE);
    await udp(
      ...[Buffer.from(MESSAGE), gzipSync(MESSAGE), deflateSync(MESSAGE), deflateSync(MESSAGE, { level: 1 })],
      ...[chunk(1, 2, zipped.subarray(20)), chunk(0, 2, zipped.subarray(0, 20)), Buffer.from(`${MESSAGE}\0`)],
    );
    await intake.received(6);
    expect(intake.texts).toEqual(new Array<string>(6).fill(MESSAGE));
    expect(intake.frames[0]).toMatchObject({ transport: 'udp', peer: { address: '127.0.0.1' } });
    expect(listener.health()).toMatchObject({ name: 'gelf-udp', frames: 6, dropped: 0 });
  });

  it('count what cannot be decompressed, bombs, and messages that lack chunks', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    await udp(gzipSync(MESSAGE).subarray(0, 30), bomb, chunk(0, 2, 'x'), Buffer.from(MESSAGE));
    await intake.until(() => intake.dropped === 3 && intake.frames.length === 1);
    expect(intake.texts).toEqual([MESSAGE]);
    expect(listener.health()).toMatchObject({ frames: 1, dropped: 3, unreadable: 3 });
  });

  it('take what shrank as log messages do, and no bomb that is smaller than the largest message may be', async () => {
    const record = (at: number): string => `{"short_message":"request ${at} of ${at * 7919} took ${at % 97} ms"}`;
    const honest = `[${Array.from({ length: 4_000 }, (_, at) => record(at)).join()}]`;
    await udp(gzipSync(Buffer.alloc(900_000, '{"a":1}')), gzipSync(honest));
    await intake.until(() => intake.dropped === 1 && intake.frames.length === 1);
    expect(honest.startsWith(intake.texts[0]!)).toBe(true);
    expect(intake.frames[0]?.truncated).toBe(true);
  });

  it('keep nothing alive but the message of what they inflate', async () => {
    await udp(gzipSync(MESSAGE + '\0'.repeat(60_000)), deflateSync(MESSAGE));
    await intake.received(2);
    expect(intake.texts).toEqual([MESSAGE, MESSAGE]);
    const pool = Buffer.from('x').buffer.byteLength;
    for (const { bytes } of intake.frames) expect(bytes.buffer.byteLength).toBeLessThanOrEqual(pool);
  });

  it('keep what is no GELF', async () => {
    await udp(Buffer.from('<13>hello'), Buffer.from([0x1f, 0x8b]));
    await intake.until(() => intake.frames.length === 1 && intake.dropped === 1);
    expect(intake.texts).toEqual(['<13>hello']);
  });

  it('give up at their end what waits', async () => {
    await udp(chunk(0, 2, 'x'), Buffer.from(MESSAGE));
    await intake.received(1);
    await listener.stop();
    expect(intake.dropped).toBe(1);
  });

  it('take NUL after each message over TCP', async () => {
    listener = new GelfTcpListener(config(), intake);
    await listener.start();
    const socket = connect(listener.health().port, '127.0.0.1');
    socket.write(`${MESSAGE}\0{"a":`);
    socket.write('1}\0\n');
    socket.end(MESSAGE);
    await once(socket, 'close');
    await intake.received(3);
    expect(intake.texts).toEqual([MESSAGE, '{"a":1}', MESSAGE]);
    expect(intake.frames[0]).toMatchObject({ transport: 'tcp', truncated: false });
    expect(listener.health()).toMatchObject({ name: 'gelf-tcp', state: 'listening' });
  });

  it('take GELF over TCP from the balancers of syslog, who send it for themselves and without their header', async () => {
    listener = new GelfTcpListener(config({ tcp: { proxyProtocol: { from: ['127.0.0.1'] } } }), intake);
    await listener.start();
    connect(listener.health().port, '127.0.0.1').end(`${MESSAGE}\0`);
    await intake.received(1);
    expect(intake.frames[0]).toMatchObject({ peer: { address: '127.0.0.1' } });
  });

  it('name the key to change when the port is taken', async () => {
    listener = new GelfTcpListener(config(), intake);
    await listener.start();
    const { port } = listener.health();
    const taken = configSchema.parse({ listen: { gelf: { enabled: true, host: '127.0.0.1', port } } }).listen;
    await expect(new GelfTcpListener(taken, intake).start()).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining('listen.gelf.port') as string,
    });
  });
});
