import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configSchema } from '#config/schema.js';
import { assignSockets, inheritedSockets, type InheritedSocket } from './inherited-sockets.js';
import { ToldDrops } from './told-drops.js';

const listenOf = (listen: object = {}): Parameters<typeof assignSockets>[0] => configSchema.parse({ listen }).listen;
const socket = (protocol: 'UDP' | 'TCP', port: number, fd = 3): InheritedSocket => ({
  fd,
  name: 'lanwarden.socket',
  protocol,
  port,
});
/** Node's handles know their descriptors, and its types do not say so. */
const descriptorOf = (of: object): number => (of as { _handle: { fd: number } })._handle.fd;

describe.runIf(process.platform === 'linux')('what was handed over', () => {
  it('is known by its protocol and port, over IPv4 and IPv6', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const six = createSocket('udp6');
    await new Promise<void>((resolve) => six.bind(0, '::', resolve));
    onTestFinished(() => void six.close());
    const state = Object.getOwnPropertySymbols(six).find(({ description }) => description === 'state symbol')!;
    const { handle } = (six as unknown as Record<symbol, { handle: { fd: number } }>)[state]!;
    const given = [descriptorOf(server), handle.fd].map((fd) => ({ fd, name: 'lanwarden.socket' }));
    expect(inheritedSockets(given)).toEqual([
      { ...given[0], protocol: 'TCP', port: (server.address() as AddressInfo).port },
      { ...given[1], protocol: 'UDP', port: six.address().port },
    ]);
  });

  it('must be listening: a connection is refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(client, 'connect');
    onTestFinished(() => {
      client.destroy();
      server.close();
    });
    const given = [{ fd: descriptorOf(client), name: 'lanwarden.socket' }];
    expect(() => inheritedSockets(given)).toThrow('(lanwarden.socket) that the service manager handed over is a connection: the unit must not say Accept=yes.'); // prettier-ignore
  });

  it('must be a socket, and must be there', () => {
    const fd = openSync('/dev/null', 'r');
    expect(() => inheritedSockets([{ fd, name: 'null' }])).toThrow('is neither a UDP nor a TCP socket');
    closeSync(fd);
    expect(() => inheritedSockets([{ fd: 9_999, name: 'gone' }])).toThrow(
      'Socket 9999 (gone) that the service manager handed over is not there: LISTEN_FDS promises more than came.',
    );
  });
});

describe('a socket goes to the listener', () => {
  it('whose protocol and port it has', () => {
    const listen = listenOf({ udp: { port: 514 }, tcp: { port: 514 }, gelf: { enabled: true } });
    const sockets = [
      socket('UDP', 514),
      socket('TCP', 514, 4),
      socket('TCP', 8088, 5),
      socket('TCP', 12201, 6),
      socket('UDP', 12201, 7),
    ];
    expect(Object.fromEntries(assignSockets(listen, sockets))).toEqual({
      udp: 3,
      tcp: 4,
      http: 5,
      'gelf-tcp': 6,
      'gelf-udp': 7,
    });
  });

  it.each([
    [{}, socket('UDP', 514), 'is UDP port 514, and no listener has this port: set listen.udp.port (or that of another listener) to 514, or change the unit.'],
    [{}, socket('TCP', 6514), 'is TCP port 6514, and listen.tls is off: set listen.tls.enabled, or take it out of the unit.'],
    [{ udp: { driver: 'syslog-server' } }, socket('UDP', 5514), 'listen.udp.driver syslog-server binds its own socket'],
  ])('and to none else (%j)', (listen, given, why) => expect(() => assignSockets(listenOf(listen), [given])).toThrow(why)); // prettier-ignore

  it('once', () =>
    expect(() => assignSockets(listenOf(), [socket('UDP', 5514), socket('UDP', 5514, 4)])).toThrow(
      'Socket 4 (lanwarden.socket) that the service manager handed over is UDP port 5514, and listen.udp has a socket already',
    ));
});

describe('drops that were told', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'lanwarden-drops-')), 'drops-udp.json');

  it('are known by the next process, for this socket only', () => {
    expect(new ToldDrops(file).of('10657')).toBeUndefined();
    new ToldDrops(file).keep('10657', 12);
    expect(new ToldDrops(file).of('10657')).toBe(12);
    expect(new ToldDrops(file).of('10658')).toBeUndefined();
  });

  it('begin anew with a file that was cut', () => {
    writeFileSync(file, '{"inode":"106');
    expect(new ToldDrops(file).of('10657')).toBeUndefined();
  });
});
