// The built program under load of clients that keep what was acknowledged, and what must hold of both after whatever was done to it.

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { collectors, killOne, pssOf } from '../helpers/processes.mjs';
import { freePorts, lanwarden, startProgram, until } from '../helpers/program.mjs';
import { TestBrowser } from '../helpers/test-browser.js';
import { HttpSender } from './http-sender.js';
import { RelpSender } from './relp-sender.js';
import type { Sender } from './sent-record.js';
import { storedOf } from './stored.js';

type Program = Awaited<ReturnType<typeof startProgram>>;

/** The promise for a flood: sum of PSS of both processes. */
const MAX_PSS_BYTES = 600e6;
/** From the fault's end to everything taken, stored and told. */
const RECOVERED_MS = 60_000;
const ANSWERS_MS = 10_000;
const PASSWORD = 'a long and unusual sentence';
const SETTLED = ['stored', 'duplicate', 'filtered', 'limited', 'refused', 'failed', 'queued', 'lost'] as const;

/** @param extra more LANWARDEN_ variables */
export async function openRoom(extra: Record<string, string> = {}, dir?: string): Promise<Room> {
  const [relp] = await freePorts(1);
  const settings = {
    LANWARDEN_LISTEN__RELP__ENABLED: 'true',
    LANWARDEN_LISTEN__RELP__PORT: String(relp),
    LANWARDEN_LOG__LEVEL: 'error',
    ...extra,
  };
  const program = await startProgram(settings, dir === undefined ? {} : { dir });
  lanwarden(['user', 'add', 'ann', '--role', 'admin', '--password-file', '-'], program.env, `${PASSWORD}\n`);
  const browser = new TestBrowser(program.url);
  await browser.logIn('ann', PASSWORD);
  return new Room(program, Number(relp), browser);
}

export class Room {
  readonly senders: Sender[];
  peakPssBytes = 0;
  /** The portal ended by itself and was started again, as a service manager does. */
  restarts = 0;
  readonly #browser: TestBrowser;
  #isKept = true;
  #flooding = new AbortController();
  #flood: Promise<void> = Promise.resolve();
  readonly #watch: NodeJS.Timeout;

  constructor(
    readonly program: Program,
    relpPort: number,
    /** Of somebody who is logged in. */
    browser: TestBrowser,
  ) {
    this.#browser = browser;
    this.senders = [
      new HttpSender(program.ports.http, 'with-ids', true),
      new HttpSender(program.ports.http, 'without-ids', false),
      new RelpSender(relpPort, 'over-relp'),
    ];
    this.#watch = setInterval(() => this.#measure(), 1_000);
    this.#keep();
  }

  get health() {
    return this.program.link.health();
  }

  get spool() {
    return this.health?.spool;
  }

  get acknowledged(): number {
    return this.senders.reduce((sum, { record }) => sum + record.acknowledged.size, 0);
  }

  /** The clients, and beside them a sender over plain TCP that nobody acknowledges: what a kill takes of it is `lost`. */
  startSending(): void {
    for (const sender of this.senders) sender.start();
    this.#flooding = new AbortController();
    this.#flood = this.#sendUnacknowledged(this.#flooding.signal);
  }

  /** Resolves when all that was begun is acknowledged. */
  async stopSending(): Promise<void> {
    this.#flooding.abort();
    await this.#flood;
    await Promise.all(this.senders.map((sender) => sender.stop()));
  }

  /** Resolves when each client got some more acknowledged. */
  async moreAcknowledged(count = 100, withinMs = 60_000): Promise<void> {
    const before = this.senders.map(({ record }) => record.acknowledged.size);
    await until(() => this.senders.every(({ record }, i) => record.acknowledged.size >= before[i]! + count), withinMs);
  }

  /** kill -9, at whatever they do; in their start too. The portal is started again at once. */
  async kill(what: 'collector' | 'portal' | 'both'): Promise<void> {
    if (what !== 'portal') {
      await until(() => collectorsOf(this.program.dir).length > 0, 30_000);
      for (const pid of collectorsOf(this.program.dir)) killOne(pid);
    }
    if (what === 'collector') return;
    // One that just ended is there again at once, unless the test is at its end.
    if (this.#isKept) await until(() => !this.program.hasEnded, 30_000);
    if (this.program.hasEnded) return;
    const exited = once(this.program.child!, 'exit');
    this.program.child!.kill('SIGKILL');
    await exited;
  }

  /** Ends the program in order, or at once (both of it). */
  async end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#isKept = false;
    if (how === 'SIGKILL') return this.kill('both');
    if (!this.program.hasEnded) {
      const exited = once(this.program.child!, 'exit');
      this.program.child!.kill('SIGTERM');
      await exited;
    }
    await until(() => collectorsOf(this.program.dir).length === 0, 20_000);
  }

  async begin(): Promise<void> {
    await this.program.serve();
    this.#isKept = true;
    this.#keep();
  }

