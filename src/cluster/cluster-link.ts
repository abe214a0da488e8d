// What a portal sees of its collector where there are others: the listeners, parsers, spool and troubles of its own, and one ledger of all.
// While its own collector is away nothing is known, as on one machine: rules read the store then, and watches wait.

import type { CollectorCounts, CollectorHealth, CollectorLink } from '../portal/collector-link.js';
import { LedgerSum } from './ledger-sum.js';
import type { NodeHealth } from './node-health.js';

export interface OtherNode {
  readonly id: string;
  readonly isAway: boolean;
  /** The last that is known; undefined: nothing yet. */
  readonly health: NodeHealth | undefined;
}

/** @param others asked often: the same list as long as nothing changed */
export function clusterLink(own: CollectorLink, others: () => readonly OtherNode[]): CollectorLink {
  const sum = new HealthSum();
  const summed = (health: CollectorHealth | undefined): CollectorHealth | undefined =>
    health && sum.of(health, others());
  return {
    health: () => summed(own.health()),
    onHealth: (listener) => own.onHealth((health) => listener(summed(health))),
    tail: (query, listener) => own.tail(query, listener),
    clocks: () => own.clocks(),
    enrichment: (lookUp) => own.enrichment(lookUp),
    parsers: () => own.parsers(),
    onStageReport: (module, listener) => own.onStageReport(module, listener),
    reconfigure: () => own.reconfigure(),
  };
}

class HealthSum {
  readonly #ledgers = new LedgerSum();
  readonly #refusals = new Refusals();
  #last:
    { readonly own: CollectorHealth; readonly others: readonly OtherNode[]; readonly sum: CollectorHealth } | undefined;

  of(own: CollectorHealth, others: readonly OtherNode[]): CollectorHealth {
    if (this.#last?.own === own && this.#last.others === others) return this.#last.sum;
    const sum = this.#sum(own, others);
    this.#last = { own, others, sum };
    return sum;
  }

  #sum(own: CollectorHealth, nodes: readonly OtherNode[]): CollectorHealth {
    const others = nodes.flatMap(({ health }) => health ?? []);
    const awake = nodes.flatMap(({ isAway, health }) => (isAway ? [] : (health ?? [])));
    const refused = this.#refusals.since(own.startedAt, nodes);
    return {
      ...own,
      ledger: this.#ledgers.of([own.ledger, ...others.map(({ ledger }) => ledger)]),
      balanced: own.balanced && others.every(({ balanced }) => balanced),
      ratePerSecond: awake.reduce((all, { ratePerSecond }) => all + ratePerSecond, own.ratePerSecond),
      each: [{ ...own, node: undefined }, ...nodes.flatMap(countsOf)],
      ...(own.pressure !== undefined && {
        pressure: { ...own.pressure, refused: (own.pressure.refused ?? 0) + refused },
      }),
    };
  }
}

function countsOf({ id, health }: OtherNode): CollectorCounts[] {
  if (health === undefined) return [];
  const { startedAt, ledger, lostAtStart, unansweredAtStart, turnedAway, pressure } = health;
  return [
    {
      node: id,
      startedAt,
      ledger,
      lostAtStart,
      unansweredAtStart,
      turnedAway,
      listeners: [],
      pressure: { refused: pressure?.refused ?? 0 },
    },
  ];
}

/** Messages that other collectors had no room for since our own one started: their counters begin anew at each start of theirs. */
class Refusals {
  #since: number | undefined;
  #sum = 0;
  readonly #before = new Map<string, { readonly startedAt: number; readonly refused: number }>();

  since(startedAt: number, nodes: readonly OtherNode[]): number {
    if (startedAt !== this.#since) this.#sum = 0;
    this.#since = startedAt;
    for (const { id, health } of nodes) {
      if (health === undefined) continue;
      const now = { startedAt: health.startedAt, refused: health.pressure?.refused ?? 0 };
      const before = this.#before.get(id) ?? now;
      this.#sum += Math.max(0, before.startedAt === now.startedAt ? now.refused - before.refused : now.refused);
      this.#before.set(id, now);
    }
    return this.#sum;
  }
}
