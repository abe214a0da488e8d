// Rows that the predicate judges because SQL could not: many of them, in turns, so that the process answers others meanwhile.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogEvent } from '../../event/event.js';
import type { ReadBudget } from './read-budget.js';

/** Others get their turn when the predicate (a regular expression over long lines) has worked for so long. */
const MAX_TURN_MS = 20;

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
    await nextTurn();
    budget.check();
    since = performance.now();
  }
  return matching;
}
