// RELP, rsyslog's reliable protocol (client: omrelp), plain or over TLS from the first byte. What is answered with 200 is committed, or
// safe in the spool. Which answers there are, and why: relp/answers.ts; how a connection goes: relp/session.ts.

import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '#src/clock.js';
import type { Frame, Intake, Peer, Receipt } from '#src/collector/frame.js';
import { bindAt, listenOn } from './bind.js';
import { HeldMemory } from './held-memory.js';
import type { Listener, ListenerHealth } from './listener.js';
import { Meter } from './meter.js';
import { plainAddress } from './peer.js';
import { RelpSession, type RelpHost, type RelpLimits } from './relp/session.js';
import { Senders } from './senders.js';
import { StreamDoor } from './stream-door.js';
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
  readonly #door: StreamDoor;
  readonly #senders: Senders;
  readonly #gate: TlsGate | undefined;
  readonly #limits: RelpLimits;
  readonly #sessions = new Set<RelpSession>();
  readonly #memory: HeldMemory<RelpSession>;
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
    private readonly inherited?: { readonly fd: number },
  ) {
    const { relp, tcp, maxMessageBytes } = config;
    const meter = new Meter('relp', 'relp', relp.host, relp.port);
    this.#meter = meter;
    const { allow, proxyProtocol } = relp;
    this.#senders = new Senders(config.peers);
    this.#door = new StreamDoor({ ...tcp, allow, proxyProtocol }, meter, (socket, peer) =>
      this.#gate === undefined ? this.#open(socket, undefined, peer) : this.#gate.take(socket, peer),
    );
    this.#limits = { ...tcp, ...timings, maxMessageBytes };
    this.#memory = new HeldMemory(tcp.maxHeldBytes, this.#sessions, (largest, reason) => largest.end(reason));
    if (!relp.tls) return;
    const open = (socket: Socket, identity: string | undefined, peer?: Peer): void =>
      this.#open(socket, identity, peer);
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
      this.#meter.listening(await bindAt(place, (address) => listenOn(server, address, port, this.inherited?.fd)));
    } catch (error) {
      this.#gate?.stop();
      this.#meter.failed(error);
      throw error;
    }
    server.on('connection', (socket) => this.#door.accept(socket));
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
    this.#door.closeAll();
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

  holds(moreBytes: number): void {
    this.#memory.changed(moreBytes);
  }

  exhausted(session: RelpSession): void {
    this.#exhausted.push(session);
  }

  /** What was read is taken; but who owes is not read on, on none of its connections. */
  charge(session: RelpSession, messages: number): void {
    if (this.config.peers.ratePerSecond === 0) return;
    const { address, port } = session.peer;
    const now = this.clock.now();
    const owedMs = this.#senders.of(address, port, now).bucket?.overdraw(messages, now) ?? 0;
    if (owedMs > 0) session.rest(owedMs);
  }

  trouble(reason: string): void {
    this.#meter.lastError = reason;
  }

  /** @param peer who sends, where another speaks for it */
  #open(socket: Socket, tlsIdentity: string | undefined, peer: Peer = peerOf(socket)): void {
    if (this.#server === undefined) return void socket.destroy();
    const session = new RelpSession(socket, this, this.#limits, peer, tlsIdentity);
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

function peerOf(socket: Socket): Peer {
  return { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
}
