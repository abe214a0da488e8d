// `lanwarden loggen`: sends realistic syslog to a port, or a recorded file again. Prints one JSON line when it is done.

import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { Fault, messageOf } from '#src/faults.js';
import { generate } from '#src/loggen/generate.js';
import type { Mix } from '#src/loggen/message.js';
import { bench } from '#src/loggen/mixes/bench.js';
import { house } from '#src/loggen/mixes/house.js';
import { windows } from '#src/loggen/mixes/windows.js';
import { LinePool, type Framing, type SyslogFormat } from '#src/loggen/pool.js';
import { replay } from '#src/loggen/replay.js';
import { DEFAULT_WINDOW } from '#src/loggen/relp-sender.js';
import type { Target, Transport } from '#src/loggen/sender.js';
import type { Summary } from '#src/loggen/summary.js';
import { untilInterrupted } from './until-interrupted.js';

const MIXES: Readonly<Record<string, Mix>> = { bench, house, windows };

/** Where the listeners are unless they are configured otherwise. */
const USUAL_PORTS: Readonly<Record<Transport, number>> = { udp: 5514, tcp: 5514, tls: 6514, relp: 2514 };

interface LoggenOptions {
  readonly host: string;
  readonly port?: number;
  readonly transport: Transport;
  readonly tls?: boolean;
  readonly window: number;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rate?: number;
  readonly count?: number;
  readonly connections: number;
  readonly format: SyslogFormat;
  readonly framing: Exclude<Framing, 'none'>;
  readonly mix: string;
  readonly seed: number;
  readonly number?: boolean;
  readonly replay?: string;
  readonly retime?: boolean;
  readonly speed?: number;
}

export default function loggen(command: Command): void {
  command
    .option('--host <host>', 'where to send', '127.0.0.1')
    .option('--port <port>', 'its port (left out: 5514; TLS 6514, RELP 2514)', number(1, 65_535))
    .addOption(
      new Option('--transport <transport>', 'how to send; relp waits until what it sent is stored')
        .choices(['udp', 'tcp', 'tls', 'relp'])
        .default('udp'),
    )
    .option('--tls', 'RELP: over TLS')
    .option('--window <n>', 'RELP: lines that may be without an answer', number(1, 1_000_000), DEFAULT_WINDOW)
    .option('--ca <file>', 'TLS: check the certificate against this authority (left out: any will do)')
    .option('--cert <file>', 'TLS: show this certificate')
    .option('--key <file>', 'TLS: its key')
    .option('--rate <n>', 'lines a second (left out: as fast as possible)', number(0.001, 1e7))
    .option('--count <n>', 'how many lines (left out: until it is stopped)', number(1, 1e12))
    .option('--connections <n>', 'connections, used in turn', number(1, 10_000), 1)
    .addOption(new Option('--format <format>', 'header: RFC 3164 or 5424').choices(['3164', '5424']).default('3164'))
    .addOption(
      new Option('--framing <framing>', 'TCP and TLS: line feeds or octet counts (RFC 6587)')
        .choices(['lf', 'octet'])
        .default('lf'),
    )
    .addOption(new Option('--mix <mix>', 'what to send').choices(Object.keys(MIXES)).default('house'))
    .option('--seed <n>', 'same seed, same lines', number(0, 4_294_967_295), 1)
    .option('--number', 'end each message with " n=<i>", so that a gap shows')
    .option('--replay <file>', 'send the lines of this file (plain or .gz) instead')
    .option('--retime', 'replay: put the time of sending into each line')
    .option('--speed <n>', 'replay: keep the pauses of the recording, n times as fast', number(0.001, 1e9))
    .action(async (options: LoggenOptions) => {
      const target = targetOf(options);
      const summary = await untilInterrupted((signal) => send(target, options, signal));
      console.log(JSON.stringify(summary));
      const { errors = 0, sent } = summary;
      if (errors > 0) process.stderr.write(`lanwarden: ${errors} of ${sent} lines ${refusalOf(target)}\n`);
    });
}

function refusalOf({ transport, host, port }: Target): string {
  if (transport === 'relp') return `were answered with an error by ${host}, port ${port}`;
  return `could not be sent: does anybody listen on UDP port ${port} of ${host}? --port and --host name another`;
}

function send(target: Target, options: LoggenOptions, signal: AbortSignal): Promise<Summary> {
  const { rate, count, connections, format, mix, seed } = options;
  const framing = options.transport === 'udp' || options.transport === 'relp' ? 'none' : options.framing;
  const limits = { connections, signal, ...(rate !== undefined && { rate }), ...(count !== undefined && { count }) };
  if (options.replay !== undefined) {
    const { retime = false, speed } = options;
    return replay({ target, file: options.replay, framing, retime, ...limits, ...(speed !== undefined && { speed }) });
  }
  if (options.retime === true || options.speed !== undefined)
    throw new Fault('USAGE', '--retime and --speed belong to --replay FILE.');
  const pool = new LinePool({ mix: MIXES[mix] as Mix, format, framing, seed, number: options.number === true });
  return generate({ target, pool, ...limits });
}

function targetOf({
  transport,
  host,
  port = USUAL_PORTS[transport],
  tls = false,
  window,
  ca,
  cert,
  key,
}: LoggenOptions): Target {
  return {
    transport,
    host,
    port,
    ...(transport === 'relp' && { isSecured: tls, window }),
    ...(ca !== undefined && { ca: pem(ca) }),
    ...(cert !== undefined && { cert: pem(cert) }),
    ...(key !== undefined && { key: pem(key) }),
  };
}

function pem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault('USAGE', `Cannot read ${file}: ${messageOf(cause)}.`, { cause });
  }
}

function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= min && value <= max))
      throw new InvalidArgumentError(`expected a number ${min}..${max}.`);
    return value;
  };
}
