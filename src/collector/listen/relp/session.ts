// One RELP connection: commands in, answers out, each after what became of its message is known.
//
//   open ---> syslog ... ---> close                  the client's way
//                  |--> later: not answered; a pause; serverclose      what could not be stored now: the client sends it again
//                  '--> serverclose                                    no RELP, overdue, or the listener stops
//
// It never holds more than its window: while too much is unanswered, or the client does not take its answers, nothing is read. Bytes that
// were not read, and commands that were not answered, are the client's still.

import type { Socket } from 'node:net';
import type { Frame, Peer, Receipt } from '#src/collector/frame.js';
import { openAnswer, SERVERCLOSE } from './answers.js';
import { Backlog } from './backlog.js';
import { RelpReader } from './reader.js';

export interface RelpLimits {
  readonly maxMessageBytes: number;
  readonly idleTimeoutMs: number;
  readonly frameTimeoutMs: number;
  /** Not answered at once; above it nothing is read. librelp's own window is 128 messages. */
  readonly maxUnanswered: number;
  readonly maxUnansweredBytes: number;
  /** After a message that could not be stored, until the connection is closed: who comes back at once is slowed down. */
  readonly refusalPauseMs: number;
}

/** The listener, as its sessions see it. */
export interface RelpHost {
  /** The number of the loop's turn. */
  readonly turn: number;
  /** Everybody is held back. */
  readonly isHeld: boolean;
  /** ms since 1970 */
  now(): number;
  readBytes(bytes: number): void;
  /** A half-read command of a session takes so much more memory (or less) than before. */
  holds(moreBytes: number): void;
  submit(frames: readonly Frame[]): Promise<readonly Receipt[]>;
  /** The session used its share of this turn and reads on in the next (`readOn`). */
  exhausted(session: RelpSession): void;
  /** The session read so many messages; its sender's rate may ask it to `rest`. */
  charge(session: RelpSession, messages: number): void;
  trouble(reason: string): void;
}

/** What a session may read in one turn of the loop; then the others come first. */
const TURN_BYTES = 262_144;
/** Answers that the client has not taken; above it nothing is read. */
const MAX_UNSENT_BYTES = 65_536;
/** The client's offers, and whatever else is no message, are no longer than that. */
const MAX_OFFER_BYTES = 4_096;
/** After our last word the client has so long to close; then we do. */
const LINGER_MS = 500;

export class RelpSession {
  readonly #reader: RelpReader;
  readonly #backlog = new Backlog();
  #isOpen = false;
  #isReading = true;
  #isExhausted = false;
  /** Nothing more is taken from this connection. */
  #isOver = false;
  #saidAll = false;
  #pause: NodeJS.Timeout | undefined;
  /** Its sender sent more than its rate allows: nothing is read until it ends. */
  #rest: NodeJS.Timeout | undefined;
  #turn = -1;
  #turnBytes = 0;
  #lastReadAt = performance.now();
  #frameBegunAt: number | undefined = this.#lastReadAt;
  #hasCompleted = false;
  #txnrs: number[] = [];
  #frames: Frame[] = [];
  #receivedAt = 0;
  #heldBytes = 0;

  constructor(
    private readonly socket: Socket,
    private readonly host: RelpHost,
    private readonly limits: RelpLimits,
    readonly peer: Peer,
    private readonly tlsIdentity: string | undefined,
  ) {
    this.#reader = new RelpReader(limits.maxMessageBytes);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('drain', () => this.flow());
    socket.on('end', () => this.end(undefined));
    socket.once('close', () => {
      clearTimeout(this.#pause);
      clearTimeout(this.#rest);
      this.#forget();
    });
    socket.resume(); // a balancer's header was read from it before
    this.flow();
  }

  /** Memory that its half-read command takes. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Reads, or stops reading: whatever may have changed that calls this. */
  flow(): void {
    const mayRead = this.#isOver ? this.#saidAll : this.#mayRead;
    if (mayRead === this.#isReading) return;
    this.#isReading = mayRead;
    if (mayRead) this.socket.resume();
    else this.socket.pause();
  }

  /** Nothing is read for so many ms; answers go out. */
  rest(ms: number): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.forgive();
      this.flow();
    }, ms);
    this.flow();
  }

  /** The next turn of the loop. */
  readOn(): void {
    this.#isExhausted = false;
    this.flow();
  }

  /** Restarts its clocks: while we did not read, the sender was not to blame. */
  forgive(): void {
    this.#lastReadAt = performance.now();
    if (this.#frameBegunAt !== undefined) this.#frameBegunAt = this.#lastReadAt;
  }

  /** Why this connection should be closed at `now` (`performance.now()`), if it should. */
  overdue(now: number): string | undefined {
    if (this.#isOver || this.#rest !== undefined || this.#backlog.frames > 0) {
      this.forgive();
      return undefined;
    }
    const { address } = this.peer;
    const { frameTimeoutMs, idleTimeoutMs } = this.limits;
    if (this.#frameBegunAt !== undefined && now - this.#frameBegunAt >= frameTimeoutMs) {
      const what = this.#isOpen ? 'a message was not complete' : 'no RELP session was opened';
      return `Closed ${address}: ${what} after ${frameTimeoutMs} ms (frameTimeoutMs)`;
    }
    if (now - this.#lastReadAt < idleTimeoutMs) return undefined;
    return `Closed ${address}: silent for ${idleTimeoutMs} ms (idleTimeoutMs)`;
  }

  /** Takes nothing more, answers what is in flight, says goodbye and closes. `reason`: what went wrong, if something did. */
  end(reason: string | undefined): void {
    if (reason !== undefined) this.host.trouble(reason);
    this.#submit();
    this.#isOver = true;
    this.#forget();
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#answer();
  }

  get #mayRead(): boolean {
    return !this.host.isHeld && !this.#isExhausted && this.#rest === undefined && this.#hasRoom();
  }

  #hasRoom(): boolean {
    const { maxUnanswered, maxUnansweredBytes } = this.limits;
    const { frames, bytes } = this.#backlog;
    return frames < maxUnanswered && bytes < maxUnansweredBytes && this.socket.writableLength < MAX_UNSENT_BYTES;
  }

