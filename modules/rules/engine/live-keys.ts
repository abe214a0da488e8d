// The windows of all keys of all rules, bounded by number of keys, by times held, and by characters of messages held. What goes for want
// of room is the oldest of the rule that holds the most (see key-table.ts), and is counted by rule.

import type { AlertEntity, EntityKind } from '#src/alerts/alert.js';
import type { MatchRecord } from '../match-record.js';
import { KeyTable } from './key-table.js';
import { type Found, LiveKey, type Take } from './live-key.js';
import { ruleWithMost } from './rule-with-most.js';
import type { WatchedRule } from './watched-rule.js';
import { LATENESS_MS } from './windows/window.js';

/** Times over all keys: of hot keys some 40 bytes each (timeline.ts), in sequences 100. */
const MAX_TIMES = 600_000;
/** Of messages over all keys; beyond it windows count on, and alerts show fewer of their events. */
const MAX_CHARS = 24_000_000;

interface Share {
  /** That its keys hold. */
  times: number;
  /** Newest rule time: what has fallen out of every window is no loss. */
  newest: number;
}

export class LiveKeys {
  readonly #table: KeyTable<LiveKey>;
  readonly #evicted: Record<string, number> = {};
  /** By rule. */
  readonly #shares = new Map<string, Share>();
  #times = 0;
  #chars = 0;
  readonly #room: { hasRoom: boolean } = { hasRoom: true };

  constructor(
    maxKeys: number,
    private readonly maxTimes = MAX_TIMES,
  ) {
    this.#table = new KeyTable(maxKeys, (key) => this.#evict(key));
  }

  get size(): number {
    return this.#table.size;
  }

  get evicted(): Readonly<Record<string, number>> {
    return this.#evicted;
  }

  /** `add` answers with the window that the record completes, which is given up. */
  take(how: Take, name: string, record: MatchRecord, { windowMs, newWindow }: WatchedRule): Found | undefined {
    if (newWindow === undefined) return undefined;
    const known = this.#table.get(name);
    if (known !== undefined) this.#count(known, -1);
    const key = known ?? new LiveKey(record.rule, windowMs);
    const found = key.take(how, record, newWindow, this.#room);
    const share = this.#shareOf(record.rule);
    share.newest = Math.max(share.newest, record.last);
    if (found !== undefined) {
      this.#table.delete(name);
      return found;
    }
    this.#count(key, 1);
    this.#table.touch(name, key, charsOf(record.entity));
    while (this.#times > this.maxTimes && this.#table.size > 1)
      this.#table.evictOldest(ruleWithMost(this.#shares, ({ times }) => times));
    return undefined;
  }

  /** Keys whose newest time has left the window, `now` in rule time. */
  forgetQuiet(now: number): void {
    this.#deleteWhere(({ newest, windowMs }) => newest + windowMs + LATENESS_MS < now);
  }

  forgetRules(rules: ReadonlySet<string>): void {
    this.#deleteWhere(({ rule }) => rules.has(rule));
    for (const rule of rules) this.#shares.delete(rule);
  }

  #deleteWhere(isGone: (key: LiveKey) => boolean): void {
    this.#table.deleteWhere(isGone, (key) => this.#count(key, -1));
  }

  #evict(key: LiveKey): void {
    this.#count(key, -1);
    const { rule, newest, windowMs } = key;
    const isOver = newest + windowMs + LATENESS_MS < this.#shareOf(rule).newest;
    if (!isOver) this.#evicted[rule] = (this.#evicted[rule] ?? 0) + 1;
  }

  #count(key: LiveKey, sign: 1 | -1): void {
    const times = sign * key.size;
    this.#times += times;
    this.#shareOf(key.rule).times += times;
    this.#chars += sign * key.chars;
    this.#room.hasRoom = this.#chars < MAX_CHARS;
  }

  #shareOf(rule: string): Share {
    let share = this.#shares.get(rule);
    if (share === undefined) this.#shares.set(rule, (share = { times: 0, newest: -Infinity }));
    return share;
  }
}

function charsOf(entity: AlertEntity): number {
  let chars = 0;
  for (const kind in entity) chars += entity[kind as EntityKind]?.length ?? 0;
  return chars;
}
