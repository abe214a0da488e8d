// How much memory waits in front of the store, and the marks at which something has to be done about it.

import type { Offer } from './offer.js';

// Of the limit. The first mark is, at its default, two batches of a flood of common lines and a part of the third: one in the store, one
// ready behind it, one that gathers. Many connections overshoot it by what each had read.
const PRESSED = 3 / 16;
const DRAINED = 1 / 8;
const OVERFULL = 3 / 8;
const CROWDED = 3 / 4;

/** What an event takes beside its text. Measured: 320 to 630 bytes, and its part of the batch. */
const EVENT_OVERHEAD_BYTES = 900;
/** A text is here as it came and in values that were cut out of it. */
const COPIES = 2;

export class QueueLoad {
  #bytes = 0;
  /** Those of a running append included. */
  #events = 0;

  constructor(readonly limitBytes: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  get events(): number {
    return this.#events;
  }

  add(offer: Offer): void {
    this.#bytes += sizeOf(offer);
    this.#events += 1;
  }

  remove(offer: Offer): void {
    this.#bytes -= sizeOf(offer);
    this.#events -= 1;
  }

  get isFull(): boolean {
    return this.#bytes > this.limitBytes;
  }

  /** Senders that can be held back should be. */
  get isPressed(): boolean {
    return this.#bytes > this.limitBytes * PRESSED;
  }

  /** Those that were held back may go on. */
  get isDrained(): boolean {
    return this.#bytes <= this.limitBytes * DRAINED;
  }

  /** Senders are not held back by the first mark, or cannot be. */
  get isOverfull(): boolean {
    return this.#bytes > this.limitBytes * OVERFULL;
  }

  /** Messages that cannot be held back are refused, or soon will be. */
  get isCrowded(): boolean {
    return this.#bytes > this.limitBytes * CROWDED;
  }
}

const sizeOf = ({ bytes }: Offer): number => bytes * COPIES + EVENT_OVERHEAD_BYTES;
