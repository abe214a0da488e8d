// What syslog over TCP and over TLS share: accepting within caps, reading fairly, and holding senders back while the
// collector is full.
//
//   accept -> admission -> gate (TLS: handshake) -> connection -> (frames of one turn) -> intake.deliver
//                                      ^                                     | false
//                                      +----- all paused until whenDrained --+

import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import type { Frame, Intake, Peer } from '#src/collector/frame.js';
import { bindAt, listenOn } from './bind.js';
import { HeldMemory } from './held-memory.js';
import type { Listener, ListenerHealth } from './listener.js';
import { Meter } from './meter.js';
import { plainAddress } from './peer.js';
import { Senders } from './senders.js';
import { Pause, StreamConnection, type StreamHost, type StreamLimits } from './stream-connection.js';
import { type DoorOptions, StreamDoor } from './stream-door.js';
import { GATHER_MS, StreamRests } from './stream-rests.js';
import { TurnBatch } from './turn-batch.js';
import { wireFrame } from './wire-frame.js';

export interface StreamOptions extends StreamLimits, DoorOptions {
  readonly transport: 'tcp' | 'tls';
  /** Default: the transport's. */
  readonly name?: string;
  /** The section of the configuration; default `listen.<transport>`. */
  readonly key?: string;
  readonly host: string;
  readonly port: number;
  /** A listening socket to take instead of binding one. */
  readonly fd?: number;
  /** Memory for half-read messages of all connections. */
  readonly maxHeldBytes: number;
  /** The rate of each sender. */
  readonly peers: Config['listen']['peers'];
}

/** What an admitted socket passes before it is read; it ends in `open`, or closes the socket (TLS: the handshake). */
export type Gate = (socket: Socket, peer: Peer) => void;

const KEEP_ALIVE_MS = 60_000;
/** At stop, sockets are read until nothing came for so long, and never longer than the second. */
const DRAIN_QUIET_MS = 50;
const DRAIN_MAX_MS = 1_000;

export class StreamListener implements Listener, StreamHost {
  readonly name: string;
  readonly meter: Meter;
  readonly #batch: TurnBatch;
  readonly #door: StreamDoor;
  readonly #senders: Senders;
  readonly #rests = new StreamRests();
  readonly #connections = new Set<StreamConnection>();
  readonly #memory: HeldMemory<StreamConnection>;
  #exhausted: StreamConnection[] = [];
  #server: Server | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #held = false;
  #receivedAt = 0;

