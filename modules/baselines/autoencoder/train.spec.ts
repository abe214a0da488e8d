import { beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../engine/math/random.js';
import { Autoencoder, type AutoencoderRows, type AutoencoderWeights } from './autoencoder.js';
import { loadTensorflow } from './backend.js';
import { trainAutoencoder } from './train.js';

const WIDTH = 12;
const rows = hoursOf(1_500);

describe('training', () => {
  let trained: AutoencoderWeights;
  beforeAll(async () => {
    trained = await trainAutoencoder(rows, { seed: 1 });
  });

  it('learns what belongs together: an hour that breaks it stands out, and says by what', () => {
    const autoencoder = new Autoencoder(trained);
    const usual = Array.from({ length: 100 }, (_, i) => autoencoder.error(hour(i)));
    const broken = hour(7);
    broken[3] = -broken[3]! + 3;
    expect(autoencoder.error(broken)).toBeGreaterThan(Math.max(...usual));
    expect(autoencoder.terms.indexOf(Math.max(...autoencoder.terms))).toBe(3);
    expect(trained.info.rows).toBe(1_500);
    expect(trained.info.epochs).toBeGreaterThan(15);
    expect(trained.errorVariance).toHaveLength(WIDTH);
  });

  it('gives the same from the same rows and seed, something else from another seed', async () => {
    const again = await trainAutoencoder(rows, { seed: 1 });
    expect(again.layers).toEqual(trained.layers);
    expect(again.errorVariance).toEqual(trained.errorVariance);
    expect((await trainAutoencoder(rows, { seed: 2 })).layers).not.toEqual(trained.layers);
  });

  it('goes on from the one before in a few epochs, and leaves one of other features aside', async () => {
    const next = await trainAutoencoder(rows, { seed: 3, previous: trained });
    expect(next.info.epochs).toBeLessThanOrEqual(4);
    expect(next.info.loss).toBeLessThan(trained.info.loss * 1.02);
    const fewer = { features: ['a', 'b', 'c', 'd'], values: rows.values.slice(0, 4_000) };
    expect((await trainAutoencoder(fewer, { seed: 3, previous: trained })).layers[0]!.inputs).toBe(4);
  });

  it('refuses too few hours, and hours that are no numbers', async () => {
    await expect(trainAutoencoder(hoursOf(20), { seed: 1 })).rejects.toThrow('there are 20');
    const broken = { ...rows, values: rows.values.slice() };
    broken.values[5_000] = NaN;
    await expect(trainAutoencoder(broken, { seed: 1 })).rejects.toThrow('is no number');
  });

  it('lets other work pass, tells how far it is, and ends when it is told to', async () => {
    const abort = new AbortController();
    const epochs: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const training = trainAutoencoder(rows, {
      seed: 1,
      signal: abort.signal,
      onProgress: (epoch) => {
        epochs.push(epoch);
        if (epoch === 3) abort.abort(new Error('enough'));
      },
    });
    await expect(training).rejects.toThrow('enough');
    clearInterval(timer);
    expect(epochs).toEqual([1, 2, 3]);
    expect(turns).toBeGreaterThan(0);
  });

  it('leaves nothing behind in TensorFlow.js, whether it ends well or not', async () => {
    const { tf } = await loadTensorflow();
    const before = tf.memory().numTensors;
    await trainAutoencoder(hoursOf(300), { seed: 1 });
    await trainAutoencoder(hoursOf(300), { seed: 1, previous: trained });
    const abort = AbortSignal.abort(new Error('enough'));
    await expect(trainAutoencoder(rows, { seed: 1, signal: abort })).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the backend', () => {
  it('is the first that works', async () => {
    expect((await loadTensorflow(['wasm', 'cpu'])).backend).toBe('wasm');
    expect((await loadTensorflow(['cpu'])).backend).toBe('cpu');
    expect((await trainAutoencoder(hoursOf(100), { seed: 1, backends: ['cpu'] })).info.backend).toBe('cpu');
  });

  it('says what each said when none works', async () => {
    await expect(loadTensorflow([])).rejects.toThrow('does not work here');
  });
});

function hoursOf(count: number): AutoencoderRows {
  const values = new Float32Array(count * WIDTH);
  for (let row = 0; row < count; row++) values.set(hour(row), row * WIDTH);
  return { features: Array.from({ length: WIDTH }, (_, i) => `feature ${i}`), values };
}

/** Twelve numbers that follow from three, and a little noise. */
function hour(seed: number): Float32Array {
  const random = new SeededRandom(seed * 31 + 1);
  const causes = [random.normal(), random.normal(), random.normal()];
  return Float32Array.from({ length: WIDTH }, (_, i) => causes[i % 3]! * (0.6 + i / 20) + 0.15 * random.normal());
}
