import { createSocket, type SocketType } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { Listener } from './listener.js';
import { RecordingIntake } from './testing/recording-intake.js';
import { SyslogServerListener } from './udp-syslog-server.js';
import { UdpListener } from './udp.js';

const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
const listeners: Listener[] = [];
let intake: RecordingIntake;

beforeEach(() => void (intake = new RecordingIntake()));
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.stop();
});

async function listen(
  Driver: typeof UdpListener | typeof SyslogServerListener,
  udp: Record<string, unknown> = {},
  more = {},
): Promise<Listener> {
  const listener = new Driver(configSchema.parse({ listen: { udp: { port: 0, ...udp }, ...more } }).listen, intake);
  listeners.push(listener);
  await listener.start();
  return listener;
}

/** Sends and answers the port that it was sent from. */
function send(type: SocketType, port: number, ...datagrams: (string | Buffer)[]): Promise<number> {
  const socket = createSocket(type);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    let left = datagrams.length;
    for (const datagram of datagrams) {
      socket.send(datagram, port, type === 'udp6' ? '::1' : '127.0.0.1', (error) => {
        if (error) return reject(error);
        if (--left > 0) return;
        const { port: from } = socket.address();
        socket.close(() => resolve(from));
      });
    }
  });
}

describe.each([
  ['dgram', UdpListener],
  ['syslog-server', SyslogServerListener],
])('with the driver %s', (name, Driver) => {
  it('takes each datagram as one message, from an IPv4 sender', async () => {
    const listener = await listen(Driver);
    const from = await send('udp4', listener.health().port, '<13>one', '<13>two\n', '<13>thr\nee\0', '\n');
    await intake.received(3);
    expect(intake.texts).toEqual(['<13>one', '<13>two', '<13>thr\nee']);
    expect(intake.frames[0]).toMatchObject({
      transport: 'udp',
      peer: { address: '127.0.0.1', port: name === 'dgram' ? from : 0 },
    });
    expect(listener.health()).toMatchObject({ name: 'udp', state: 'listening', frames: 3 });
  });

  it('cuts what is longer than the cap', async () => {
    const listener = await listen(Driver, {}, { maxMessageBytes: 1024 });
    await send('udp4', listener.health().port, 'x'.repeat(1024), 'y'.repeat(1025));
    await intake.received(2);
    expect(intake.frames.map(({ bytes, truncated }) => [bytes.length, truncated])).toEqual([
      [1024, false],
      [1024, true],
    ]);
  });

  it('says which port is taken, and can be started on another afterwards', async () => {
    const first = await listen(UdpListener, { host: '0.0.0.0' });
    const { port } = first.health();
    await expect(listen(Driver, { host: '0.0.0.0', port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `UDP port ${port} is in use. Change listen.udp.port, or stop the other program.`,
    });
    expect(listeners.at(-1)?.health()).toMatchObject({ state: 'failed' });
    const next = await listen(Driver, { host: '0.0.0.0' });
    await send('udp4', next.health().port, '<13>x');
    await intake.received(1);
  });
});

describe.each([
  ['dgram', UdpListener],
  ['syslog-server', SyslogServerListener],
])('what is not taken, with the driver %s', (_, Driver) => {
  it('is counted as refused when its sender is not on the allow list', async () => {
    const listener = await listen(Driver, { host: '0.0.0.0', allow: ['192.0.2.0/24'] });
    await send('udp4', listener.health().port, '<13>one', '<13>two');
    await intake.until(() => intake.turnedAway.refused === 2);
    expect(intake.frames).toEqual([]);
    expect(listener.health()).toMatchObject({ refused: 2, frames: 0 });
  });

  it('is counted as limited beyond the burst of its address', async () => {
    const listener = await listen(Driver, { host: '0.0.0.0' }, { peers: { ratePerSecond: 1, burst: 5 } });
    await send('udp4', listener.health().port, ...Array.from({ length: 20 }, (__, i) => `<13>${i}`));
    await intake.until(() => intake.frames.length + intake.turnedAway.limited === 20);
    expect(intake.texts).toEqual(['<13>0', '<13>1', '<13>2', '<13>3', '<13>4']);
    expect(listener.health().limited).toBe(15);
  });
});

describe('node:dgram', () => {
  it.runIf(hasIpv6)('takes IPv6 on the same socket', async () => {
    const listener = await listen(UdpListener);
    await send('udp6', listener.health().port, '<13>six');
    await send('udp4', listener.health().port, '<13>four');
    await intake.received(2);
    expect(intake.frames.map(({ peer }) => peer.address).sort()).toEqual(['127.0.0.1', '::1']);
  });

  it('keeps bytes that are not UTF-8', async () => {
    const listener = await listen(UdpListener);
    await send('udp4', listener.health().port, Buffer.from([0x3c, 0xff, 0xfe]));
    await intake.received(1);
    expect([...(intake.frames[0]?.bytes ?? [])]).toEqual([0x3c, 0xff, 0xfe]);
  });

  it('says how large the receive buffer really is, and warns when it is smaller than asked for', async () => {
    const asked = 1_000_000_000;
    const { receiveBufferBytes, warnings } = (await listen(UdpListener, { receiveBufferBytes: asked })).health();
    expect(receiveBufferBytes).toBeGreaterThan(0);
    expect(warnings.join()).toContain(`${asked} were asked for`);
  });
});
