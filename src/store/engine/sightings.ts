// Whether a value was seen before, lately, in 128 kB: of each place the last fingerprint is kept, and in which batch it came. It may take
// one for another, and forget. Within a batch nothing comes again: its rows may be encoded twice.

import { hashText } from '../../hash.js';

const PLACES = 2 ** 14;

export class Sightings {
  readonly #prints = new Int32Array(PLACES);
  readonly #batches = new Int32Array(PLACES);
  #batch = 1;

  /** What comes from now on is another batch. */
  nextBatch(): void {
    this.#batch += 1;
  }

  /** `before`: in an earlier batch; `now`: in this one. */
  see(name: string, value: string): 'never' | 'now' | 'before' {
    const print = hashText(value, hashText(name)) | 0;
    const place = print & (PLACES - 1);
    if (this.#prints[place] === print && this.#batches[place] !== 0)
      return this.#batches[place] === this.#batch ? 'now' : 'before';
    this.#prints[place] = print;
    this.#batches[place] = this.#batch;
    return 'never';
  }
}
