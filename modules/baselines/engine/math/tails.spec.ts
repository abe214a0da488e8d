import { describe, expect, it } from 'vitest';
import { logGamma, logGammaRatio } from './gamma.js';
import { countSurprisal, countTail, gapSurprisal } from './tails.js';

describe('the gamma function', () => {
  it.each([
    [0.5, Math.log(Math.PI) / 2],
    [1, 0],
    [10, Math.log(362_880)],
    [100, 359.1342053695754],
    [0.1, 2.252712651734206],
    [1e6, 12815504.569147611],
  ])('knows ln Γ(%s)', (x, expected) => expect(relative(logGamma(x), expected)).toBeLessThan(1e-12));

  it.each([
    [3, 4],
    [49.5, 7],
    [50, 7],
    [1e6, 100],
    [1e9, 3],
  ])('knows ln Γ(%s + %s) / Γ(...) as the sum of logarithms', (x, a) => {
    let sum = 0;
    for (let i = 0; i < a; i++) sum += Math.log(x + i);
    expect(relative(logGammaRatio(x, a), sum)).toBeLessThan(1e-12);
  });
});

describe('the tail of a count', () => {
  const counts = [1, 2, 3, 5, 10, 20, 60, 200];
  const means = [0.001, 0.05, 0.8, 3, 12, 90];
  const dispersions = [0.05, 0.3, 0.8, 2, 30, 1e4, 1e8, Infinity];

  it('is the sum of its terms, to nine digits', () => {
    let worst = 0;
    for (const count of counts)
      for (const mean of means)
        for (const dispersion of dispersions) {
          const exact = summedTail(count, mean, dispersion);
          if (exact > 1e-290) worst = Math.max(worst, relative(countTail(count, mean, dispersion), exact));
        }
    expect(worst).toBeLessThan(1e-9);
  });

  it('rises with the count, also between whole numbers and where probabilities are no longer numbers', () => {
    for (const mean of means)
      for (const dispersion of dispersions) {
        let last = -1;
        for (const count of [0, 0.5, 0.999, 1, 1.001, 2, 2.5, 3, 10, 100, 1_000, 5_000]) {
          const surprisal = countSurprisal(count, mean, dispersion);
          expect(surprisal).toBeGreaterThanOrEqual(last - 1e-12);
          expect(surprisal).toBeLessThan(Infinity);
          last = surprisal;
        }
      }
    expect(countSurprisal(5_000, 0.001, Infinity)).toBeGreaterThan(countSurprisal(4_000, 0.001, Infinity) + 1_000);
  });

  it('is nothing for no count, and a number for a mean of 0', () => {
    expect(countTail(0, 3, 1)).toBe(1);
    expect(countSurprisal(0, 3, 1)).toBe(0);
    expect(countSurprisal(4, 0, 0.8)).toBeGreaterThan(10);
  });
});

it('finds a gap as unlikely as (scale / (scale + gap))^shape', () => {
  expect(gapSurprisal(0, 2, 5)).toBe(0);
  expect(10 ** -gapSurprisal(45, 2, 5)).toBeCloseTo(0.01, 12);
});

/** P(N >= count), term by term. */
function summedTail(count: number, mean: number, dispersion: number): number {
  const isPoisson = dispersion === Infinity;
  let term = Math.exp(isPoisson ? -mean : -dispersion * Math.log1p(mean / dispersion));
  const next = (n: number): number =>
    isPoisson ? mean / (n + 1) : ((n + dispersion) / (n + 1)) * (mean / (mean + dispersion));
  let n = 0;
  for (; n < count; n++) term *= next(n);
  const terms: number[] = [];
  for (; n < count + 100 || term > terms[0]! * 1e-18; n++) {
    terms.push(term);
    term *= next(n);
    if (terms.length > 200_000) break;
  }
  return terms.reverse().reduce((sum, each) => sum + each, 0);
}

function relative(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}
