// What the counters grew by since the portal looks, with what a collector that was started lately lost at its start. What a node comes
// with that is older is its past, and no growth.

import type { CollectorCounts, CollectorHealth } from '#src/portal/collector-link.js';
import { FollowedCollectors, type Step } from '#src/portal/health/followed-collectors.js';
import { COUNTERS, type Counter, totalOf } from '../ledger-table.js';

/** `turnedAway`: of what was refused, that which somebody wants refused. For the rest neither the queue nor the spool had room. */
export type Growing = Counter | 'turnedAway';
export const GROWING: readonly Growing[] = [...COUNTERS, 'turnedAway'];
export type GrownTotal = Readonly<Record<Growing, number>>;

export class Grown {
  readonly #collectors = new FollowedCollectors(countsOf);
  #total = Object.fromEntries(GROWING.map((counter) => [counter, 0])) as GrownTotal;

  /** Undefined while the collector is away: what grows meanwhile is in the next one. `now` in ms since 1970. */
  look(health: CollectorHealth | undefined, now: number): GrownTotal | undefined {
    if (health === undefined) return undefined;
    for (const step of this.#collectors.look(health, now)) this.#total = plusGrowth(this.#total, step);
    return this.#total;
  }
}

function countsOf({ ledger, turnedAway = 0 }: CollectorCounts): GrownTotal {
  return { ...totalOf(ledger), turnedAway };
}

/** A counter that went back (another data folder) has not grown, but less may wait now. */
function plusGrowth(sum: GrownTotal, step: Step<GrownTotal>): GrownTotal {
  const base = baseOf(step);
  const grown = GROWING.map((counter) => {
    const more = step.now[counter] - base[counter];
    return [counter, sum[counter] + (counter === 'queued' ? more : Math.max(0, more))];
  });
  return Object.fromEntries(grown) as GrownTotal;
}

/** The ledger runs for ever, `turnedAway` since the start: why messages were refused just before it, nobody knows. */
function baseOf({ collector: { lostAtStart = 0 }, now, before, isNewStart }: Step<GrownTotal>): GrownTotal {
  if (before !== undefined && !isNewStart) return before;
  if (before !== undefined) return { ...before, turnedAway: 0, refused: now.refused - now.turnedAway };
  return isNewStart ? { ...now, lost: now.lost - lostAtStart } : now;
}
