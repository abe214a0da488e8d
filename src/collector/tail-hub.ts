// Live tail: who watches which query, and what they are sent. A watcher costs one predicate an event; nobody watching costs nothing.
// When events come faster than eyes (or than the link takes them), a sample goes out and the rest is counted as skipped.

import type { LogEvent } from '../event/event.js';
import type { Peer } from '../link/server.js';
import { parseQuery } from '../query/parse.js';
import { predicateOf } from '../query/predicate.js';

const FLUSH_MS = 200;
/** 40 events each 200 ms: 200 a second. */
const EVENTS_PER_FLUSH = 40;
const MAX_BACKLOG_BYTES = 1_048_576;
const MAX_WATCHERS_PER_PEER = 200;
/** What all watchers together may take of the collector's time between two flushes; what is then not looked at is counted as unseen. */
const MAX_MS_PER_FLUSH = 40;

interface Watcher {
  readonly id: number;
  readonly peer: Peer;
  readonly matches: (event: LogEvent) => boolean;
  events: LogEvent[];
  skipped: number;
  unseen: number;
}

export class TailHub {
  readonly #watchers: Watcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #spentMs = 0;

  /** @param zone of dates and weekdays in the queries: the installation's */
  constructor(private readonly zone: string) {}

  watch(peer: Peer, id: number, query: string): void {
    const parsed = parseQuery(query, { zone: this.zone });
    if (parsed.kind === 'invalid') return void peer.send({ t: 'tailRefused', id, reason: parsed.hint });
    if (this.#watchers.filter((watcher) => watcher.peer === peer).length >= MAX_WATCHERS_PER_PEER) {
      return void peer.send({
        t: 'tailRefused',
        id,
        reason: `${MAX_WATCHERS_PER_PEER} live views are open already. Close one.`,
      });
    }
    this.#watchers.push({ id, peer, matches: predicateOf(parsed.query), events: [], skipped: 0, unseen: 0 });
  }

  /** Without `id`: everything this peer watches. */
  unwatch(peer: Peer, id?: number): void {
    for (let i = this.#watchers.length - 1; i >= 0; i -= 1) {
      const watcher = this.#watchers[i]!;
      if (watcher.peer === peer && (id === undefined || watcher.id === id)) this.#watchers.splice(i, 1);
    }
  }

  /** Committed events, with their ids. */
  publish(events: readonly LogEvent[]): void {
    if (this.#watchers.length === 0) return;
    for (const watcher of [...this.#watchers]) this.#show(watcher, events);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  #show(watcher: Watcher, events: readonly LogEvent[]): void {
    let since = performance.now();
    for (const [index, event] of events.entries()) {
      if (this.#spentMs > MAX_MS_PER_FLUSH) {
        watcher.unseen += events.length - index;
        return;
      }
      if (watcher.matches(event)) {
        if (watcher.events.length < EVENTS_PER_FLUSH) watcher.events.push(event);
        else watcher.skipped += 1;
      }
      // One event can take long: a slow pattern over a long message.
      const now = performance.now();
      this.#spentMs += now - since;
      since = now;
      if (this.#spentMs > MAX_MS_PER_FLUSH) this.#beginBehind(watcher);
    }
  }

  /** Who came off badly is first from then on: a slow query is not all that others see nothing for. */
  #beginBehind(watcher: Watcher): void {
    this.#watchers.push(...this.#watchers.splice(0, this.#watchers.indexOf(watcher) + 1));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#watchers.length = 0;
  }

  #flush(): void {
    this.#timer = undefined;
    this.#spentMs = 0;
    for (const watcher of this.#watchers) {
      if (watcher.events.length === 0 && watcher.skipped + watcher.unseen === 0) continue;
      if (watcher.peer.backlogBytes > MAX_BACKLOG_BYTES) {
        watcher.skipped += watcher.events.length;
        watcher.events = [];
        continue;
      }
      const { id, events, skipped, unseen } = watcher;
      watcher.peer.send({ t: 'events', id, events, skipped, ...(unseen > 0 && { unseen }) });
      Object.assign(watcher, { events: [], skipped: 0, unseen: 0 });
    }
  }
}
