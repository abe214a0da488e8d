// Which listeners a configuration asks for. Those that are off are listed too, so that the health page can say so.

import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Intake, Transport } from '#src/collector/frame.js';
import { GelfTcpListener, GelfUdpListener } from './gelf.js';
import type { KeyLookup } from './http/authorize.js';
import { HttpListener } from './http.js';
import type { Listener } from './listener.js';
import { Meter } from './meter.js';
import { RelpListener } from './relp.js';
import { TcpListener } from './tcp.js';
import { TlsListener } from './tls.js';
import { SyslogServerListener } from './udp-syslog-server.js';
import { UdpListener } from './udp.js';

export function createListeners(
  config: Config,
  intake: Intake,
  keys: KeyLookup,
  clock: Clock = systemClock,
): Listener[] {
  const { listen } = config;
  const { gelf } = listen;
  const Udp = listen.udp.driver === 'syslog-server' ? SyslogServerListener : UdpListener;
  return [
    listen.udp.enabled ? new Udp(listen, intake, clock) : switchedOff('udp', listen.udp),
    listen.tcp.enabled ? new TcpListener(listen, intake, clock) : switchedOff('tcp', listen.tcp),
    listen.tls.enabled ? new TlsListener(listen, config.data.dir, intake, clock) : switchedOff('tls', listen.tls),
    listen.relp.enabled ? new RelpListener(listen, config.data.dir, intake, clock) : switchedOff('relp', listen.relp),
    listen.http.enabled ? new HttpListener(listen, intake, keys, clock) : switchedOff('http', listen.http),
    gelf.enabled ? new GelfUdpListener(listen, intake, clock) : switchedOff('udp', gelf, 'gelf-udp'),
    gelf.enabled ? new GelfTcpListener(listen, intake, clock) : switchedOff('tcp', gelf, 'gelf-tcp'),
  ];
}

function switchedOff(
  transport: Exclude<Transport, 'import'>,
  { host, port }: { host: string; port: number },
  name: string = transport,
): Listener {
  const nothing = async (): Promise<void> => {};
  return { name, start: nothing, stop: nothing, health: () => new Meter(name, transport, host, port).health() };
}
