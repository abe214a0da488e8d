// How messages leave the queue: stored, known already, failed, refused, or set aside. Each is counted once and whoever waits is told once; the
// ledger is written by the caller, once for all of them.

import type { LogEvent } from '../../event/event.js';
import type { AppendResult } from '../../store/event-store.js';
import type { Receipt } from '../frame.js';
import type { Ledger } from './ledger.js';
import { isAwaited, type Offer } from './offer.js';
import type { Batch } from './open-batches.js';
import type { QueueLoad } from './queue-load.js';

export class Settlement {
  /** @param aside takes messages from the first on, counts them as its own, settles who waits, and says how many it took */
  constructor(
    private readonly load: QueueLoad,
    private readonly ledger: Ledger,
    private readonly aside: ((offers: readonly Offer[]) => number) | undefined,
  ) {}

  /** Gives those that are new in the store. */
  store({ offers }: Batch, { ids }: AppendResult): LogEvent[] {
    const committed: LogEvent[] = [];
    for (let i = 0; i < offers.length; i += 1) {
      const offer = offers[i]!;
      const id = ids[i];
      if (id !== undefined) {
        offer.event['event.id'] = id;
        committed.push(offer.event);
      }
      this.#leave(offer, id === undefined ? 'duplicate' : 'stored');
      offer.settle?.(id === undefined ? DUPLICATE : STORED);
    }
    return committed;
  }

  /**
   * What the spool has already, what an import brought, and what nobody takes stays in the batch.
   * @param reason with it, who waits for an answer and whose message nobody takes is told to send again
   */
  setAside(batch: Batch, reason: string | undefined): void {
    const { offers } = batch;
    const movable = offers.filter((offer) => !offer.isSpooled && !offer.import);
    const taken = movable.length === 0 ? 0 : (this.aside?.(movable) ?? 0);
    const gone = new Set(movable.slice(0, taken));
    batch.offers = offers.filter((offer) => {
      if (gone.has(offer)) this.load.remove(offer);
      else if (reason !== undefined && isAwaited(offer)) this.#refuse(offer, reason);
      else return true;
      return false;
    });
  }

  /** For its own sake, and for good. */
  fail(offer: Offer, reason: string): void {
    this.#leave(offer, 'failed');
    offer.settle?.({ outcome: 'failed', reason, lasting: true });
  }

  /** Its sender has it still. */
  #refuse(offer: Offer, reason: string): void {
    this.#leave(offer, 'refused');
    offer.settle?.({ outcome: 'refused', reason });
  }

  #leave(offer: Offer, outcome: 'stored' | 'duplicate' | 'refused' | 'failed'): void {
    this.load.remove(offer);
    if (!offer.isSpooled) this.ledger.settle(offer.source.slot, outcome, 1);
    else if (outcome !== 'duplicate' || !offer.hasSpoolKey) this.ledger.finish(offer.source.slot, outcome, 1);
  }
}

const STORED: Receipt = { outcome: 'stored' };
const DUPLICATE: Receipt = { outcome: 'duplicate' };
