// TensorFlow.js, by the fastest backend that loads here and computes rightly: tfjs-node, else WebAssembly, else plain JavaScript. Only the
// training worker loads it.

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import util from 'node:util';
import type * as core from '@tensorflow/tfjs-core';
import type { AutoencoderInfo } from './autoencoder.js';

export type Tensorflow = typeof core;
export type Backend = AutoencoderInfo['backend'];

export interface LoadedTensorflow {
  readonly tf: Tensorflow;
  readonly backend: Backend;
}

/**
 * Once a thread: TensorFlow.js keeps its state in the module.
 * @param order which to try, for tests
 * @throws Error when none works, with what each said
 */
export async function loadTensorflow(order: readonly Backend[] = ['node', 'wasm', 'cpu']): Promise<LoadedTensorflow> {
  const refusals: string[] = [];
  for (const backend of order) {
    try {
      const tf = await LOADERS[backend]();
      selfTest(tf);
      return { tf, backend };
    } catch (error) {
      refusals.push(`${backend}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`TensorFlow.js does not work here (${refusals.join('; ')})`);
}

const LOADERS: Readonly<Record<Backend, () => Promise<Tensorflow>>> = {
  async node() {
    // It calls a function that Node 23 removed.
    if (!('isNullOrUndefined' in util))
      Object.assign(util, { isNullOrUndefined: (value: unknown) => value === undefined || value === null });
    // Not in package.json’s dependencies of every installation: no type, and no import that a compiler would look for.
    const name = '@tensorflow/tfjs-node';
    const loaded = (await import(name)) as Tensorflow & { default?: Tensorflow };
    return use(loaded.default ?? loaded, 'tensorflow');
  },
  async wasm() {
    const tf = await loadCore();
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${dirname(main)}/`);
    return use(tf, 'wasm');
  },
  async cpu() {
    const tf = await loadCore();
    await import('@tensorflow/tfjs-backend-cpu');
    return use(tf, 'cpu');
  },
};

/** The core knows no gradients until tfjs-layers registers them. */
async function loadCore(): Promise<Tensorflow> {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-layers');
  return tf;
}

async function use(tf: Tensorflow, name: string): Promise<Tensorflow> {
  if (!(await tf.setBackend(name))) throw new Error('did not start');
  await tf.ready();
  return tf;
}

/** What training needs: a product of matrices, and a gradient. */
function selfTest(tf: Tensorflow): void {
  const found = tf.tidy(() => {
    const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]));
    const slope = tf.grad((x) => tf.mean(tf.square(x)))(tf.tensor1d([3]));
    return [...product.dataSync(), ...slope.dataSync()].join();
  });
  if (found !== '19,22,43,50,6') throw new Error(`computed ${found} for 19,22,43,50,6`);
}
