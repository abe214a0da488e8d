// What slow work may take of the time of whoever cannot wait: 20 % at the most, over each five seconds. Who is told that it was passed over
// has it done elsewhere.

import type { LogEvent } from '#src/event/event.js';
import type { Query } from '#src/query/ast.js';
import type { Predicate } from '#src/query/predicate.js';

const BUDGET_MS = 1_000;
const EVERY_MS = 5_000;

export class TimeBudget {
  #endsAt = -Infinity;
  #spentMs = 0;

  /** @param now ms, never set back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Undefined: not tried, because the time is spent. */
  try(matches: Predicate, event: LogEvent): boolean | undefined {
    const startedAt = this.now();
    if (startedAt >= this.#endsAt) {
      this.#endsAt = startedAt + EVERY_MS;
      this.#spentMs = 0;
    }
    if (this.#spentMs >= BUDGET_MS) return undefined;
    const isMatch = matches(event);
    this.#spentMs += this.now() - startedAt;
    return isMatch;
  }
}

/** Whether a stranger's long text can make it take milliseconds: it holds a regular expression. */
export function isSlow(query: Query): boolean {
  if (query.kind === 'and' || query.kind === 'or') return query.of.some(isSlow);
  return query.kind === 'not' ? isSlow(query.of) : query.kind === 'regex';
}
