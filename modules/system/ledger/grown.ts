// What the counters grew by since the portal looks. Of several collectors each is followed for itself: what one comes with that was not
// there at the last look (a node that was removed and returns) is its past, and no growth.

import type { CollectorCounts, CollectorHealth } from '#src/portal/collector-link.js';
import { COUNTERS, type Counter, totalOf } from '../ledger-table.js';

/** `turnedAway`: of what was refused, that which somebody wants refused. For the rest neither the queue nor the spool had room. */
export type Growing = Counter | 'turnedAway';
export const GROWING: readonly Growing[] = [...COUNTERS, 'turnedAway'];
export type GrownTotal = Readonly<Record<Growing, number>>;

interface Seen {
  readonly startedAt: number;
  readonly total: GrownTotal;
}

export class Grown {
  /** By node; the portal's own collector has none. */
  #before: ReadonlyMap<string | undefined, Seen> = new Map();
  #total = Object.fromEntries(GROWING.map((counter) => [counter, 0])) as GrownTotal;

  /** Undefined while the collector is away: what grows meanwhile is in the next one. */
  look(health: CollectorHealth | undefined): GrownTotal | undefined {
    if (health === undefined) return undefined;
    const seen = new Map(collectorsOf(health).map((each) => [each.node, seenOf(each)]));
    for (const [node, now] of seen) {
      const before = this.#before.get(node);
      if (before !== undefined) this.#total = plusGrowth(this.#total, before, now);
    }
    this.#before = seen;
    return this.#total;
  }
}

export function collectorsOf(health: CollectorHealth): readonly CollectorCounts[] {
  return health.each ?? [{ ...health, node: undefined }];
}

function seenOf({ startedAt, ledger, turnedAway = 0 }: CollectorCounts): Seen {
  return { startedAt, total: { ...totalOf(ledger), turnedAway } };
}

/** A counter that went back (another data folder) has not grown, but less may wait now. The ledger runs for ever, `turnedAway` since the start. */
function plusGrowth(sum: GrownTotal, before: Seen, now: Seen): GrownTotal {
  const isSameStart = before.startedAt === now.startedAt;
  const grown = GROWING.map((counter) => {
    const more = now.total[counter] - (counter === 'turnedAway' && !isSameStart ? 0 : before.total[counter]);
    return [counter, sum[counter] + (counter === 'queued' ? more : Math.max(0, more))];
  });
  return Object.fromEntries(grown) as GrownTotal;
}
