// What gathers for the next append, apart by what may be in one transaction: kind, retention class and day.

import type { Offer } from './offer.js';

/** Events of one transaction, so that a failure has no half. */
export interface Batch {
  readonly kind: 'live' | 'import';
  /** Of an append that was prepared the store knows the array: what is left of it goes into another one. */
  offers: readonly Offer[];
}

interface OpenBatch extends Batch {
  readonly offers: Offer[];
}

/** Of one batch. */
export interface BatchLimits {
  readonly events: number;
  /** Of messages as they came. */
  readonly bytes: number;
}

const DAY_MS = 86_400_000;

export class OpenBatches {
  #batches = new Map<string, OpenBatch>();
  /** Where the last offer went: the next one mostly goes there too. */
  #last: { readonly batch: OpenBatch; readonly retention: string; readonly day: number } | undefined;
  #events = 0;
  #bytes = 0;

  get events(): number {
    return this.#events;
  }

  /** The one that the last offer went into. */
  get latest(): Batch | undefined {
    return this.#last?.batch;
  }

  reaches({ events, bytes }: BatchLimits): boolean {
    return this.#events >= events || this.#bytes >= bytes;
  }

  add(offer: Offer): void {
    this.#batchFor(offer).offers.push(offer);
    this.#events += 1;
    this.#bytes += offer.bytes;
  }

  /** All that is here, which leaves it empty. */
  take(limits: BatchLimits): Batch[] {
    const taken = [...this.#batches.values()].flatMap((batch) => cut(batch, limits));
    this.#batches = new Map();
    this.#last = undefined;
    this.#events = 0;
    this.#bytes = 0;
    return taken;
  }

  #batchFor({ import: isImport, event, source: { retention } }: Offer): OpenBatch {
    const day = Math.floor(event[isImport ? '@timestamp' : 'event.ingested'] / DAY_MS);
    const kind = isImport ? 'import' : 'live';
    const last = this.#last;
    if (last !== undefined && last.day === day && last.retention === retention && last.batch.kind === kind)
      return last.batch;
    const key = `${kind}/${retention}/${day}`;
    let batch = this.#batches.get(key);
    if (batch === undefined) this.#batches.set(key, (batch = { kind, offers: [] }));
    this.#last = { batch, retention, day };
    return batch;
  }
}

/** At least one event each. */
function cut({ kind, offers }: Batch, limits: BatchLimits): Batch[] {
  const batches: Batch[] = [];
  let from = 0;
  let bytes = 0;
  for (let at = 0; at < offers.length; at += 1) {
    const size = offers[at]!.bytes;
    if (at > from && (at - from >= limits.events || bytes + size > limits.bytes)) {
      batches.push({ kind, offers: offers.slice(from, at) });
      from = at;
      bytes = 0;
    }
    bytes += size;
  }
  batches.push({ kind, offers: from === 0 ? offers : offers.slice(from) });
  return batches;
}
