// RELP as librelp does it: a window of messages without an answer, and when the connection ends, the same messages once more, in order.

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SentRecord, type Sender } from './sent-record.js';

const WINDOW = 64;
/** New messages a turn. */
const TURN = 10;
const PAUSE_MS = 10;
const AGAIN_MS = 100;
const OFFERS = 'relp_version=0\nrelp_software=faults\ncommands=syslog';
const ANSWER = /^(\d{1,9}) (rsp|serverclose) (\d{1,9})/;

export class RelpSender implements Sender {
  readonly record: SentRecord;
  #isGoing = false;
  #isOver = false;
  #done: Promise<void> = Promise.resolve();
  /** By transaction of the connection that is open. */
  #unanswered = new Map<number, number>();

  constructor(
    private readonly port: number,
    host: string,
  ) {
    this.record = new SentRecord(host, false, WINDOW);
  }

  start(): void {
    this.#isGoing = true;
    this.#done = this.#run();
  }

  async stop(withinMs = 60_000): Promise<void> {
    this.#isGoing = false;
    const late = setTimeout(() => (this.#isOver = true), withinMs);
    await this.#done;
    clearTimeout(late);
    if (this.#isOver) throw new Error(`${this.record.host}: no answer within ${withinMs} ms`);
  }

  async #run(): Promise<void> {
    while ((this.#isGoing || this.#unanswered.size > 0) && !this.#isOver) {
      const socket = connect(this.port, '127.0.0.1');
      await this.#session(socket);
      socket.destroy();
      if (this.#isGoing || this.#unanswered.size > 0) await sleep(AGAIN_MS);
    }
  }

  /** One connection, until it ends or there is nothing more to send. */
  async #session(socket: Socket): Promise<void> {
    let isOpen = false;
    let isEnded = false;
    let unread = '';
    socket.on('error', () => undefined);
    socket.on('close', () => (isEnded = true));
    socket.on('data', (chunk) => {
      unread += chunk.toString('latin1');
      for (let head = ANSWER.exec(unread); head !== null; head = ANSWER.exec(unread)) {
        const length = Number(head[3]);
        const from = head[0].length + (length > 0 ? 1 : 0);
        if (unread.length < from + length + 1) break;
        const code = unread.slice(from, from + 3);
        unread = unread.slice(from + length + 1);
        if (head[2] === 'serverclose' || code !== '200') return socket.destroy();
        if (Number(head[1]) === 1) isOpen = true;
        else this.#answered(Number(head[1]));
      }
    });
    socket.write(`1 open ${OFFERS.length} ${OFFERS}\n`);
    while (!isOpen && !isEnded && !this.#isOver) await sleep(PAUSE_MS);
    if (!isOpen) return;
    const again = [...this.#unanswered.values()];
    this.record.resent += again.length;
    this.#unanswered = new Map();
    let txnr = this.#send(socket, 1, again);
    while (!isEnded && !this.#isOver && (this.#isGoing || this.#unanswered.size > 0)) {
      const room = Math.min(TURN, WINDOW - this.#unanswered.size);
      if (this.#isGoing && room > 0) txnr = this.#send(socket, txnr, this.record.take(room));
      await sleep(PAUSE_MS);
    }
  }

  #answered(txnr: number): void {
    const n = this.#unanswered.get(txnr);
    if (n === undefined) return;
    this.#unanswered.delete(txnr);
    this.record.acknowledge([n]);
  }

  /** Returns the transaction of the last. */
  #send(socket: Socket, txnr: number, numbers: readonly number[]): number {
    const timestamp = new Date().toISOString();
    let frames = '';
    for (const n of numbers) {
      const line = `<13>1 ${timestamp} ${this.record.host} app - - - ${this.record.text(n)}`;
      txnr += 1;
      this.#unanswered.set(txnr, n);
      frames += `${txnr} syslog ${line.length} ${line}\n`;
    }
    if (frames !== '') socket.write(frames);
    return txnr;
  }
}
