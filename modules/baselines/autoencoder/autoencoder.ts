// The autoencoder as the engine sees it: plain numbers. Training (train.ts) loads TensorFlow.js; this file does not, and may be loaded in
// the collector.

/** What is shown about it. */
export interface AutoencoderInfo {
  /** Of TensorFlow.js: `node`, `wasm` or `cpu`. */
  readonly backend: 'node' | 'wasm' | 'cpu';
  /** ms since 1970 */
  readonly trainedAt: number;
  readonly seconds: number;
  readonly rows: number;
  readonly epochs: number;
  /** Mean squared error of the last epoch. */
  readonly loss: number;
}

/** What it is trained with: rows of standardised features, one a user-hour. */
export interface AutoencoderRows {
  /** Names of the features, in order. */
  readonly features: readonly string[];
  /** Row by row, `features.length` numbers each. */
  readonly values: Float32Array;
}

/** Weights and what is needed to judge an error. Plain JSON. */
export interface AutoencoderWeights {
  readonly info: AutoencoderInfo;
  readonly features: readonly string[];
  /** Dense layers in order, tanh between, linear at the end. */
  readonly layers: readonly {
    readonly inputs: number;
    readonly outputs: number;
    /** Row by row: `inputs` rows of `outputs` numbers. */
    readonly weights: readonly number[];
    readonly bias: readonly number[];
  }[];
  /** By feature: variance of the error in training. */
  readonly errorVariance: readonly number[];
}

/** A forward pass in plain JavaScript: 26 inputs cost a few microseconds, where a call into TensorFlow.js costs hundreds. */
export class Autoencoder {
  readonly #layers: readonly Layer[];
  readonly #weightOfSquare: Float64Array;
  readonly #input: Float64Array;
  readonly #terms: Float32Array;

  /** @throws Error when layers do not fit together, or a number is none */
  constructor(readonly weights: AutoencoderWeights) {
    const count = weights.features.length;
    this.#layers = weights.layers.map(makeLayer);
    checkFit(weights);
    this.#input = new Float64Array(count);
    this.#terms = new Float32Array(count);
    this.#weightOfSquare = Float64Array.from(weights.errorVariance, (variance) => 1 / (variance + LEAST_VARIANCE));
  }

  /** Sum over the features of min(60, (x - x̂)² / (variance + 0.02)). @param row as many numbers as features */
  error(row: Float32Array): number {
    const expected = this.#forward(row);
    let error = 0;
    for (let i = 0; i < expected.length; i++) {
      const off = row[i]! - expected[i]!;
      const term = Math.min(MOST_OF_TERM, off * off * this.#weightOfSquare[i]!);
      this.#terms[i] = term;
      error += term;
    }
    return error;
  }

  /** The terms of the last `error`, by feature: what it does not understand. Valid until the next call. */
  get terms(): Float32Array {
    return this.#terms;
  }

  #forward(row: Float32Array): Float64Array {
    const input = this.#input;
    for (let i = 0; i < input.length; i++) input[i] = Math.min(INPUT_BOUND, Math.max(-INPUT_BOUND, row[i]!));
    let values = input;
    const last = this.#layers.length - 1;
    for (let l = 0; l <= last; l++) {
      const { columns, bias, result } = this.#layers[l]!;
      const inputs = values.length;
      for (let out = 0, at = 0; out < result.length; out++) {
        let sum = bias[out]!;
        for (let i = 0; i < inputs; i++) sum += values[i]! * columns[at++]!;
        result[out] = l === last ? sum : Math.tanh(sum);
      }
      values = result;
    }
    return values;
  }
}

/** Standardised values beyond it are this to the network, in training too: one wild row must not bend all others. */
export const INPUT_BOUND = 10;
const MOST_OF_TERM = 60;
const LEAST_VARIANCE = 0.02;

interface Layer {
  /** Column by column: one output’s weights lie side by side. */
  readonly columns: Float64Array;
  readonly bias: Float64Array;
  readonly result: Float64Array;
}

function makeLayer({ inputs, outputs, weights, bias }: AutoencoderWeights['layers'][number]): Layer {
  const columns = new Float64Array(inputs * outputs);
  for (let i = 0; i < inputs; i++)
    for (let out = 0; out < outputs; out++) columns[out * inputs + i] = weights[i * outputs + out]!;
  return { columns, bias: Float64Array.from(bias), result: new Float64Array(outputs) };
}

function checkFit({ features, layers, errorVariance }: AutoencoderWeights): void {
  let size = features.length;
  for (const { inputs, outputs, weights, bias } of layers) {
    if (inputs !== size || weights.length !== inputs * outputs || bias.length !== outputs)
      throw new Error(`no autoencoder: a layer of ${inputs} x ${outputs} does not fit to ${size} values`);
    if (!weights.every(Number.isFinite) || !bias.every(Number.isFinite))
      throw new Error('no autoencoder: a weight is no number');
    size = outputs;
  }
  if (layers.length === 0 || size !== features.length || errorVariance.length !== size)
    throw new Error(`no autoencoder: ${size} values for ${features.length} features`);
  if (!errorVariance.every((variance) => variance >= 0)) throw new Error('no autoencoder: a variance is no number');
}
