// For a copy of a table in memory that is changed here and read again when others changed it: one after the other, so that what was read
// before a change is never kept after it, whoever made the change.

export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Begins when what was given before has ended, well or not. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
