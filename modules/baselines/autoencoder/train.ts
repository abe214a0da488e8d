// Trains the autoencoder: rows of standardised features in, weights out. The same rows and seed give the same weights on one backend. It
// lets other work of its thread pass between batches, and leaves nothing behind in TensorFlow.js.

import { setImmediate } from 'node:timers/promises';
import type { Rank, Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import { SeededRandom } from '../engine/math/random.js';
import { type AutoencoderRows, type AutoencoderWeights, INPUT_BOUND } from './autoencoder.js';
import { type Backend, loadTensorflow, type Tensorflow } from './backend.js';

export interface TrainingOptions {
  /** To go on from; of other features it is left aside. */
  readonly previous?: AutoencoderWeights | undefined;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((epoch: number, epochs: number) => void) | undefined;
  /** Backends to try, for tests. */
  readonly backends?: readonly Backend[] | undefined;
}

/** @throws Error when there are too few rows or the loss is no number: keep the old one; what `signal` was aborted with */
export async function trainAutoencoder(rows: AutoencoderRows, options: TrainingOptions): Promise<AutoencoderWeights> {
  const began = performance.now();
  const random = new SeededRandom(options.seed);
  const sample = takeSample(rows, random);
  const { tf, backend } = await loadTensorflow(options.backends);
  const training = new Training(tf, rows.features.length, sample, options.previous, random);
  try {
    await training.run(options);
    return {
      info: {
        backend,
        trainedAt: Date.now(),
        seconds: (performance.now() - began) / 1_000,
        rows: sample.length / rows.features.length,
        epochs: training.epochs,
        loss: training.loss,
      },
      features: [...rows.features],
      layers: training.layers(),
      errorVariance: training.errorVariance(),
    };
  } finally {
    training.dispose();
  }
}

const HIDDEN = [20, 8, 20];
const BATCH = 128;
const LEARNING_RATE = 2e-3;
const EPOCHS = 15;
/** Where rows are few they are gone through more often, until it took about as many steps as 15 epochs of 20,000 rows. */
const STEPS = 2_000;
const MOST_EPOCHS = 60;
const EPOCHS_AGAIN = 4;
const MOST_ROWS = 20_000;
const LEAST_ROWS = 64;
/** It ends early after so many epochs, none of which made the loss of the rows kept aside this much smaller. */
const PATIENCE = 3;
const BETTER = 0.995;
const KEPT_ASIDE = 0.1;
const BATCHES_A_SLICE = 8;

/** What is kept aside comes first, then what it learns from. */
function takeSample({ features, values }: AutoencoderRows, random: SeededRandom): Float32Array {
  const width = features.length;
  const count = Math.floor(values.length / width);
  if (count < LEAST_ROWS) throw new Error(`an autoencoder needs ${LEAST_ROWS} hours to learn from, there are ${count}`);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  random.shuffle(order);
  const taken = Math.min(count, MOST_ROWS);
  const sample = new Float32Array(taken * width);
  for (let row = 0; row < taken; row++)
    for (let i = 0; i < width; i++) {
      const value = values[order[row]! * width + i]!;
      sample[row * width + i] = Math.min(INPUT_BOUND, Math.max(-INPUT_BOUND, value));
    }
  return sample;
}

class Training {
  loss = Infinity;
  epochs = 0;
  readonly #variables: Variable[] = [];
  readonly #optimizer;
  readonly #aside: Tensor2D;
  readonly #rows: Tensor2D;
  readonly #order: Uint32Array;
  readonly #again: boolean;

  constructor(
    private readonly tf: Tensorflow,
    private readonly width: number,
    sample: Float32Array,
    previous: AutoencoderWeights | undefined,
    private readonly random: SeededRandom,
  ) {
    const count = sample.length / width;
    const aside = Math.floor(count * KEPT_ASIDE);
    this.#aside = tf.tensor2d(sample.subarray(0, aside * width), [aside, width]);
    this.#rows = tf.tensor2d(sample.subarray(aside * width), [count - aside, width]);
    this.#order = Uint32Array.from({ length: count - aside }, (_, i) => i);
    this.#optimizer = tf.train.adam(LEARNING_RATE);
    const sizes = [width, ...HIDDEN, width];
    this.#again = previous !== undefined && fits(previous, sizes);
    for (let i = 0; i + 1 < sizes.length; i++)
      this.#addLayer(sizes[i]!, sizes[i + 1]!, this.#again ? previous?.layers[i] : undefined);
  }

  async run({ signal, onProgress }: TrainingOptions): Promise<void> {
    const enough = Math.ceil(STEPS / Math.ceil(this.#order.length / BATCH));
    const epochs = this.#again ? EPOCHS_AGAIN : Math.max(EPOCHS, Math.min(MOST_EPOCHS, enough));
    let best = Infinity;
    let sinceBest = 0;
    for (let epoch = 1; epoch <= epochs && sinceBest < PATIENCE; epoch++) {
      this.loss = await this.#epoch(signal);
      this.epochs = epoch;
      const loss = this.#number(() => this.#lossOf(this.#aside));
      if (!Number.isFinite(loss) || !Number.isFinite(this.loss))
        throw new Error(`the loss of epoch ${epoch} is no number`);
      sinceBest = loss < best * BETTER ? 0 : sinceBest + 1;
      best = Math.min(best, loss);
      onProgress?.(epoch, epochs);
    }
  }

  layers(): AutoencoderWeights['layers'] {
    const layers: AutoencoderWeights['layers'][number][] = [];
    for (let i = 0; i < this.#variables.length; i += 2) {
      const [weights, bias] = [this.#variables[i]!, this.#variables[i + 1]!];
      const [inputs, outputs] = weights.shape as [number, number];
      layers.push({ inputs, outputs, weights: [...weights.dataSync()], bias: [...bias.dataSync()] });
    }
    return layers;
  }

  /** Over all rows, by feature. */
  errorVariance(): number[] {
    const { tf } = this;
    return tf.tidy(() => {
      const all = tf.concat([this.#aside, this.#rows]);
      return [...tf.mean(tf.squaredDifference(all, this.#forward(all)), 0).dataSync()];
    });
  }

  dispose(): void {
    this.tf.dispose([this.#aside, this.#rows, ...this.#variables]);
    this.#optimizer.dispose();
  }

  /** @returns the mean loss of its batches */
  async #epoch(signal: AbortSignal | undefined): Promise<number> {
    const { tf } = this;
    this.random.shuffle(this.#order);
    const shuffled = tf.tidy(() => tf.gather(this.#rows, tf.tensor1d(Int32Array.from(this.#order), 'int32')));
    try {
      let sum = 0;
      const count = this.#order.length;
      for (let from = 0, batch = 1; from < count; from += BATCH, batch++) {
        const size = Math.min(BATCH, count - from);
        sum += size * this.#step(shuffled, from, size);
        if (batch % BATCHES_A_SLICE !== 0) continue;
        await setImmediate();
        signal?.throwIfAborted();
      }
      return sum / count;
    } finally {
      shuffled.dispose();
    }
  }

  #step(rows: Tensor2D, from: number, size: number): number {
    return this.#number(() => {
      const batch = this.tf.slice(rows, [from, 0], [size, this.width]);
      return this.#optimizer.minimize(() => this.#lossOf(batch), true, this.#variables)!;
    });
  }

  #lossOf(rows: Tensor2D): Scalar {
    return this.tf.mean(this.tf.squaredDifference(rows, this.#forward(rows)));
  }

  #forward(rows: Tensor2D): Tensor2D {
    const { tf } = this;
    let values = rows;
    const last = this.#variables.length - 2;
    for (let i = 0; i <= last; i += 2) {
      const sums = tf.add(
        tf.matMul(values, this.#variables[i] as unknown as Tensor2D),
        this.#variables[i + 1]!,
      ) as Tensor2D;
      values = i === last ? sums : tf.tanh(sums);
    }
    return values;
  }

  #number(compute: () => Tensor<Rank>): number {
    return this.tf.tidy(() => compute().dataSync()[0]!);
  }

  /** New weights are Glorot’s: variance 2 / (inputs + outputs). */
  #addLayer(inputs: number, outputs: number, previous: AutoencoderWeights['layers'][number] | undefined): void {
    const { tf } = this;
    const spread = Math.sqrt(2 / (inputs + outputs));
    const weights = previous?.weights ?? Array.from({ length: inputs * outputs }, () => this.random.normal() * spread);
    const bias = previous?.bias ?? new Array<number>(outputs).fill(0);
    this.#variables.push(
      tf.tidy(() => tf.variable(tf.tensor2d([...weights], [inputs, outputs]))),
      tf.tidy(() => tf.variable(tf.tensor1d([...bias]))),
    );
  }
}

function fits({ layers }: AutoencoderWeights, sizes: readonly number[]): boolean {
  return (
    layers.length === sizes.length - 1 &&
    layers.every(({ inputs, outputs }, i) => inputs === sizes[i] && outputs === sizes[i + 1])
  );
}
