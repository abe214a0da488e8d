// What the transactions of one append store of the ledger beside the events.

import type { AppendBatch } from '../../store/event-store.js';
import type { Ledger } from './ledger.js';
import type { Offer } from './offer.js';

/** Counts on over the transactions of one append: each mark says what will be stored when its transaction is. */
export function batchMarks(ledger: Ledger, offers: readonly Offer[]): NonNullable<AppendBatch['marks']> {
  const stored = new Map<number, number>();
  const duplicate = new Map<number, number>();
  return (storedNow, duplicatesNow) => {
    for (const index of storedNow) addOne(stored, offers[index]!.source.slot);
    for (const index of duplicatesNow) if (!offers[index]!.hasSpoolKey) addOne(duplicate, offers[index]!.source.slot);
    const slots = new Set([...stored.keys(), ...duplicate.keys()]);
    return [...slots].map((slot) => ledger.mark(slot, stored.get(slot) ?? 0, duplicate.get(slot) ?? 0));
  };
}

function addOne(counts: Map<number, number>, slot: number): void {
  counts.set(slot, (counts.get(slot) ?? 0) + 1);
}
