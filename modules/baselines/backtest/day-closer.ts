// What the nightly training does, inline: learns each day when it is over, and trains the autoencoder each week.

import { Autoencoder, type AutoencoderInfo } from '../autoencoder/autoencoder.js';
import type { Engine } from '../engine/engine.js';

/** Days between two trainings: each night makes findings hardly better here, and a long back-test much slower. */
const TRAIN_EACH_DAYS = 7;
const SEED = 1;

export class DayCloser {
  #trainedThrough: number | undefined;
  #autoencoder: Autoencoder | undefined;
  #problem: string | undefined;
  #days = 0;

  constructor(private readonly engine: Engine) {}

  /** Learns what is over; cheap when nothing is. */
  async close(): Promise<void> {
    while (this.engine.closedDays.length > 0) {
      this.engine.closeDay();
      this.#days += 1;
      await this.#train();
    }
  }

  /** Days learned. */
  get days(): number {
    return this.#days;
  }

  /** Of the last training; undefined: there was too little, or `problem`. */
  get info(): AutoencoderInfo | undefined {
    return this.#autoencoder?.weights.info;
  }

  /** Why the autoencoder could not be trained the last time. */
  get problem(): string | undefined {
    return this.#problem;
  }

  async #train(): Promise<void> {
    const { through } = this.engine;
    if (through === undefined || through - (this.#trainedThrough ?? -Infinity) < TRAIN_EACH_DAYS) return;
    const rows = this.engine.autoencoderRows();
    if (rows === undefined) return;
    // Whatever comes of it: not again tomorrow.
    this.#trainedThrough = through;
    try {
      const { trainAutoencoder } = await import('../autoencoder/train.js');
      const previous = this.#autoencoder?.weights;
      const weights = await trainAutoencoder(rows, { seed: SEED, ...(previous === undefined ? {} : { previous }) });
      this.#autoencoder = new Autoencoder(weights);
      this.#problem = undefined;
    } catch (cause) {
      // It goes on with the one before, as the training job does.
      this.#problem = cause instanceof Error ? cause.message : String(cause);
      return;
    }
    this.engine.useAutoencoder(this.#autoencoder);
  }
}
