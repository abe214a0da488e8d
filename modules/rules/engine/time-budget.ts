// What slow work may take of the time of whoever cannot wait. Who is told that it was passed over has it done elsewhere, or says so.

import type { LogEvent } from '#src/event/event.js';
import type { Query } from '#src/query/ast.js';
import type { Predicate } from '#src/query/predicate.js';
import { searchedChars } from '#src/query/wildcard.js';

export interface Allowance {
  /** ms: at the most, and at the start. */
  readonly mostMs: number;
  /** Of the time that goes by. */
  readonly share: number;
}

/** A second at once, a fifth of the time. */
const OF_COLLECTOR: Allowance = { mostMs: 1_000, share: 0.2 };
/** Of one rule, for who reads the store: what it does not try nobody does. So each event brings time, too, more than any sound query takes. */
const OF_READER: Allowance = { mostMs: 5_000, share: 0.05 };
const MS_PER_EVENT = 0.2;

export class TimeBudget {
  #leftMs: number;
  /** Up to then time has been earned. */
  #earnedAt = -Infinity;
  /** ms: when the first slow condition of the query was begun; what quick ones take is not counted. */
  #slowSince: number | undefined;
  #isCut = false;

  /** @param now ms, never set back */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly allowance: Allowance = OF_COLLECTOR,
  ) {
    this.#leftMs = allowance.mostMs;
  }

  /** Undefined: not tried to its end, because the time is spent. What quick conditions decide is decided. */
  try(matches: Predicate, event: LogEvent): boolean | undefined {
    this.#slowSince = undefined;
    this.#isCut = false;
    const isMatch = matches(event);
    if (this.#slowSince !== undefined) this.#leftMs -= this.now() - this.#slowSince;
    return this.#isCut ? undefined : isMatch;
  }

  /** The slow condition, passed over when the time is spent: then the whole query counts as not tried. */
  guarded(test: Predicate): Predicate {
    return (event) => {
      this.#isCut ||= this.#isSpent();
      return !this.#isCut && test(event);
    };
  }

  earn(ms: number): void {
    this.#leftMs = Math.min(this.allowance.mostMs, this.#leftMs + ms);
  }

  #isSpent(): boolean {
    const now = this.now();
    if (this.#slowSince !== undefined) return now - this.#slowSince >= this.#leftMs;
    this.earn((now - this.#earnedAt) * this.allowance.share);
    this.#earnedAt = now;
    if (this.#leftMs <= 0) return true;
    this.#slowSince = now;
    return false;
  }
}

/** Who pays for the slow query of a rule or an exception. */
export interface Budgets {
  of(id: string): TimeBudget;
}

/** One for all. */
export function oneBudget(budget = new TimeBudget()): Budgets {
  return { of: () => budget };
}

/** One for each, for who reads the store. */
export class ReaderBudgets implements Budgets {
  readonly #byId = new Map<string, TimeBudget>();

  constructor(private readonly now?: () => number) {}

  of(id: string): TimeBudget {
    const known = this.#byId.get(id) ?? new TimeBudget(this.now, OF_READER);
    this.#byId.set(id, known);
    return known;
  }

  /** Other rules are in force: those of rules that are gone are not kept. */
  clear(): void {
    this.#byId.clear();
  }

  /** So many events were looked at. */
  looked(events: number): void {
    for (const budget of this.#byId.values()) budget.earn(events * MS_PER_EVENT);
  }
}

/** Whether a stranger's long text can make it take milliseconds: it holds a regular expression, or a pattern that is tried at every place. */
export function isSlow(query: Query): boolean {
  if (query.kind === 'and' || query.kind === 'or') return query.of.some(isSlow);
  if (query.kind === 'not') return isSlow(query.of);
  return query.kind === 'regex' || (query.kind === 'wildcard' && searchedChars(query.pattern) > 0);
}
