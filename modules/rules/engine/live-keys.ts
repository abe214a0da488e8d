// The windows of all keys of all rules, bounded by number of keys, by times held, and by characters of messages held. What goes for want
// of room is counted by rule.

import type { AlertEntity } from '#src/alerts/alert.js';
import type { MatchRecord } from '../match-record.js';
import { sharedEntity } from './entity.js';
import { KeyTable } from './key-table.js';
import type { WatchedRule } from './watched-rule.js';
import { LATENESS_MS, type Completed, type Window } from './windows/window.js';

/** Times (about 60 bytes each) over all keys. */
const MAX_TIMES = 2_000_000;
/** Of messages over all keys; beyond it windows count on, and alerts show fewer of their events. */
const MAX_CHARS = 48_000_000;

interface LiveKey {
  readonly rule: string;
  readonly windowMs: number;
  readonly window: Window;
  context: Context;
}

/** What all records of a window share, and what is said of its times. */
export interface Context {
  readonly entity: AlertEntity;
  readonly source: string | undefined;
  readonly byReceipt: number;
}

export class LiveKeys {
  readonly #table: KeyTable<LiveKey>;
  readonly #evicted: Record<string, number> = {};
  /** Newest rule time by rule: what has fallen out of every window is no loss. */
  readonly #newest = new Map<string, number>();
  #times = 0;
  #chars = 0;
  readonly #room: { hasRoom: boolean } = { hasRoom: true };

  constructor(maxKeys: number) {
    this.#table = new KeyTable(maxKeys, (key) => this.#evict(key));
  }

  get size(): number {
    return this.#table.size;
  }

  get evicted(): Readonly<Record<string, number>> {
    return this.#evicted;
  }

  /** Answers with the window that the record completes, which is given up, unless `keep`. */
  add(
    name: string,
    record: MatchRecord,
    { windowMs, newWindow }: WatchedRule,
    keep: boolean,
  ): { readonly completed: Completed; readonly context: Context } | undefined {
    if (newWindow === undefined) return undefined;
    const key = this.#table.get(name) ?? this.#begin(record, windowMs, newWindow(this.#room));
    const { window } = key;
    const context = window.size === 0 ? contextOf(record) : merged(key.context, record);
    key.context = context;
    this.#count(window, -1);
    const completed = window.add(record);
    this.#count(window, 1);
    if (record.last > (this.#newest.get(record.rule) ?? -Infinity)) this.#newest.set(record.rule, record.last);
    if (completed !== undefined && !keep) {
      this.#table.delete(name);
      this.#count(window, -1);
      return { completed, context };
    }
    this.#table.touch(name, key);
    while (this.#times > MAX_TIMES && this.#table.size > 1) this.#table.evictOldest();
    return undefined;
  }

  /** Keys whose newest time has left the window, `now` in rule time. */
  forgetQuiet(now: number): void {
    this.#deleteWhere(({ window, windowMs }) => window.newest + windowMs + LATENESS_MS < now);
  }

  forgetRules(rules: ReadonlySet<string>): void {
    this.#deleteWhere(({ rule }) => rules.has(rule));
    for (const rule of rules) this.#newest.delete(rule);
  }

  #begin(record: MatchRecord, windowMs: number, window: Window): LiveKey {
    return { rule: record.rule, windowMs, window, context: contextOf(record) };
  }

  #deleteWhere(isGone: (key: LiveKey) => boolean): void {
    this.#table.deleteWhere(isGone, ({ window }) => this.#count(window, -1));
  }

  #evict({ rule, window, windowMs }: LiveKey): void {
    this.#count(window, -1);
    const isOver = window.newest + windowMs + LATENESS_MS < (this.#newest.get(rule) ?? -Infinity);
    if (!isOver) this.#evicted[rule] = (this.#evicted[rule] ?? 0) + 1;
  }

  #count(window: Window, sign: 1 | -1): void {
    this.#times += sign * window.size;
    this.#chars += sign * window.chars;
    this.#room.hasRoom = this.#chars < MAX_CHARS;
  }
}

export function contextOf({ entity, source, byReceipt }: MatchRecord): Context {
  return { entity, source, byReceipt };
}

function merged(context: Context, record: MatchRecord): Context {
  const entity = sharedEntity(context.entity, record.entity);
  const source = context.source === record.source ? context.source : undefined;
  const byReceipt = context.byReceipt + record.byReceipt;
  if (entity === context.entity && source === context.source && byReceipt === context.byReceipt) return context;
  return { entity, source, byReceipt };
}
