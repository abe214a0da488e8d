// Who may work on the files of the store, and when: one after the other, but for an append, which may begin while the one before it is
// being written. So SQLite always has the next transaction at hand.

/** Of an append. */
export interface Turn {
  /** Resolves when the append before it has ended, well or not. */
  readonly before: Promise<void>;
  /** The next one may begin, as soon as the one before this has ended; else it begins when this one has. */
  readonly handOver: () => void;
}

export class Turns {
  /** The next may begin. */
  #free: Promise<unknown> = Promise.resolve();
  /** All that has begun has ended. */
  #done: Promise<unknown> = Promise.resolve();

  /** Nothing else runs beside it. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#free.then(() => this.#done).then(work);
    this.#free = settled(result);
    return result;
  }

  append<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    const begun = this.#free.then(() => {
      const before = settled(this.#done);
      let handOver!: () => void;
      const handedOver = new Promise<void>((resolve) => (handOver = resolve));
      const result = work({ before, handOver });
      const done = settled(result);
      this.#done = Promise.all([before, done]);
      return { result, isFree: Promise.race([done, handedOver.then(() => before)]) };
    });
    this.#free = begun.then(({ isFree }) => isFree);
    return begun.then(({ result }) => result);
  }
}

function settled(promise: Promise<unknown>): Promise<void> {
  return promise.then(
    () => undefined,
    () => undefined, // whoever asked is told
  );
}
