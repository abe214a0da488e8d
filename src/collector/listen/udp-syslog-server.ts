// The UDP listener on the npm package `syslog-server` (listen.udp.driver: syslog-server), for those who want that package.
// What it costs: IPv4 only; bytes that are not UTF-8 are lost; the sender's port is not known (0); the kernel's buffer and
// drops stay as they are. The package keeps its socket in the module, so one listener a process.

import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import type SyslogServer from 'syslog-server';
import type { SyslogMessage } from 'syslog-server';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Frame, Intake } from '#src/collector/frame.js';
import { Fault } from '#src/faults.js';
import { bindFault } from './bind.js';
import { readDatagram } from './datagram.js';
import type { Listener, ListenerHealth } from './listener.js';
import { Meter } from './meter.js';
import { Senders } from './senders.js';
import { TurnBatch } from './turn-batch.js';
import { wireFrame } from './wire-frame.js';

/** libuv reads so many datagrams of a socket in a turn (uv__udp_recvmsg): after a full turn more of them wait in the kernel. */
const FULL_TURN_DATAGRAMS = 32;

export class SyslogServerListener implements Listener {
  readonly name = 'udp';
  readonly #meter: Meter;
  readonly #batch: TurnBatch;
  readonly #senders: Senders;
  #server: SyslogServer | undefined;
  /** When the last turn was that was not full. */
  #keptUpAt = performance.now();

  constructor(
    private readonly config: Config['listen'],
    private readonly intake: Intake,
    private readonly clock: Clock = systemClock,
  ) {
    this.#meter = new Meter('udp', 'udp', config.udp.host, config.udp.port);
    this.#senders = new Senders(config.peers, config.udp.allow);
    this.#batch = new TurnBatch((frames) => this.#deliver(frames));
  }

  async start(): Promise<void> {
    try {
      await this.#bind();
    } catch (error) {
      this.#meter.failed(error);
      throw error;
    }
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    await server.stop();
    this.#batch.close();
    this.#meter.state = 'off';
  }

  health(): ListenerHealth {
    return this.#meter.health();
  }

  async #bind(): Promise<void> {
    const address = ipv4Host(this.config.udp.host);
    // The package does not tell its port, so a free one is found before it is asked for.
    const port = this.config.udp.port === 0 ? await freePort(address) : this.config.udp.port;
    const { default: Package } = await import('syslog-server');
    const server = new Package();
    server.on('message', (message: SyslogMessage) => this.#take(message));
    try {
      await started(server, address, port);
    } catch (error) {
      await server.stop().catch(() => {});
      throw bindFault({ key: 'listen.udp', protocol: 'UDP', host: address, port }, error);
    }
    server.on('error', (error: Error) => (this.#meter.lastError = error.message));
    this.#server = server;
    this.#meter.listening({ address, port });
    this.#meter.warnings = [
      'listen.udp.driver syslog-server: IPv4 only, bytes that are not UTF-8 are lost, kernel drops are not seen.',
    ];
  }

  /** How long they wait in the kernel is not known: at the most since it was empty. */
  #deliver(frames: readonly Frame[]): void {
    const now = performance.now();
    if (frames.length < FULL_TURN_DATAGRAMS) this.#keptUpAt = now;
    this.intake.deliver(frames, { ms: now - this.#keptUpAt, listener: this.name });
  }

  #take({ host, message }: SyslogMessage): void {
    const datagram = Buffer.from(message, 'utf8');
    const now = this.clock.now();
    const sender = this.#senders.of(host, 0, now);
    const outcome = !sender.isAllowed
      ? 'refused'
      : this.#senders.admits(sender, now, this.intake.crowded)
        ? undefined
        : 'limited';
    if (outcome !== undefined) {
      this.#meter[outcome]++;
      return this.intake.countTurnedAway(outcome, 1);
    }
    const body = readDatagram(datagram, this.config.maxMessageBytes);
    if (body === undefined) return;
    this.#meter.frames++;
    this.#meter.bytes += datagram.length;
    this.#batch.add(wireFrame(body.bytes, now, 'udp', sender.peer, undefined, body.truncated));
  }
}

/** The package's own promise never settles when the port is taken; its 'error' event tells. */
function started(server: SyslogServer, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.start({ address, port, exclusive: true }).then(
      () => {
        server.off('error', reject);
        resolve();
      },
      (problem: { error?: unknown; message: string }) => reject(problem.error ?? new Error(problem.message)),
    );
  });
}

function ipv4Host(host: string): string {
  if (host === '::') return '0.0.0.0';
  if (isIP(host) !== 6) return host;
  throw new Fault(
    'LISTENER_FAILED',
    `listen.udp.driver syslog-server knows IPv4 only, and listen.udp.host is ${host}. Use the driver dgram.`,
  );
}

function freePort(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createSocket('udp4').once('error', reject);
    probe.bind({ address, port: 0 }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
