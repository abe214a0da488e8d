// RELP, rsyslog's reliable protocol (client: omrelp), plain or over TLS from the first byte. What is answered with 200 is committed, or
// safe in the spool. Which answers there are, and why: relp/answers.ts; how a connection goes: relp/session.ts.

import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Frame, Intake, Receipt } from '#src/collector/frame.js';
import { addressTest } from '../identify/cidr.js';
import { Admission } from './admission.js';
import { bindAt, listenOn } from './bind.js';
import type { Listener, ListenerHealth } from './listener.js';
import { Meter } from './meter.js';
import { plainAddress } from './peer.js';
import { RelpSession, type RelpHost, type RelpLimits } from './relp/session.js';
import { TlsGate } from './tls/gate.js';

export type RelpTimings = Pick<RelpLimits, 'maxUnanswered' | 'maxUnansweredBytes' | 'refusalPauseMs'> & {
  /** How long `stop` waits for answers that are under way. */
  readonly stopGraceMs: number;
};

export const RELP_TIMINGS: RelpTimings = {
  maxUnanswered: 8_192,
  maxUnansweredBytes: 4_194_304,
  refusalPauseMs: 2_000,
  stopGraceMs: 3_000,
};

const KEEP_ALIVE_MS = 60_000;

export class RelpListener implements Listener, RelpHost {
  readonly name = 'relp';
  turn = 0;
  isHeld = false;
  readonly #meter: Meter;
  readonly #admission: Admission;
  readonly #gate: TlsGate | undefined;
  readonly #limits: RelpLimits;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<RelpSession>();
  #exhausted: RelpSession[] = [];
  #turnEnd: NodeJS.Immediate | undefined;
  #server: Server | undefined;
  #sweep: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config['listen'],
    dataDir: string,
    private readonly intake: Intake,
    private readonly clock: Clock = systemClock,
    private readonly timings: RelpTimings = RELP_TIMINGS,
  ) {
    const { relp, tcp, maxMessageBytes } = config;
    const meter = new Meter('relp', 'relp', relp.host, relp.port);
    this.#meter = meter;
    const isAllowed = relp.allow.length === 0 ? undefined : addressTest(relp.allow);
    this.#admission = new Admission(tcp.maxConnections, tcp.maxConnectionsPerPeer, isAllowed);
    this.#limits = { ...tcp, ...timings, maxMessageBytes };
    if (!relp.tls) return;
    const open = (socket: Socket, identity: string | undefined): void => this.#open(socket, identity);
    this.#gate = new TlsGate({ settings: relp, section: 'listen.relp', dataDir, clock, meter, open });
  }

  async start(): Promise<void> {
    const { host, port } = this.config.relp;
    // Half open: a client that has said all it has to say still gets its answers.
    const server = createServer({
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      noDelay: true,
      allowHalfOpen: true,
    });
    try {
      await this.#gate?.start();
      const place = { key: 'listen.relp', protocol: 'TCP', host, port } as const;
      this.#meter.listening(await bindAt(place, (address) => listenOn(server, address, port)));
    } catch (error) {
      this.#gate?.stop();
      this.#meter.failed(error);
      throw error;
    }
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', (error) => this.trouble(error.message));
    this.#server = server;
    this.#startSweep();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#gate?.stop();
    clearInterval(this.#sweep);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const session of this.#sessions) session.end(undefined);
    await Promise.race([closed, delay(this.timings.stopGraceMs, undefined, { ref: false })]);
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    clearImmediate(this.#turnEnd);
    this.#meter.connections = 0;
    this.#meter.state = 'off';
  }

  health(): ListenerHealth {
    return this.#meter.health();
  }

  now(): number {
    return this.clock.now();
  }

  readBytes(bytes: number): void {
    this.#meter.bytes += bytes;
    this.#turnEnd ??= setImmediate(() => this.#nextTurn());
  }

  async submit(frames: readonly Frame[]): Promise<readonly Receipt[]> {
    this.#meter.frames += frames.length;
    const receipts = this.intake.submit(frames);
    if (this.intake.pressed) this.#hold();
    try {
      return await receipts;
    } catch (error) {
      this.trouble(String(error));
      return [];
    }
  }

  exhausted(session: RelpSession): void {
    this.#exhausted.push(session);
  }

  trouble(reason: string): void {
    this.#meter.lastError = reason;
  }

  #accept(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress);
    const refusal = this.#admission.enter(address);
    if (refusal !== undefined) {
      socket.destroy();
      // Nothing is lost: the sender still has its messages.
      return this.#meter.refuse(refusal);
    }
    this.#sockets.add(socket);
    this.#meter.connections = this.#admission.open;
    socket.on('error', (error) => this.trouble(error.message));
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#admission.leave(address);
      this.#meter.connections = this.#admission.open;
    });
    if (this.#gate === undefined) this.#open(socket, undefined);
    else this.#gate.take(socket);
  }

  #open(socket: Socket, tlsIdentity: string | undefined): void {
    if (this.#server === undefined) return void socket.destroy();
    const session = new RelpSession(socket, this, this.#limits, tlsIdentity);
    this.#sessions.add(session);
    socket.on('error', (error) => this.trouble(error.message));
    socket.once('close', () => this.#sessions.delete(session));
  }

  #hold(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    for (const session of this.#sessions) session.flow();
    void this.intake.whenDrained().then(() => {
      this.isHeld = false;
      for (const session of this.#sessions) {
        session.forgive();
        session.flow();
      }
    });
  }

  #nextTurn(): void {
    this.#turnEnd = undefined;
    this.turn += 1;
    const waiting = this.#exhausted;
    this.#exhausted = [];
    for (const session of waiting) session.readOn();
  }

  // One timer for all connections. While senders are held back no clock runs against them.
  #startSweep(): void {
    const { idleTimeoutMs, frameTimeoutMs } = this.#limits;
    const everyMs = Math.max(10, Math.min(1_000, idleTimeoutMs / 4, frameTimeoutMs / 4));
    this.#sweep = setInterval(() => {
      if (this.isHeld) return;
      const now = performance.now();
      for (const session of this.#sessions) {
        const reason = session.overdue(now);
        if (reason !== undefined) session.end(reason);
      }
    }, everyMs);
    this.#sweep.unref();
  }
}
