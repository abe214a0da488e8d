import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Autoencoder, type AutoencoderWeights } from './autoencoder.js';

const WEIGHTS: AutoencoderWeights = {
  info: { backend: 'cpu', trainedAt: 0, seconds: 1, rows: 100, epochs: 1, loss: 0.1 },
  features: ['logons', 'files'],
  layers: [
    { inputs: 2, outputs: 1, weights: [0.5, -1], bias: [0.25] },
    { inputs: 1, outputs: 2, weights: [2, 3], bias: [0, 1] },
  ],
  errorVariance: [0.48, 1.98],
};

describe('the autoencoder', () => {
  it('adds up, by feature, how far a row is from what it expected', () => {
    const autoencoder = new Autoencoder(WEIGHTS);
    const error = autoencoder.error(Float32Array.of(1, 0.5));
    const hidden = Math.tanh(0.25 + 0.5 - 0.5);
    const [logons, files] = [(1 - 2 * hidden) ** 2 / 0.5, (0.5 - 3 * hidden - 1) ** 2 / 2];
    expect(error).toBeCloseTo(logons + files, 6);
    expect(autoencoder.terms[0]).toBeCloseTo(logons, 6);
    expect(autoencoder.terms[1]).toBeCloseTo(files, 6);
  });

  it('lets no feature count for more than 60, however wild it is', () => {
    expect(new Autoencoder(WEIGHTS).error(Float32Array.of(1e9, -1e9))).toBe(120);
  });

  it.each<[string, Partial<AutoencoderWeights>]>([
    ['layers that do not fit together', { layers: [WEIGHTS.layers[0]!] }],
    ['no layers', { layers: [] }],
    ['weights too few', { layers: [{ inputs: 2, outputs: 2, weights: [1], bias: [0, 0] }] }],
    ['a weight that is no number', { layers: [{ ...WEIGHTS.layers[0]!, weights: [NaN, 1] }, WEIGHTS.layers[1]!] }],
    ['a variance too few', { errorVariance: [1] }],
    ['a variance below 0', { errorVariance: [1, -1] }],
  ])('refuses %s', (_, damage) => expect(() => new Autoencoder({ ...WEIGHTS, ...damage })).toThrow('no autoencoder'));
});

it('does not bring TensorFlow.js into the collector', () => {
  const reached = reachedFrom(new URL('../stage.ts', import.meta.url));
  expect(reached.files).toContain('stage.ts');
  expect(reached.packages.filter((name) => name.startsWith('@tensorflow'))).toEqual([]);
  // And the walk would see it.
  expect(reachedFrom(new URL('train.ts', import.meta.url)).packages).toContain('@tensorflow/tfjs-core');
});

/** What the built program loads with a file, as far as imports say so; those of types alone are left out. */
function reachedFrom(start: URL): { files: string[]; packages: string[] } {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const left = [start];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (seen.has(file.href)) continue;
    seen.add(file.href);
    for (const [, typeOnly, imported, awaited] of readFileSync(file, 'utf8').matchAll(IMPORTS)) {
      const name = imported ?? awaited;
      if (typeOnly !== undefined || name === undefined) continue;
      if (name.startsWith('.')) left.push(new URL(name.replace(/\.js$/, '.ts'), file));
      else if (name.startsWith('#'))
        left.push(new URL(`../../../${name.slice(1).replace(/\.js$/, '.ts')}`, import.meta.url));
      else packages.add(name);
    }
  }
  return { files: [...seen].map((href) => href.split('/').at(-1)!), packages: [...packages] };
}

/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'`, `import('x')`. */
const IMPORTS = /(?:^|\n)(?:import|export)\s+(type\s)?(?:[^;'"]*?from\s+)?'([^']+)'|\bimport\('([^']+)'\)/g;
