// Batches over HTTP, one at a time; a batch that is not acknowledged (nobody there, 429, 503) is sent again, whole.

import { setTimeout as sleep } from 'node:timers/promises';
import { SentRecord, type Sender } from './sent-record.js';

const BATCH = 20;
/** A text of less than 16 characters is no id (HTTP ingest). */
const ID_DIGITS = 16;
const PAUSE_MS = 20;
const AGAIN_MS = 50;
/** A request without an answer for so long hangs. */
const HANGS_MS = 45_000;

export class HttpSender implements Sender {
  readonly record: SentRecord;
  #isGoing = false;
  #isOver = false;
  #done: Promise<void> = Promise.resolve();

  constructor(
    private readonly port: number,
    host: string,
    /** With ids: JSON to /ingest; without: syslog lines to /ingest/raw. */
    hasIds: boolean,
  ) {
    this.record = new SentRecord(host, hasIds, BATCH);
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
    if (this.#isOver) throw new Error(`${this.record.host}: no acknowledgement within ${withinMs} ms`);
  }

  async #run(): Promise<void> {
    while (this.#isGoing) {
      const numbers = this.record.take(BATCH);
      const body = this.#bodyOf(numbers);
      while (!this.#isOver && !(await this.#isTaken(body))) {
        this.record.resent += BATCH;
        await sleep(AGAIN_MS);
      }
      if (!this.#isOver) this.record.acknowledge(numbers);
      await sleep(PAUSE_MS);
    }
  }

  async #isTaken(body: string): Promise<boolean> {
    const started = performance.now();
    try {
      const path = this.record.hasIds ? '/ingest' : '/ingest/raw';
      const headers = { 'content-type': this.record.hasIds ? 'application/json' : 'text/plain' };
      const signal = AbortSignal.timeout(HANGS_MS);
      const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, { method: 'POST', headers, body, signal });
      const { rejected } = (await answer.json()) as { rejected?: unknown[] };
      return (answer.status === 200 || answer.status === 202) && rejected?.length === 0;
    } catch {
      if (performance.now() - started >= HANGS_MS) this.record.hung += 1;
      return false;
    }
  }

  #bodyOf(numbers: readonly number[]): string {
    const { host, hasIds } = this.record;
    const timestamp = new Date().toISOString();
    if (!hasIds) return numbers.map((n) => `<13>1 ${timestamp} ${host} app - - - ${this.record.text(n)}\n`).join('');
    return JSON.stringify(
      numbers.map((n) => ({
        timestamp,
        host,
        message: this.record.text(n),
        'event.id': `${host}-${String(n).padStart(ID_DIGITS, '0')}`,
      })),
    );
  }
}
