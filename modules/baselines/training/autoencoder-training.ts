// When the autoencoder is trained, and what happens when it cannot be: the old one stays, and it is said.

import { messageOf } from '#src/faults.js';
import { Autoencoder } from '../autoencoder/autoencoder.js';
import type { Engine } from '../engine/engine.js';

/** While catching up it is trained so seldom; at the end always. */
const EVERY_DAYS = 7;

export class AutoencoderTraining {
  constructor(
    private readonly signal: AbortSignal,
    private readonly notes: string[],
  ) {}

  /** @param nth day of this run, 0.. */
  isDue(nth: number, isLast: boolean): boolean {
    return isLast || nth % EVERY_DAYS === EVERY_DAYS - 1;
  }

  /** @param day the seed: the same day gives the same one */
  async train(engine: Engine, day: number): Promise<void> {
    const rows = engine.autoencoderRows();
    if (rows === undefined) return;
    try {
      // TensorFlow.js takes a second and 100 MB: only a run that needs it loads it.
      const { trainAutoencoder } = await import('../autoencoder/train.js');
      const previous = engine.autoencoder?.weights;
      const weights = await trainAutoencoder(rows, { seed: day, signal: this.signal, ...(previous && { previous }) });
      engine.useAutoencoder(new Autoencoder(weights));
    } catch (error) {
      this.signal.throwIfAborted();
      this.notes.push(`The autoencoder could not be trained: ${messageOf(error)} The one before goes on.`);
    }
  }
}
