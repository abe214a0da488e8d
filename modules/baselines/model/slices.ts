// Long work in slices: after a few ms others may run.

import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 4;

export class Slices {
  #end = performance.now() + SLICE_MS;

  get isOver(): boolean {
    return performance.now() >= this.#end;
  }

  /** Lets others run when the slice is over. `if (slices.isOver) await slices.pause()` costs nothing where it is not. */
  async pause(): Promise<void> {
    await nextTurn();
    this.#end = performance.now() + SLICE_MS;
  }
}
