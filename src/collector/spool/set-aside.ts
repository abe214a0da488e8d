// Events that were read already and that the store does not take: from the writer's queue into the spool.

import type { Ledger } from '../write/ledger.js';
import type { Offer } from '../write/offer.js';
import type { Spool } from './spool.js';

/** Written at once, with the ledger behind it: what a kill in between could count twice. */
const CHUNK_EVENTS = 256;

/** Returns how many the spool took, from the first on; the ledger has them there now. */
export function setAside(offers: readonly Offer[], spool: Spool, ledger: Ledger): number {
  for (let at = 0; at < offers.length; at += CHUNK_EVENTS) {
    const chunk = offers.slice(at, at + CHUNK_EVENTS);
    const taken = spool.append(
      chunk.map(({ event, source, dedupeKey }) => ({ is: 'event', event, source: source.name, dedupeKey })),
    );
    const counts = new Map<number, number>();
    for (const { source } of chunk.slice(0, taken)) counts.set(source.slot, (counts.get(source.slot) ?? 0) + 1);
    ledger.moveToSpool(counts);
    if (taken < chunk.length) return at + taken;
  }
  return offers.length;
}
