// Gives batches to the store, and watches how long it takes.

import type { AppendResult, EventStore } from '../../store/event-store.js';
import { BatchMarks } from './batch-marks.js';
import type { Ledger } from './ledger.js';
import type { Batch } from './open-batches.js';
import type { Pressure } from './pressure.js';
import type { StoreState } from './store-state.js';

/** A batch that the store was given. */
export interface Append {
  readonly batch: Batch;
  readonly outcome: Promise<{ readonly result: AppendResult } | { readonly error: unknown }>;
  /** See BatchMarks. */
  readonly end: () => void;
}

/** Commits take up to a second on slow disks; that a database is locked, SQLite says after two. */
const SLOW_APPEND_MS = 5_000;

export class Appender {
  readonly #marks: BatchMarks;
  /** When the store last took a batch, by `performance.now()`. */
  #committedAt = 0;
  /** Of the last append that the store was given: the next one only waits until then. */
  #before: Promise<unknown> = Promise.resolve();

  /** @param onSlow is told when the append began that takes too long */
  constructor(
    private readonly store: EventStore,
    ledger: Ledger,
    private readonly pressure: Pressure,
    private readonly state: StoreState,
    private readonly onSlow: (begun: number) => void,
  ) {
    this.#marks = new BatchMarks(ledger);
  }

  append(batch: Batch): Append {
    const { kind, offers } = batch;
    const { marks, end } = this.#marks.of(offers);
    const begun = performance.now();
    // An import holds the store as long as its old days need.
    const patience = new Patience(kind === 'live' ? this.onSlow : () => undefined);
    void this.#before.then(() => patience.begin());
    const outcome = this.store
      .append({ kind, events: offers, marks })
      .then(
        (result) => {
          this.#committed(offers.length, begun);
          return { result };
        },
        (error: unknown) => ({ error }),
      )
      .finally(() => {
        patience.end();
        this.state.answered();
      });
    this.#before = outcome;
    return { batch, outcome, end };
  }

  /** Behind another one it only waited before that was done. */
  #committed(events: number, begun: number): void {
    const now = performance.now();
    this.pressure.committed(events, now - Math.max(begun, this.#committedAt));
    this.#committedAt = now;
  }
}

/** For the store with one append. */
class Patience {
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(private readonly onSlow: (begun: number) => void) {}

  begin(): void {
    if (this.#isOver) return;
    const begun = performance.now();
    this.#timer = setTimeout(() => this.onSlow(begun), SLOW_APPEND_MS);
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}