  // After the last word, bytes are read to be thrown away: closing a socket with unread bytes in it could take the last answers with it.
  #read(chunk: Buffer): void {
    if (this.#isOver) return;
    this.host.readBytes(chunk.length);
    this.#receivedAt = this.host.now();
    this.#lastReadAt = performance.now();
    this.#hasCompleted = false;
    this.#reader.push(chunk, this.#onCommand);
    this.#submit();
    const { fault } = this.#reader;
    if (fault !== undefined) return this.end(`Closed ${this.peer.address}: ${fault}`);
    this.#watchFrame();
    this.#tellHeld();
    this.#answer();
    this.#spend(chunk.length);
  }

  readonly #onCommand = (txnr: number, command: string, data: Buffer, truncated: boolean): void => {
    this.#hasCompleted = true;
    if (this.#isOver) return;
    if (command === 'syslog' && this.#isOpen && txnr > 0) this.#take(txnr, data, truncated);
    else if (command === 'open' && !this.#isOpen) this.#open(txnr, data);
    else if (command === 'close') this.#close(txnr);
    // Hints (transaction 0) have no answer, and there is none that means anything to a server.
    else if (txnr > 0)
      this.end(`Closed ${this.peer.address}: no RELP: ${this.#isOpen ? command : `${command} before open`}`);
  };

  #take(txnr: number, bytes: Buffer, truncated: boolean): void {
    this.#txnrs.push(txnr);
    const { peer, tlsIdentity } = this;
    this.#frames.push({ bytes, receivedAt: this.#receivedAt, transport: 'relp', peer, tlsIdentity, truncated });
  }

  #open(txnr: number, offers: Buffer): void {
    const answer = offers.length > MAX_OFFER_BYTES ? undefined : openAnswer(txnr, offers);
    if (answer === undefined)
      return this.end(`Closed ${this.peer.address}: it speaks no RELP version that is spoken here`);
    this.#isOpen = true;
    this.#frameBegunAt = undefined;
    this.#backlog.ready(answer);
    this.host.charge(this, 0); // others of its sender may have spent its rate
  }

  #close(txnr: number): void {
    this.#submit();
    this.#backlog.ready(`${txnr} rsp 6 200 OK\n`);
    this.end(undefined);
  }

  #submit(): void {
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    const bytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
    const submitted = this.#backlog.submitted(this.#txnrs, bytes);
    this.#frames = [];
    this.#txnrs = [];
    this.host.charge(this, frames.length);
    void this.host.submit(frames).then((receipts) => {
      submitted.receipts = receipts;
      this.#answer();
    });
  }

  #answer(): void {
    const { text, unstored } = this.#backlog.take();
    if (text !== '' && this.socket.writable) this.socket.write(text, 'latin1');
    if (unstored !== undefined) this.#turnAway(unstored);
    if (this.#isOver) this.#sayGoodbye();
    else this.flow();
  }

  /** What was not answered comes again, on another connection. */
  #turnAway(reason: string): void {
    if (this.#isOver) return;
    this.host.trouble(`${this.peer.address} is to send again: ${reason}`);
    this.#isOver = true;
    this.#forget();
    this.flow();
    this.#pause = setTimeout(() => this.end(undefined), this.limits.refusalPauseMs);
  }

  #sayGoodbye(): void {
    if (this.#saidAll || this.#pause !== undefined || !this.#backlog.isEmpty) return;
    this.#saidAll = true;
    if (!this.socket.writable) return void this.socket.destroy();
    this.socket.end(SERVERCLOSE, 'latin1');
    this.flow();
    const timer = setTimeout(() => this.socket.destroy(), LINGER_MS);
    this.socket.once('close', () => clearTimeout(timer));
  }

  /** What was begun is the client's still. */
  #forget(): void {
    this.#reader.stop();
    this.#tellHeld();
  }

  #tellHeld(): void {
    const moreBytes = this.#reader.heldMemory - this.#heldBytes;
    this.#heldBytes += moreBytes;
    if (moreBytes !== 0) this.host.holds(moreBytes);
  }

  // Until a session is open, the clock runs from the connection on.
  #watchFrame(): void {
    if (!this.#isOpen) return;
    if (!this.#reader.midFrame) this.#frameBegunAt = undefined;
    else if (this.#hasCompleted) this.#frameBegunAt = this.#lastReadAt;
    else this.#frameBegunAt ??= this.#lastReadAt;
  }

  #spend(bytes: number): void {
    if (this.#turn !== this.host.turn) {
      this.#turn = this.host.turn;
      this.#turnBytes = 0;
    }
    this.#turnBytes += bytes;
    if (this.#turnBytes < TURN_BYTES || this.#isExhausted) return;
    this.#isExhausted = true;
    this.flow();
    this.host.exhausted(this);
  }
}
