// The live tail where several collectors write into one store: what any of them stored, by following the store. A query costs one small
// scan each half second while somebody watches it, however many do, and the scans take turns, so that searches have their connections.
// When events come faster than eyes, the newest are shown and the rest is counted; a follower that is too far behind goes on at the end.

import { setTimeout as sleep } from 'node:timers/promises';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { Fault, messageOf } from '#src/faults.js';
import type { LogEvent } from '#src/event/event.js';
import type { Query } from '#src/query/ast.js';
import { parseQuery } from '#src/query/parse.js';
import { endOf, EVER } from '#src/store/end-of-store.js';
import type { EventReader } from '#src/store/event-store.js';
import { withEither } from '#src/either-signal.js';
import type { CollectorLink, TailBatch, Unsubscribe } from '../collector-link.js';

const LOOK_EVERY_MS = 500;
/** 200 a second, as in the collector's TailHub. */
const SHOWN_PER_LOOK = 100;
/** What is read of a flood in one look, so that the rest can be counted: 4,000 a second. */
const READ_PER_LOOK = 2_000;
const BATCH = 500;
/** A query over which the store takes longer is behind for good: it sees what it can. */
const LOOK_MS = 2_000;
const MAX_QUERIES = 200;

interface Follow {
  readonly query: Query;
  readonly listeners: Set<(batch: TailBatch) => void>;
  /** Of the last event that was looked at; undefined: it begins at the store's end. */
  position: string | undefined;
}

export interface StoreTailParts {
  readonly store: Pick<EventReader, 'scan'>;
  /** Of dates and weekdays in the queries: the installation's. */
  readonly zone: string;
  readonly log: Logger;
}

export class StoreTail implements Pick<CollectorLink, 'tail'>, OnModuleDestroy {
  readonly #follows = new Map<string, Follow>();
  readonly #readableListeners = new Set<(isReadable: boolean) => void>();
  readonly #stopping = new AbortController();
  /** The store's end as it was last known: the next one is found from there. */
  #end = '';
  #isReadable = true;
  #round: Promise<void> | undefined;

  constructor(private readonly parts: StoreTailParts) {}

  /** Events that match and are stored from now on. @throws Fault QUERY_INVALID, THROTTLED (too many different ones) */
  tail(text: string, listener: (batch: TailBatch) => void): Unsubscribe {
    const follow = this.#follows.get(text) ?? this.#begin(text);
    // One of its own, so that each can be taken back alone.
    const own = (batch: TailBatch): void => listener(batch);
    follow.listeners.add(own);
    this.#round ??= this.#rounds();
    return () => {
      follow.listeners.delete(own);
      if (follow.listeners.size === 0 && this.#follows.get(text) === follow) this.#follows.delete(text);
    };
  }

  /** Whether the last look could be made. */
  get isReadable(): boolean {
    return this.#isReadable;
  }

  /** Called when that changes. Returns how to stop that. */
  onReadable(listener: (isReadable: boolean) => void): Unsubscribe {
    this.#readableListeners.add(listener);
    return () => this.#readableListeners.delete(listener);
  }

  async onModuleDestroy(): Promise<void> {
    this.#follows.clear();
    this.#stopping.abort();
    await this.#round;
  }

  #begin(text: string): Follow {
    const parsed = parseQuery(text, { zone: this.parts.zone });
    if (parsed.kind === 'invalid') {
      const { at, hint } = parsed;
      throw new Fault('QUERY_INVALID', `${hint} (at character ${at + 1})`, { details: { at, hint, parameter: 'q' } });
    }
    if (this.#follows.size >= MAX_QUERIES)
      throw new Fault('THROTTLED', `${MAX_QUERIES} different live views are open already. Close one.`);
    const follow = { query: parsed.query, listeners: new Set<(batch: TailBatch) => void>(), position: undefined };
    this.#follows.set(text, follow);
    return follow;
  }

  async #rounds(): Promise<void> {
    while (this.#follows.size > 0) {
      for (const follow of this.#follows.values()) await this.#tryLook(follow);
      await this.#pause();
    }
    this.#round = undefined;
  }

  async #tryLook(follow: Follow): Promise<void> {
    try {
      if (follow.position === undefined) follow.position = await this.#endAfter(this.#end);
      else await this.#look(follow, follow.position);
      this.#tell(true);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      if (this.#isReadable) this.parts.log.warn({ error: messageOf(error) }, 'live views cannot read the store');
      this.#tell(false);
    }
  }

  async #look(follow: Follow, after: string): Promise<void> {
    const found: LogEvent[] = [];
    let position = after;
    let isBehind = false;
    try {
      await withEither([AbortSignal.timeout(LOOK_MS), this.#stopping.signal], async (either) => {
        for await (const batch of this.#scan(follow.query, after, either)) {
          position = batch.position;
          found.push(...batch.events);
          isBehind = found.length >= READ_PER_LOOK;
          if (isBehind) break;
        }
      });
    } catch (error) {
      isBehind = error instanceof Fault && error.code === 'QUERY_DEADLINE' && !this.#stopping.signal.aborted;
      if (!isBehind) throw error;
    }
    follow.position = isBehind ? await this.#endAfter(position) : position;
    const skipped = Math.max(0, found.length - SHOWN_PER_LOOK);
    const isMore = follow.position !== position;
    if (found.length === 0 && !isMore) return;
    const batch = { events: found.slice(-SHOWN_PER_LOOK), skipped, ...(isMore && { isMore }) };
    for (const listener of follow.listeners) listener(batch);
  }

  #scan(query: Query, after: string, signal: AbortSignal): ReturnType<EventReader['scan']> {
    const request = { query, range: EVER, order: 'arrival' as const, batchSize: BATCH, signal };
    return this.parts.store.scan({ ...request, ...(after !== '' && { after }) });
  }

  async #endAfter(position: string): Promise<string> {
    return (this.#end = await endOf(this.parts.store, position, this.#stopping.signal));
  }

  #tell(isReadable: boolean): void {
    if (isReadable === this.#isReadable) return;
    this.#isReadable = isReadable;
    for (const listener of this.#readableListeners) listener(isReadable);
  }

  /** Ends at once when the portal stops. */
  #pause(): Promise<void> {
    return sleep(LOOK_EVERY_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
