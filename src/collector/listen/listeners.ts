// Which listeners a configuration asks for, and which of them take a socket that a service manager opened. Those that are off are listed
// too, so that the health page can say so.

import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Intake, Transport } from '#src/collector/frame.js';
import { GelfTcpListener, GelfUdpListener } from './gelf.js';
import type { KeyLookup } from './http/authorize.js';
import { HttpListener } from './http.js';
import { assignSockets, inheritedSockets } from './inherited-sockets.js';
import type { Listener } from './listener.js';
import { Meter } from './meter.js';
import { RelpListener } from './relp.js';
import { TcpListener } from './tcp.js';
import { TlsListener } from './tls.js';
import { SyslogServerListener } from './udp-syslog-server.js';
import { type InheritedUdp, UdpListener } from './udp.js';

/** @throws Fault LISTENER_FAILED for an inherited socket that no listener can use */
export function createListeners(
  config: Config,
  intake: Intake,
  keys: KeyLookup,
  clock: Clock = systemClock,
  inherited = inheritedSockets(),
): Listener[] {
  const { listen, data } = config;
  const { gelf } = listen;
  const sockets = assignSockets(listen, inherited);
  const stream = (name: string): { fd: number } | undefined => socketOf(sockets, name);
  const datagrams = (name: string): InheritedUdp | undefined => {
    const socket = socketOf(sockets, name);
    return socket && { ...socket, dropsFile: join(data.dir, 'run', `drops-${name}.json`) };
  };
  const udp = (): Listener =>
    listen.udp.driver === 'syslog-server'
      ? new SyslogServerListener(listen, intake, clock)
      : new UdpListener(listen, intake, clock, undefined, datagrams('udp'));
  return [
    listen.udp.enabled ? udp() : switchedOff('udp', listen.udp),
    listen.tcp.enabled ? new TcpListener(listen, intake, clock, stream('tcp')) : switchedOff('tcp', listen.tcp),
    listen.tls.enabled
      ? new TlsListener(listen, data.dir, intake, clock, stream('tls'))
      : switchedOff('tls', listen.tls),
    listen.relp.enabled
      ? new RelpListener(listen, data.dir, intake, clock, undefined, stream('relp'))
      : switchedOff('relp', listen.relp),
    listen.http.enabled
      ? new HttpListener(listen, intake, keys, clock, undefined, stream('http'))
      : switchedOff('http', listen.http),
    gelf.enabled
      ? new GelfUdpListener(listen, intake, clock, undefined, datagrams('gelf-udp'))
      : switchedOff('udp', gelf, 'gelf-udp'),
    gelf.enabled
      ? new GelfTcpListener(listen, intake, clock, stream('gelf-tcp'))
      : switchedOff('tcp', gelf, 'gelf-tcp'),
  ];
}

function socketOf(sockets: ReadonlyMap<string, number>, name: string): { fd: number } | undefined {
  const fd = sockets.get(name);
  return fd === undefined ? undefined : { fd };
}

function switchedOff(
  transport: Exclude<Transport, 'import'>,
  { host, port }: { host: string; port: number },
  name: string = transport,
): Listener {
  const nothing = async (): Promise<void> => {};
  return { name, start: nothing, stop: nothing, health: () => new Meter(name, transport, host, port).health() };
}
