// The facets that a plan asks for, looked at in turns, so that the process answers others while a slow pattern goes over a hundred thousand.

import type { Query } from '../../query/ast.js';
import type { FacetTable, Matching, MatchingFacets } from './facet-table.js';
import { MAX_TURN_MS, type ReadBudget } from './read-budget.js';

/**
 * @param plan asks for the same facets in the same order each time: it is called again when these took longer than a turn
 * @throws Fault QUERY_DEADLINE
 */
export async function planOver<T>(
  facets: FacetTable,
  budget: ReadBudget,
  plan: (facetsOf: (query: Query) => MatchingFacets) => T,
): Promise<T> {
  const asked: Matching[] = [];
  const until = performance.now() + MAX_TURN_MS;
  const first = plan((query) => {
    const matching = facets.matching(query);
    asked.push(matching);
    matching.proceed(until);
    return matching.ids();
  });
  const rest = asked.filter((matching) => !matching.isWhole());
  if (rest.length === 0) return first;
  for (const matching of rest) await toTheEnd(matching, budget);
  const answers = asked.values();
  return plan(() => (answers.next().value as Matching).ids());
}

async function toTheEnd(matching: Matching, budget: ReadBudget): Promise<void> {
  while (!matching.isWhole()) {
    await budget.pause();
    matching.proceed(performance.now() + MAX_TURN_MS);
  }
}
