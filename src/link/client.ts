// The other end of the link: finds the collector of a data folder, keeps the connection, comes back when it is lost.

import { connect, type Socket } from 'node:net';
import type { LogEvent } from '../event/event.js';
import { Fault } from '../faults.js';
import type { EnrichmentState } from '../collector/enrich/state.js';
import type { ParserReport } from '../collector/parse/parser-entry.js';
import type { CollectorHealth, FromCollector, SourceClock, ToCollector } from './messages.js';
import { readMessages, socketPath, writeMessage } from './wire.js';

const RECONNECT_MS = 150;
const ANSWER_MS = 1_000;
export const WHERE_TO_LOOK =
  'Look at the last lines of the collector in the log, and whether this machine is short of processor, memory or disk.';

export interface TailBatch {
  readonly events: readonly LogEvent[];
  /** Matching events that were left out since the last batch: the flood is faster than eyes. */
  readonly skipped: number;
  /** Events that were not looked at: the query is slow, or many are open. */
  readonly unseen?: number;
  /** The collector does not follow this query, and why. */
  readonly refused?: string;
}

export class LinkClient {
  #socket: Socket | undefined;
  #health: CollectorHealth | undefined;
  #stopped = false;
  #reconnect: NodeJS.Timeout | undefined;
  #nextTail = 1;
  #nextQuestion = 1;
  /** Module -> how many listen to its stage's reports here. */
  readonly #followed = new Map<string, number>();
  readonly #tails = new Map<number, { query: string; onBatch: (batch: TailBatch) => void }>();
  readonly #healthListeners = new Set<(health: CollectorHealth | undefined) => void>();
  readonly #messageListeners = new Set<(message: FromCollector) => void>();

  constructor(private readonly dataDir: string) {}

  start(): void {
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#reconnect);
    this.#socket?.destroy();
  }

  /** Latest, at most a second old; undefined while the collector is away. */
  health(): CollectorHealth | undefined {
    return this.#health;
  }

  /** Called with every report, and with undefined when the collector goes away. Returns how to stop that. */
  onHealth(listener: (health: CollectorHealth | undefined) => void): () => void {
    this.#healthListeners.add(listener);
    return () => this.#healthListeners.delete(listener);
  }

  onMessage(listener: (message: FromCollector) => void): () => void {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  /** New events that match, as they are committed. The query must be valid. Goes on after a restart of the collector. */
  tail(query: string, onBatch: (batch: TailBatch) => void): () => void {
    const id = this.#nextTail++;
    this.#tails.set(id, { query, onBatch });
    this.send({ t: 'tail', id, query });
    return () => {
      this.#tails.delete(id);
      this.send({ t: 'untail', id });
    };
  }

  /** How the collector reads the times of each source; empty when nobody answers within a second. */
  async clocks(): Promise<Readonly<Record<string, SourceClock>>> {
    return (await this.#ask('clocks'))?.clocks ?? {};
  }

  /** When API keys were used last, by their hashes; empty when nobody answers within a second. */
  async keyUses(): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask('keyUses'))?.uses ?? {};
  }

  /** What the enrichment knows, and what of this address, domain or hash; undefined when nobody answers within a second. */
  async enrichment(lookUp?: string): Promise<EnrichmentState | undefined> {
    return (await this.#ask('enrichment', lookUp === undefined ? {} : { lookUp }))?.state;
  }

  /** How each parser is doing, with what it costs; undefined when nobody answers within a second. */
  async parsers(): Promise<readonly ParserReport[] | undefined> {
    return (await this.#ask('parsers'))?.parsers;
  }

  /** Undefined when nobody answers within a second. */
  #ask<T extends 'clocks' | 'keyUses' | 'enrichment' | 'parsers'>(
    t: T,
    more: { lookUp?: string } = {},
  ): Promise<Extract<FromCollector, { readonly t: T }> | undefined> {
    const id = this.#nextQuestion++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => answer(undefined), ANSWER_MS);
      const answer = (message: Extract<FromCollector, { readonly t: T }> | undefined): void => {
        clearTimeout(timer);
        off();
        resolve(message);
      };
      const off = this.onMessage((message) => {
        if (message.t === t && 'id' in message && message.id === id)
          answer(message as Extract<FromCollector, { readonly t: T }>);
      });
      if (!this.send({ t, id, ...more } as ToCollector)) answer(undefined);
    });
  }

  /** What the collector's half of a module reports from now on; without a listener it is not even asked. Returns how to stop that. */
  onStageReport(module: string, listener: (report: unknown) => void): () => void {
    const off = this.onMessage((message) => {
      if (message.t === 'stage' && message.module === module) listener(message.report);
    });
    this.#countFollowers(module, 1);
    return () => {
      off();
      this.#countFollowers(module, -1);
    };
  }

  /** False when nobody is there or the collector reads slowly. */
  send(message: ToCollector): boolean {
    return this.#socket !== undefined && writeMessage(this.#socket, message);
  }

  /** Resolves with the first report that arrives from now on. @throws Fault COLLECTOR_AWAY after `timeoutMs` without one */
  nextHealth(timeoutMs: number): Promise<CollectorHealth> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        off();
        reject(new Fault('COLLECTOR_AWAY', `No collector answered within ${timeoutMs / 1_000} s. ${WHERE_TO_LOOK}`));
      }, timeoutMs);
      timer.unref(); // whoever gave up otherwise need not wait for this
      const off = this.onHealth((health) => {
        if (health === undefined) return;
        clearTimeout(timer);
        off();
        resolve(health);
      });
    });
  }

  #countFollowers(module: string, more: 1 | -1): void {
    const before = this.#followed.get(module) ?? 0;
    const now = before + more;
    if (now === 0) this.#followed.delete(module);
    else this.#followed.set(module, now);
    if (before === 0) this.send({ t: 'follow', module });
    if (now === 0) this.send({ t: 'unfollow', module });
  }

  #connect(): void {
    if (this.#stopped) return;
    const socket = connect(socketPath(this.dataDir));
    socket.on('connect', () => {
      this.#socket = socket;
      for (const [id, { query }] of this.#tails) this.send({ t: 'tail', id, query });
      for (const module of this.#followed.keys()) this.send({ t: 'follow', module });
    });
    readMessages<FromCollector>(socket, (message) => this.#receive(message));
    socket.on('error', () => undefined); // 'close' follows, and tries again
    socket.on('close', () => {
      // Also when it went before its first health: who listens to reports must know that some may be lost.
      const wasThere = this.#socket === socket || this.#health !== undefined;
      this.#socket = undefined;
      if (wasThere) this.#report(undefined);
      if (!this.#stopped) this.#reconnect = setTimeout(() => this.#connect(), RECONNECT_MS);
    });
  }

  #receive(message: FromCollector): void {
    if (message.t === 'health') this.#report(message.health);
    if (message.t === 'events') this.#tails.get(message.id)?.onBatch(message);
    if (message.t === 'tailRefused')
      this.#tails.get(message.id)?.onBatch({ events: [], skipped: 0, refused: message.reason });
    for (const listener of this.#messageListeners) listener(message);
  }

  #report(health: CollectorHealth | undefined): void {
    this.#health = health;
    for (const listener of this.#healthListeners) listener(health);
  }
}
