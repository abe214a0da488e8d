// Syslog out, to real sockets; what arrives is read by our own decoder.

import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { ownCertificate, tryOnce } from '../../../test/helpers/channel-job.js';
import { syslog } from './syslog.js';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

const settings = (port: number, transport: string, more: object = {}) => ({
  host: '127.0.0.1',
  port,
  transport,
  facility: 16,
  ...more,
});

async function listen(server: Server): Promise<{ port: number; heard: () => string }> {
  let heard = '';
  server.on('connection', (socket) => socket.on('error', () => undefined));
  server.on(
    server.listenerCount('secureConnection') >= 0 && 'setSecureContext' in server ? 'secureConnection' : 'connection',
    (socket) => (socket as NodeJS.ReadableStream).setEncoding('utf8').on('data', (text) => (heard += String(text))),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, heard: () => heard };
}

it('counts octets over TCP', async () => {
  const { port, heard } = await listen(createServer());
  expect(await tryOnce(syslog, { settings: settings(port, 'tcp') })).toMatchObject({ outcome: 'delivered' });
  await expect.poll(heard).toMatch(/^\d+ <131>1 .* lanwarden - alert\.raised \[alert@32473 .*14 failed logons/);
  const [, count, line] = /^(\d+) ([\s\S]*)$/.exec(heard())!;
  expect(Buffer.byteLength(line!)).toBe(Number(count));
});

it('verifies the server over TLS', async () => {
  const { cert, key } = ownCertificate();
  const { port, heard } = await listen(createTlsServer({ cert, key }));
  expect(await tryOnce(syslog, { settings: settings(port, 'tls', { ca: cert }) })).toMatchObject({
    outcome: 'delivered',
  });
  await expect.poll(heard).toContain('14 failed logons');
  expect(await tryOnce(syslog, { settings: settings(port, 'tls') })).toMatchObject({
    outcome: 'retry',
    error: expect.stringContaining('certificate'),
  });
});

it('sends one datagram over UDP', async () => {
  const socket = createSocket('udp4');
  closers.push(() => socket.close());
  const heard = new Promise<string>((resolve) => socket.once('message', (bytes) => resolve(bytes.toString('utf8'))));
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  const result = await tryOnce(syslog, { settings: settings(socket.address().port, 'udp', { host: 'localhost' }) });
  expect(result).toMatchObject({ outcome: 'delivered' });
  expect(await heard).toMatch(/^<131>1 /);
});

it.each(['udp', 'tcp', 'tls'])('goes through the guard over %s', async (transport) => {
  for (const host of ['localhost', '127.0.0.1', '2130706433'])
    expect(
      await tryOnce(syslog, { settings: settings(9, transport, { host }), rules: { loopback: false } }),
    ).toMatchObject({
      outcome: 'final',
      error: expect.stringContaining('this machine itself'),
    });
});

it('is tried again when nobody listens', async () => {
  expect(await tryOnce(syslog, { settings: settings(1, 'tcp') })).toMatchObject({
    outcome: 'retry',
    error: expect.stringContaining('refused'),
  });
});