  /** Ready, nothing waits anywhere, balanced, and the portal counts what the ledger says. */
  async recovered(withinMs = RECOVERED_MS): Promise<number> {
    const started = performance.now();
    await this.program.whenReady();
    await until(async () => {
      const { health } = this;
      if (health === undefined || !health.balanced || health.spool?.messages !== 0) return false;
      return this.program.total('queued') === 0 && (await this.counted()) === this.program.total('stored');
    }, withinMs).catch((error: unknown) => {
      const { ledger, balanced, spool } = this.health ?? {};
      throw new Error(`not recovered: ${JSON.stringify({ ledger, balanced, spool })}`, { cause: error });
    });
    return performance.now() - started;
  }

  /**
   * It lives, and its pages come while the fault lasts, to who was logged in before it. @throws Error after ten seconds
   * @param pages what they are answered with
   */
  async portalAnswers(pages = 200): Promise<void> {
    const answers = Promise.all(['/healthz', '/events', '/dashboard'].map(async (path) => [path, (await this.#browser.get(path)).status])); // prettier-ignore
    const late = sleep(ANSWERS_MS, 'no answer', { ref: false });
    expect(await Promise.race([answers, late])).toEqual([['/healthz', 200], ['/events', pages], ['/dashboard', pages]]); // prettier-ignore
  }

  async counted(query = '*'): Promise<number> {
    const range = 'from=1970-01-01&to=2100-01-01';
    const path = `/api/v1/events/count?q=${encodeURIComponent(query)}&${range}`;
    return ((await this.program.get(path)) as { count: number }).count;
  }

  /**
   * Everything that must hold after any fault. Returns the figures.
   * @param faults how often the program was killed or took nothing: each may repeat what was under way of clients without ids
   */
  async expectAllWell(faults: number): Promise<Record<string, unknown>> {
    const recoveredMs = Math.round(await this.recovered());
    for (const row of this.health!.ledger)
      expect({ source: row.source, received: row.received, balanced: row.balanced }).toEqual({
        source: row.source,
        received: SETTLED.reduce((sum, counter) => sum + row[counter], 0),
        balanced: true,
      });
    const clients: Record<string, unknown> = {};
    for (const sender of this.senders) clients[sender.record.host] = await this.#expectAllThere(sender, faults);
    const totals = Object.fromEntries(['received', ...SETTLED].map((each) => [each, this.program.total(each)]));
    const peakPssMB = Math.round(this.peakPssBytes / 1e6);
    const figures = { ...clients, ...totals, recoveredMs, peakPssMB, restarts: this.restarts };
    expect(this.peakPssBytes, JSON.stringify(figures)).toBeLessThanOrEqual(MAX_PSS_BYTES);
    return figures;
  }

  async dispose(): Promise<void> {
    this.#isKept = false;
    this.#flooding.abort();
    clearInterval(this.#watch);
    await Promise.allSettled(this.senders.map((sender) => sender.stop(0)));
    await this.program.dispose().finally(() => collectorsOf(this.program.dir).forEach(killOne));
  }

  async #expectAllThere({ record }: Sender, faults: number): Promise<Record<string, number>> {
    const stored = await storedOf(this.program.env, record);
    const missing = [...record.acknowledged].filter((n) => !stored.has(n));
    let repeated = 0;
    for (const times of stored.values()) repeated += times - 1;
    expect({ host: record.host, missing: missing.length, first: missing.slice(0, 5), hung: record.hung }).toEqual({
      host: record.host,
      missing: 0,
      first: [],
      hung: 0,
    });
    expect(repeated).toBeLessThanOrEqual(record.hasIds ? 0 : Math.min(record.resent, faults * record.window));
    const { resent, longestGapMs } = record;
    return { acknowledged: record.acknowledged.size, missing: missing.length, repeated, resent, longestGapMs: Math.round(longestGapMs) }; // prettier-ignore
  }

  async #sendUnacknowledged(isOver: AbortSignal): Promise<void> {
    for (let n = 0; !isOver.aborted; n += 20) {
      const now = new Date().toISOString();
      const lines = Array.from({ length: 20 }, (_, i) => `<13>1 ${now} plain app - - - plain number ${n + i}\n`);
      const socket = connect(this.program.ports.syslog, '127.0.0.1');
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.once('connect', () => socket.end(lines.join('')));
      await Promise.race([closed, sleep(2_000)]);
      socket.destroy();
      await sleep(30);
    }
  }

  #keep(): void {
    const { child } = this.program;
    child!.once('exit', (_, signal) => {
      if (!this.#isKept) return;
      if (signal !== 'SIGKILL') this.restarts += 1;
      setTimeout(() => {
        if (!this.#isKept) return;
        this.program.launch();
        this.#keep();
      }, 100);
    });
  }

  #measure(): void {
    const pids = [this.program.child!.pid!, ...collectorsOf(this.program.dir)];
    this.peakPssBytes = Math.max(this.peakPssBytes, pids.reduce((sum, pid) => sum + pssOf(pid), 0)); // prettier-ignore
  }
}

/** Found by the folder in their command line: nobody else's. */
function collectorsOf(dataDir: string): number[] {
  const isOurs = (word: string): boolean => word.startsWith(`${dataDir}/`);
  return collectors().flatMap(({ pid, words }) => (words.some(isOurs) ? [pid] : []));
}
