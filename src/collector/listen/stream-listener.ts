// What syslog over TCP and over TLS share: accepting within caps, reading fairly, and holding senders back while the
// collector is full.
//
//   accept -> admission -> gate (TLS: handshake) -> connection -> (frames of one turn) -> intake.deliver
//                                      ^                                     | false
//                                      +----- all paused until whenDrained --+

import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '#src/clock.js';
import type { Frame, Intake } from '#src/collector/frame.js';
import { Admission } from './admission.js';
import { bindAt, listenOn } from './bind.js';
import type { Listener, ListenerHealth } from './listener.js';
import { Meter } from './meter.js';
import { plainAddress } from './peer.js';
import { StreamConnection, type StreamHost, type StreamLimits } from './stream-connection.js';
import { TurnBatch } from './turn-batch.js';

export interface StreamOptions extends StreamLimits {
  readonly transport: 'tcp' | 'tls';
  /** Default: the transport's. */
  readonly name?: string;
  /** The section of the configuration; default `listen.<transport>`. */
  readonly key?: string;
  readonly host: string;
  readonly port: number;
  readonly maxConnections: number;
  readonly maxConnectionsPerPeer: number;
}

/** What an admitted socket passes before it is read; it ends in `open`, or closes the socket (TLS: the handshake). */
export type Gate = (socket: Socket) => void;

const KEEP_ALIVE_MS = 60_000;
/** At stop, sockets are read until nothing came for so long, and never longer than the second. */
const DRAIN_QUIET_MS = 50;
const DRAIN_MAX_MS = 1_000;

export class StreamListener implements Listener, StreamHost {
  readonly name: string;
  readonly meter: Meter;
  readonly #batch: TurnBatch;
  readonly #admission: Admission;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<StreamConnection>();
  #exhausted: StreamConnection[] = [];
  #server: Server | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #held = false;
  #receivedAt = 0;

  constructor(
    private readonly options: StreamOptions,
    private readonly intake: Intake,
    private readonly clock: Clock,
    private readonly gate: Gate = (socket) => this.open(socket),
  ) {
    this.name = options.name ?? options.transport;
    this.meter = new Meter(this.name, options.transport, options.host, options.port);
    this.#admission = new Admission(options.maxConnections, options.maxConnectionsPerPeer);
    this.#batch = new TurnBatch(
      (frames) => this.#deliver(frames),
      () => this.#nextTurn(),
    );
  }

  async start(): Promise<void> {
    const { transport, host, port, key = `listen.${transport}` } = this.options;
    const server = createServer({ keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS, noDelay: true });
    try {
      const place = { key, protocol: 'TCP', host, port } as const;
      this.meter.listening(await bindAt(place, (address) => listenOn(server, address, port)));
    } catch (error) {
      this.meter.failed(error);
      throw error;
    }
    server.on('connection', (socket) => this.#accept(socket));
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
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.#batch.close();
    this.meter.connections = 0;
    this.meter.state = 'off';
  }

  health(): ListenerHealth {
    return this.meter.health();
  }

  /** Reads from a socket that passed the gate. */
  open(socket: Socket, tlsIdentity?: string): void {
    const connection = new StreamConnection(socket, this, this.options, tlsIdentity);
    this.#connections.add(connection);
    connection.start(this.#held);
  }

  get turn(): number {
    return this.#batch.turn;
  }

  took(connection: StreamConnection, bytes: Buffer, truncated: boolean): void {
    this.meter.frames++;
    this.#batch.add({
      bytes,
      receivedAt: this.#receivedAt,
      transport: this.options.transport,
      peer: connection.peer,
      tlsIdentity: connection.tlsIdentity,
      truncated,
    });
  }

  read(bytes: number): void {
    this.meter.bytes += bytes;
    this.#receivedAt = this.clock.now();
    this.#batch.touch();
  }

  exhausted(connection: StreamConnection): void {
    this.#exhausted.push(connection);
  }

  failed(error: Error): void {
    this.meter.lastError = error.message;
  }

  closed(connection: StreamConnection): void {
    this.#connections.delete(connection);
  }

  #accept(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress);
    const refusal = this.#admission.enter(address);
    if (refusal !== undefined) {
      socket.destroy();
      this.meter.refuse(refusal);
      this.meter.dropped++;
      this.intake.countDropped(this.options.transport, 1);
      return;
    }
    this.#sockets.add(socket);
    this.meter.connections = this.#admission.open;
    socket.on('error', (error) => this.failed(error));
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#admission.leave(address);
      this.meter.connections = this.#admission.open;
    });
    this.gate(socket);
  }

  #deliver(frames: readonly Frame[]): void {
    if (this.intake.deliver(frames) || this.#held) return;
    this.#held = true;
    for (const connection of this.#connections) connection.pause();
    void this.intake.whenDrained().then(() => this.#release());
  }

  #release(): void {
    this.#held = false;
    this.#exhausted = [];
    for (const connection of this.#connections) {
      connection.forgive();
      connection.resume();
    }
  }

  #nextTurn(): void {
    if (this.#held || this.#exhausted.length === 0) return;
    const waiting = this.#exhausted;
    this.#exhausted = [];
    for (const connection of waiting) connection.resume();
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
