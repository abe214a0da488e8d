// What the transactions of the appends store of the ledger beside the events.

import type { AppendBatch } from '../../store/event-store.js';
import type { Ledger } from './ledger.js';
import type { Offer } from './offer.js';

interface Outcomes {
  readonly stored: Map<number, number>;
  readonly duplicate: Map<number, number>;
}

/** Counts on over the transactions that the ledger has not counted yet: each mark says what will be stored when its transaction is. */
export class BatchMarks {
  /** Of the appends that run. */
  readonly #running = new Set<Outcomes>();

  constructor(private readonly ledger: Ledger) {}

  /** `end` is to be called when the ledger has counted what became of the append, or counts nothing. */
  of(offers: readonly Offer[]): { readonly marks: NonNullable<AppendBatch['marks']>; readonly end: () => void } {
    const own: Outcomes = { stored: new Map(), duplicate: new Map() };
    this.#running.add(own);
    const marks: AppendBatch['marks'] = (storedNow, duplicatesNow) => {
      for (const index of storedNow) addOne(own.stored, offers[index]!.source.slot);
      for (const index of duplicatesNow)
        if (!offers[index]!.hasSpoolKey) addOne(own.duplicate, offers[index]!.source.slot);
      const slots = new Set([...own.stored.keys(), ...own.duplicate.keys()]);
      return [...slots].map((slot) =>
        this.ledger.mark(slot, this.#expected('stored', slot), this.#expected('duplicate', slot)),
      );
    };
    return { marks, end: () => this.#running.delete(own) };
  }

  #expected(outcome: keyof Outcomes, slot: number): number {
    let sum = 0;
    for (const outcomes of this.#running) sum += outcomes[outcome].get(slot) ?? 0;
    return sum;
  }
}

function addOne(counts: Map<number, number>, slot: number): void {
  counts.set(slot, (counts.get(slot) ?? 0) + 1);
}
