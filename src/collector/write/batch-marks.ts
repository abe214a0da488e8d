// What the transactions of the appends store of the ledger beside the events.

import type { AppendBatch } from '../../store/event-store.js';
import type { Ledger } from './ledger.js';
import type { Outcomes } from './ledger-mark.js';
import type { Offer } from './offer.js';

/** By slot. */
type AppendOutcomes = Map<number, Outcomes>;

/** Counts on over the transactions that the ledger has not counted yet: each mark says what will be stored when its transaction is. */
export class BatchMarks {
  /** Of the appends that run, in their order. */
  readonly #running = new Set<AppendOutcomes>();

  constructor(private readonly ledger: Ledger) {}

  /** `end` is to be called when the ledger has counted what became of the append, or counts nothing. */
  of(offers: readonly Offer[]): { readonly marks: NonNullable<AppendBatch['marks']>; readonly end: () => void } {
    const own: AppendOutcomes = new Map();
    this.#running.add(own);
    const marks: AppendBatch['marks'] = (storedNow, duplicatesNow) => {
      for (const index of storedNow) count(own, offers[index]!, 'stored');
      for (const index of duplicatesNow) if (!offers[index]!.hasSpoolKey) count(own, offers[index]!, 'duplicate');
      return [...own.keys()].map((slot) => this.ledger.mark(slot, this.#uncounted(slot)));
    };
    return { marks, end: () => this.#running.delete(own) };
  }

  #uncounted(slot: number): readonly Outcomes[] {
    return [...this.#running].flatMap((outcomes) => outcomes.get(slot) ?? []);
  }
}

function count(all: AppendOutcomes, { source, isSpooled }: Offer, outcome: 'stored' | 'duplicate'): void {
  let outcomes = all.get(source.slot);
  if (outcomes === undefined) all.set(source.slot, (outcomes = { stored: 0, duplicate: 0, spooled: 0 }));
  outcomes[outcome] += 1;
  if (isSpooled) outcomes.spooled += 1;
}
