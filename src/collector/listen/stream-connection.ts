// One open TCP or TLS connection: bytes in, frames out, and the two clocks that a silent or dribbling sender runs against.
//
//   idle                 no byte for idleTimeoutMs            -> closed
//   begun frame          not complete within frameTimeoutMs   -> delivered as it is (truncated), closed
//
// Times are `performance.now()` ms: a step of the wall clock must not close connections.

import type { Socket } from 'node:net';
import type { Peer } from '#src/collector/frame.js';
import { FrameSplitter } from './framing.js';

/** What a connection may have handled in one turn of the loop. Then the others come first: no noisy peer starves the rest. */
export const TURN_BYTES = 262_144;

/** A read of less is small: from a sender of many of them the next is put off a little, so that they gather. */
const SMALL_READ_BYTES = 4_096;
/** Two reads within it are many. */
const OFTEN_MS = 1;

/** Why a connection is not read; it is read when there is no reason left. */
export const Pause = { full: 1, turn: 2, gather: 4, rate: 8 } as const;

export interface StreamLimits {
  readonly maxMessageBytes: number;
  readonly idleTimeoutMs: number;
  readonly frameTimeoutMs: number;
}

/** The listener, as its connections see it. */
export interface StreamHost {
  /** The number of the loop's turn. */
  readonly turn: number;
  took(connection: StreamConnection, bytes: Buffer, truncated: boolean): void;
  read(bytes: number): void;
  /** A read of `bytes` was split into so many messages, and left the connection holding `heldBytes` more (or less) than before. */
  handled(connection: StreamConnection, messages: number, heldBytes: number): void;
  /** The connection used its share of this turn and reads on in the next. */
  exhausted(connection: StreamConnection): void;
  /** Its sender writes a message at a time. */
  chatters(connection: StreamConnection): void;
  failed(error: Error): void;
  closed(connection: StreamConnection): void;
}

export class StreamConnection {
  readonly #splitter: FrameSplitter;
  #turn = -1;
  #turnBytes = 0;
  #lastReadAt = performance.now();
  #frameBegunAt: number | undefined;
  #emitted = 0;
  #heldBytes = 0;
  #finished = false;
  #pauses = 0;

  constructor(
    private readonly socket: Socket,
    private readonly host: StreamHost,
    private readonly limits: StreamLimits,
    readonly peer: Peer,
    readonly tlsIdentity: string | undefined,
  ) {
    this.#splitter = new FrameSplitter(limits.maxMessageBytes);
  }

  start(paused: boolean): void {
    const { socket } = this;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('end', () => this.#finish(false));
    socket.on('error', (error) => this.host.failed(error));
    socket.on('close', () => {
      this.#finish(true);
      this.host.closed(this);
    });
    if (paused) this.pause(Pause.full);
    else socket.resume();
  }

  /** Memory that its half-read message takes. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** @param reason one of Pause */
  pause(reason: number): void {
    this.#pauses |= reason;
    this.socket.pause();
  }

  resume(reason: number): void {
    if ((this.#pauses & reason) === 0) return;
    this.#pauses &= ~reason;
    if (reason === Pause.rate) this.forgive();
    if (this.#pauses === 0 && !this.#finished) this.socket.resume();
  }

  /** Restarts both clocks: while we did not read, the sender was not to blame. */
  forgive(): void {
    this.#lastReadAt = performance.now();
    if (this.#frameBegunAt !== undefined) this.#frameBegunAt = this.#lastReadAt;
  }

  /** Why this connection should be closed at `now`, if it should. */
  overdue(now: number): string | undefined {
    const { address } = this.peer;
    const { frameTimeoutMs, idleTimeoutMs } = this.limits;
    if ((this.#pauses & Pause.rate) !== 0) return undefined;
    if (this.#frameBegunAt !== undefined && now - this.#frameBegunAt >= frameTimeoutMs) {
      return `Closed ${address}: a message was not complete after ${frameTimeoutMs} ms (frameTimeoutMs)`;
    }
    if (now - this.#lastReadAt < idleTimeoutMs) return undefined;
    return `Closed ${address}: silent for ${idleTimeoutMs} ms (idleTimeoutMs)`;
  }

  /** Takes what there is of a begun frame and closes. */
  close(): void {
    this.#finish(true);
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.host.read(chunk.length);
    const now = performance.now();
    const isOften = now - this.#lastReadAt < OFTEN_MS;
    this.#lastReadAt = now;
    this.#emitted = 0;
    this.#splitter.push(chunk, this.#emit);
    this.#watchFrame();
    this.#tellHost();
    this.#spend(chunk.length);
    if (isOften && chunk.length < SMALL_READ_BYTES && this.#pauses === 0) this.host.chatters(this);
  }

  #tellHost(): void {
    const held = this.#finished ? 0 : this.#splitter.heldMemory;
    const more = held - this.#heldBytes;
    this.#heldBytes = held;
    if (this.#emitted > 0 || more !== 0) this.host.handled(this, this.#emitted, more);
  }

  readonly #emit = (bytes: Buffer, truncated: boolean): void => {
    this.#emitted += 1;
    this.host.took(this, bytes, truncated);
  };

  #watchFrame(): void {
    if (!this.#splitter.midFrame) this.#frameBegunAt = undefined;
    else if (this.#emitted > 0) this.#frameBegunAt = this.#lastReadAt;
    else this.#frameBegunAt ??= this.#lastReadAt;
  }

  #spend(bytes: number): void {
    if (this.#turn !== this.host.turn) {
      this.#turn = this.host.turn;
      this.#turnBytes = 0;
    }
    this.#turnBytes += bytes;
    if (this.#turnBytes < TURN_BYTES) return;
    this.pause(Pause.turn);
    this.host.exhausted(this);
  }

  // A regular end completes the last frame (RFC 6587 senders may leave the trailer out); anything else cut it short.
  #finish(cut: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#frameBegunAt = undefined;
    this.#splitter.end((bytes, truncated) => this.host.took(this, bytes, truncated || cut));
    this.#emitted = 0;
    this.#tellHost();
  }
}
