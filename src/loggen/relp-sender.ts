// Lines over RELP, as rsyslog sends them: a window of lines without an answer, and when the connection ends, the same lines once more on
// a new one. A line counts as sent when it was answered.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { Fault } from '#src/faults.js';
import { connected, endIfSilent } from './connection.js';
import { RelpAnswers } from './relp-answers.js';
import type { Sender, Target } from './sender.js';

/** librelp's. */
export const DEFAULT_WINDOW = 128;
const MAX_TXNR = 999_999_999;
/** What stands around a line: its transaction (9 digits), ` syslog `, its length (7 digits), a space and LF. */
const FRAME_BYTES = 26;
const RECONNECT_EVERY_MS = 200;
const RECONNECT_FOR_MS = 60_000;
const CLOSE_TIMEOUT_MS = 5_000;
const OFFERS = 'relp_version=0\nrelp_software=lanwarden-loggen\ncommands=syslog';

/** @throws Fault USAGE when nobody answers, or what answers is no RELP */
export async function openRelpSender(target: Target, signal?: AbortSignal): Promise<Sender> {
  const sender = new RelpSender(target, signal);
  await sender.open();
  return sender;
}

class RelpSender implements Sender {
  errors = 0;
  resent = 0;
  readonly #window: number;
  /** By transaction, in the order they were sent. */
  readonly #unanswered = new Map<number, Buffer>();
  #socket: Socket | undefined;
  #txnr = 0;
  #failure: Fault | undefined;
  #queue: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];
  #isClosing = false;

  constructor(
    private readonly target: Target,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.#window = target.window ?? DEFAULT_WINDOW;
  }

  async open(): Promise<void> {
    const socket = await connected(this.target, this.signal);
    const answers = new RelpAnswers((txnr, code) => this.#answered(txnr, code));
    const opened = new Promise<void>((resolve, reject) => {
      socket.once('close', () => reject(new Fault('USAGE', `${this.#place} does not answer RELP.`)));
      socket.on('error', (error) => {
        if (error instanceof Fault) reject(error);
      }); // 'close' follows
      answers.opened = resolve;
    });
    socket.on('data', (chunk: Buffer) => {
      if (!answers.push(chunk)) socket.destroy();
      this.#wake();
    });
    socket.write(`1 open ${OFFERS.length} ${OFFERS}\n`);
    const answered = endIfSilent(socket, this.target, this.signal);
    await opened.finally(answered);
    this.#txnr = 1;
    this.#socket = socket;
    socket.once('close', () => void this.#reconnect());
    if (socket.destroyed) void this.#reconnect();
  }

  /** The last chunk may still wait for room in the window: several connections fill theirs at the same time. */
  send(chunk: Buffer, ends: Uint32Array, lines: number): Promise<void> {
    const before = this.#queue;
    this.#queue = before.then(() => this.#send(chunk, ends, lines));
    this.#queue.catch(() => {}); // said by the next `send`, or by `close`
    return before;
  }

  async close(): Promise<void> {
    await this.#queue;
    while (this.#unanswered.size > 0) await this.#change();
    this.#isClosing = true;
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(`${this.#nextTxnr()} close 0\n`);
    const timer = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS);
    await closed;
    clearTimeout(timer);
  }

  async #send(chunk: Buffer, ends: Uint32Array, lines: number): Promise<void> {
    for (let at = 0; at < lines;) {
      while (this.#unanswered.size >= this.#window || this.#socket === undefined) await this.#change();
      const most = Math.min(lines, at + this.#window - this.#unanswered.size);
      const taken = new Map<number, Buffer>();
      for (; at < most; at += 1) {
        const line = chunk.subarray(at === 0 ? 0 : (ends[at - 1] as number), ends[at]);
        const txnr = this.#nextTxnr();
        taken.set(txnr, line);
        this.#unanswered.set(txnr, line);
      }
      this.#socket.write(framesOf(taken));
    }
  }

  #answered(txnr: number, code: number): void {
    if (this.#unanswered.delete(txnr) && code !== 200) this.errors += 1;
  }

  async #reconnect(): Promise<void> {
    this.#socket = undefined;
    if (this.#isClosing) return;
    for (const until = performance.now() + RECONNECT_FOR_MS; performance.now() < until;) {
      await sleep(RECONNECT_EVERY_MS);
      const isOpen = await this.open().then(
        () => true,
        () => false,
      );
      if (isOpen) return this.#sendAgain();
    }
    this.#failure = new Fault('USAGE', `The connection to ${this.#place} broke and could not be opened again.`);
    this.#wake();
  }

  #sendAgain(): void {
    const lines = [...this.#unanswered.values()];
    this.#unanswered.clear();
    for (const line of lines) this.#unanswered.set(this.#nextTxnr(), line);
    this.resent += lines.length;
    this.#socket?.write(framesOf(this.#unanswered));
    this.#wake();
  }

  #nextTxnr(): number {
    this.#txnr = this.#txnr === MAX_TXNR ? 1 : this.#txnr + 1;
    return this.#txnr;
  }

  async #change(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await new Promise<void>((wake) => this.#waiting.push(wake));
    if (this.#failure !== undefined) throw this.#failure;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  get #place(): string {
    return `${this.target.host}:${this.target.port}`;
  }
}

function framesOf(lines: ReadonlyMap<number, Buffer>): Buffer {
  let bytes = 0;
  for (const line of lines.values()) bytes += line.length + FRAME_BYTES;
  const frames = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const [txnr, line] of lines) {
    at += frames.write(`${txnr} syslog ${line.length} `, at, 'latin1');
    at += line.copy(frames, at);
    frames[at++] = 0x0a;
  }
  return frames.subarray(0, at);
}
