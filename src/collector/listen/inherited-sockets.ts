// Sockets that a service manager opened (systemd: socket units), and which listener takes which: the one whose port and protocol it has.
// What they are Linux tells in /proc/net, by inode; Node knows no other way to ask a descriptor for its port before it is used.

import { readFileSync, readlinkSync } from 'node:fs';
import { type InheritedDescriptor, inheritedDescriptors } from '#config/load.js';
import type { Config } from '#config/schema.js';
import { Fault } from '#src/faults.js';

export interface InheritedSocket extends InheritedDescriptor {
  readonly protocol: 'UDP' | 'TCP';
  readonly port: number;
}

/** TCP_LISTEN, as the kernel's table writes it. */
const LISTENING = '0A';
const TABLES = [
  ['UDP', '/proc/self/net/udp'],
  ['UDP', '/proc/self/net/udp6'],
  ['TCP', '/proc/self/net/tcp'],
  ['TCP', '/proc/self/net/tcp6'],
] as const;

/** What this process was given. @throws Fault CONFIG_INVALID, LISTENER_FAILED for what is no socket that a listener could use */
export function inheritedSockets(descriptors = inheritedDescriptors()): readonly InheritedSocket[] {
  return descriptors.map((descriptor) => ({ ...descriptor, ...identify(descriptor) }));
}

/**
 * The descriptor of each listener that gets one, by the listener's name.
 * @throws Fault LISTENER_FAILED for a socket that no listener is set to: nobody would read what is sent there
 */
export function assignSockets(
  listen: Config['listen'],
  sockets: readonly InheritedSocket[],
): ReadonlyMap<string, number> {
  const assigned = new Map<string, number>();
  for (const socket of sockets) {
    const fitting = places(listen).filter(({ protocol, port }) => protocol === socket.protocol && port === socket.port);
    const place = fitting.find(({ enabled }) => enabled);
    if (place === undefined) throw unfit(socket, fitsNone(socket, fitting[0]?.key));
    if (assigned.has(place.name))
      throw unfit(socket, `${place.key} has a socket already: name one address in the unit`);
    assigned.set(place.name, socket.fd);
  }
  if (assigned.has('udp') && listen.udp.driver === 'syslog-server') {
    const what = 'listen.udp.driver syslog-server binds its own socket, and the service manager hands one over';
    throw new Fault('LISTENER_FAILED', `${what}. Use the driver dgram, or a unit without that socket.`);
  }
  return assigned;
}

interface Place {
  readonly name: string;
  readonly key: string;
  readonly protocol: 'UDP' | 'TCP';
  readonly port: number;
  readonly enabled: boolean;
}

function places({ udp, tcp, tls, relp, http, gelf }: Config['listen']): readonly Place[] {
  return [
    { name: 'udp', key: 'listen.udp', protocol: 'UDP', ...udp },
    { name: 'tcp', key: 'listen.tcp', protocol: 'TCP', ...tcp },
    { name: 'tls', key: 'listen.tls', protocol: 'TCP', ...tls },
    { name: 'relp', key: 'listen.relp', protocol: 'TCP', ...relp },
    { name: 'http', key: 'listen.http', protocol: 'TCP', ...http },
    { name: 'gelf-udp', key: 'listen.gelf', protocol: 'UDP', ...gelf },
    { name: 'gelf-tcp', key: 'listen.gelf', protocol: 'TCP', ...gelf },
  ];
}

function fitsNone({ protocol, port }: InheritedSocket, offKey: string | undefined): string {
  if (offKey !== undefined) return `${offKey} is off: set ${offKey}.enabled, or take it out of the unit`;
  const key = protocol === 'UDP' ? 'listen.udp.port' : 'listen.tcp.port';
  return `no listener has this port: set ${key} (or that of another listener) to ${port}, or change the unit`;
}

const unfit = (socket: InheritedSocket, why: string): Fault =>
  new Fault('LISTENER_FAILED', `${described(socket)} is ${socket.protocol} port ${socket.port}, and ${why}.`);

const described = ({ fd, name }: InheritedDescriptor): string =>
  `Socket ${fd} (${name}) that the service manager handed over`;

function identify(descriptor: InheritedDescriptor): Pick<InheritedSocket, 'protocol' | 'port'> {
  const inode = inodeOf(descriptor);
  for (const [protocol, path] of TABLES) {
    const columns = lineOf(path, inode);
    if (columns === undefined) continue;
    if (protocol === 'TCP' && columns[3] !== LISTENING)
      throw new Fault('LISTENER_FAILED', `${described(descriptor)} is a connection: the unit must not say Accept=yes.`);
    return { protocol, port: Number.parseInt(columns[1]!.split(':')[1]!, 16) };
  }
  const what = 'is neither a UDP nor a TCP socket: the unit needs ListenDatagram= or ListenStream= with a port';
  throw new Fault('LISTENER_FAILED', `${described(descriptor)} ${what}.`);
}

/** Empty for what is no socket. */
function inodeOf(descriptor: InheritedDescriptor): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor.fd}`))?.[1] ?? '';
  } catch (cause) {
    throw new Fault('LISTENER_FAILED', `${described(descriptor)} is not there: LISTEN_FDS promises more than came.`, {
      cause,
    });
  }
}

/** The sockets of this machine that wait for messages or connections at a port, with who made them (a user's number). */
export function boundSockets(protocol: 'UDP' | 'TCP', port: number): readonly { inode: string; uid: string }[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return TABLES.filter(([of]) => of === protocol)
    .flatMap(([, path]) => linesWith(path, `${end} `))
    .filter((columns) => columns[1]!.endsWith(end) && (protocol === 'UDP' || columns[3] === LISTENING))
    .map((columns) => ({ inode: columns[9]!, uid: columns[7]! }));
}

function lineOf(path: string, inode: string): readonly string[] | undefined {
  return inode === '' ? undefined : linesWith(path, ` ${inode} `).find((columns) => columns[9] === inode);
}

/** The columns of sockets whose line holds `mark`; udp-table.ts draws them. Those of TCP are the same as far as they are used here. */
function linesWith(path: string, mark: string): string[][] {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return []; // a kernel without IPv6, or another system
  }
  return text
    .split('\n')
    .filter((line) => line.includes(mark))
    .map((line) => line.trim().split(/\s+/));
}
