// Rows that the predicate judges because SQL could not: many of them, in turns, so that the process answers others meanwhile.

import type { LogEvent } from '../../event/event.js';
import { MAX_TURN_MS, type ReadBudget } from './read-budget.js';

/** @throws Fault QUERY_DEADLINE */
export async function matchingRows<R extends { readonly event: LogEvent }>(
  rows: readonly R[],
  test: (event: LogEvent) => boolean,
  budget: ReadBudget,
): Promise<readonly R[]> {
  const matching: R[] = [];
  let since = performance.now();
  for (const row of rows) {
    if (test(row.event)) matching.push(row);
    if (performance.now() - since < MAX_TURN_MS) continue;
    await budget.pause();
    since = performance.now();
  }
  return matching;
}