  constructor(
    private readonly options: StreamOptions,
    private readonly intake: Intake,
    private readonly clock: Clock,
    gate?: Gate,
  ) {
    this.name = options.name ?? options.transport;
    this.meter = new Meter(this.name, options.transport, options.host, options.port);
    this.#senders = new Senders(options.peers);
    // What there is of the largest half-read message is taken.
    this.#memory = new HeldMemory(options.maxHeldBytes, this.#connections, (largest, reason) => {
      this.meter.lastError = reason;
      largest.close();
    });
    this.#door = new StreamDoor(options, this.meter, gate ?? ((socket, peer) => this.open(socket, undefined, peer)));
    this.#batch = new TurnBatch(
      (frames) => this.#deliver(frames),
      () => this.#nextTurn(),
    );
  }

  async start(): Promise<void> {
    const { transport, host, port, fd, key = `listen.${transport}` } = this.options;
    // A paused socket reads on until its own buffer is full: with the smallest it stops at once, and what comes gathers in the kernel.
    const server = createServer({
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      noDelay: true,
      highWaterMark: 1,
    });
    try {
      const place = { key, protocol: 'TCP', host, port } as const;
      this.meter.listening(await bindAt(place, (address) => listenOn(server, address, port, fd)));
    } catch (error) {
      this.meter.failed(error);
      throw error;
    }
    server.on('connection', (socket) => this.#door.accept(socket));
    server.on('error', (error) => this.failed(error));
    this.#server = server;
    this.#startSweep();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await this.#drain();
    clearInterval(this.#sweep);
    for (const connection of this.#connections) connection.close();
    this.#rests.stop();
    this.#door.closeAll();
    await closed;
    this.#batch.close();
    this.meter.connections = 0;
    this.meter.state = 'off';
  }

  health(): ListenerHealth {
    return this.meter.health();
  }

  /** Reads from a socket that passed the gate. @param peer who sends, where another speaks for it */
  open(socket: Socket, tlsIdentity?: string, peer: Peer = peerOf(socket)): void {
    const connection = new StreamConnection(socket, this, this.options, peer, tlsIdentity);
    this.#connections.add(connection);
    connection.start(this.#held);
    this.#charge(connection, 0);
  }

  get turn(): number {
    return this.#batch.turn;
  }

  took(connection: StreamConnection, bytes: Buffer, truncated: boolean): void {
    this.meter.frames++;
    const { transport } = this.options;
    this.#batch.add(wireFrame(bytes, this.#receivedAt, transport, connection.peer, connection.tlsIdentity, truncated));
  }

  read(bytes: number): void {
    this.meter.bytes += bytes;
    this.#receivedAt = this.clock.now();
    this.#batch.touch();
  }

  exhausted(connection: StreamConnection): void {
    this.#exhausted.push(connection);
  }

  handled(connection: StreamConnection, messages: number, heldBytes: number): void {
    if (heldBytes !== 0) this.#memory.changed(heldBytes);
    if (messages > 0) this.#charge(connection, messages);
  }

  chatters(connection: StreamConnection): void {
    this.#rests.rest(connection, Pause.gather, GATHER_MS);
  }

  failed(error: Error): void {
    this.meter.lastError = error.message;
  }

  closed(connection: StreamConnection): void {
    this.#connections.delete(connection);
  }

  /** What was read is taken; but who owes is not read on, on none of its connections. */
  #charge(connection: StreamConnection, messages: number): void {
    if (this.options.peers.ratePerSecond === 0) return;
    const now = this.clock.now();
    const { bucket } = this.#senders.of(connection.peer.address, connection.peer.port, now);
    const debtMs = bucket?.overdraw(messages, now) ?? 0;
    if (debtMs > 0) this.#rests.rest(connection, Pause.rate, debtMs);
  }

  #deliver(frames: readonly Frame[]): void {
    if (this.intake.deliver(frames) || this.#held) return;
    this.#held = true;
    for (const connection of this.#connections) connection.pause(Pause.full);
    void this.intake.whenDrained().then(() => this.#release());
  }

  #release(): void {
    this.#held = false;
    this.#exhausted = [];
    for (const connection of this.#connections) {
      connection.forgive();
      connection.resume(Pause.full | Pause.turn);
    }
  }

  #nextTurn(): void {
    if (this.#held || this.#exhausted.length === 0) return;
    const waiting = this.#exhausted;
    this.#exhausted = [];
    for (const connection of waiting) connection.resume(Pause.turn);
  }

  // One timer for all connections. While senders are held back no clock runs against them.
  #startSweep(): void {
    const { idleTimeoutMs, frameTimeoutMs } = this.options;
    const everyMs = Math.max(10, Math.min(1_000, idleTimeoutMs / 4, frameTimeoutMs / 4));
    this.#sweep = setInterval(() => {
      if (this.#held) return;
      const now = performance.now();
      for (const connection of this.#connections) {
        const reason = connection.overdue(now);
        if (reason === undefined) continue;
        this.meter.lastError = reason;
        connection.close();
      }
    }, everyMs);
    this.#sweep.unref();
  }

  async #drain(): Promise<void> {
    const until = performance.now() + DRAIN_MAX_MS;
    let before = -1;
    while (this.#connections.size > 0 && performance.now() < until && (this.#held || this.meter.bytes !== before)) {
      before = this.meter.bytes;
      await delay(DRAIN_QUIET_MS);
    }
  }
}

function peerOf(socket: Socket): Peer {
  return { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
}
