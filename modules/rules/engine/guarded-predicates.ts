// Predicates of slow queries whose time is bounded: their quick conditions first, and the budget asked before each slow one.

import type { Query } from '#src/query/ast.js';
import type { Predicate } from '#src/query/predicate.js';
import type { Predicates } from './query-index.js';
import { isSlow, type TimeBudget } from './time-budget.js';

export class GuardedPredicates implements Predicates {
  /** @param quick makes those of conditions that take no time */
  constructor(
    private readonly budget: TimeBudget,
    private readonly quick: Predicates,
  ) {}

  /** Answers as predicateOf(query), within `budget.try`. */
  of(query: Query): Predicate {
    if (!isSlow(query)) return this.quick.of(query);
    if (query.kind === 'and' || query.kind === 'or') {
      const parts = query.of.toSorted((a, b) => Number(isSlow(a)) - Number(isSlow(b))).map((part) => this.of(part));
      return query.kind === 'and'
        ? (event) => parts.every((part) => part(event))
        : (event) => parts.some((part) => part(event));
    }
    if (query.kind === 'not') {
      const inner = this.of(query.of);
      return (event) => !inner(event);
    }
    return this.budget.guarded(this.quick.of(query));
  }
}
