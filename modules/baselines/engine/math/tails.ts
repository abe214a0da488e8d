// How unlikely a count or a gap is: tails of the negative binomial (Poisson where it does not spread) and of the Lomax distribution.
// In logarithms throughout, so that what happens once in 10^400 still differs from what happens once in 10^500.

import { logGamma, logGammaRatio } from './gamma.js';

/**
 * -log10 P(N >= count) of a negative binomial N: `Infinity` never, 0 for a count of 0. Relative error of P: 1e-10.
 * @param count >= 0; fractions (decayed counts) lie between their neighbours
 * @param mean >= 0
 * @param dispersion r > 0: variance = mean + mean² / r; Infinity: Poisson
 */
export function countSurprisal(count: number, mean: number, dispersion: number): number {
  if (!(count > 0)) return 0;
  // The same few counts come again and again: a loud hour asks for each of its events.
  const at = slotOf(count, mean, dispersion);
  if (known[at] === count && known[at + 1] === mean && known[at + 2] === dispersion) return known[at + 3]!;
  const surprisal = Math.max(0, -logCountTail(count, Math.max(mean, LEAST_MEAN), dispersion) * LOG10_E);
  known[at] = count;
  known[at + 1] = mean;
  known[at + 2] = dispersion;
  known[at + 3] = surprisal;
  return surprisal;
}

const SLOTS = 2_048;
/** Count, mean, dispersion, and their surprisal, slot by slot: the last that were worked out. */
const known = new Float64Array(SLOTS * 4).fill(Number.NaN);

function slotOf(count: number, mean: number, dispersion: number): number {
  return ((count * 40_503 + mean * 1_000_003 + dispersion * 10_007) & (SLOTS - 1)) * 4;
}

/** P(N >= count); see countSurprisal, which is right where this is 0. */
export function countTail(count: number, mean: number, dispersion: number): number {
  if (!(count > 0)) return 1;
  return Math.min(1, Math.exp(logCountTail(count, Math.max(mean, LEAST_MEAN), dispersion)));
}

/**
 * -log10 P(gap >= `gap`) of a Lomax distribution: P = (scale / (scale + gap))^shape. Gaps of an entity’s activity: the more regular it
 * was, the larger the shape that was fitted.
 */
export function gapSurprisal(gap: number, shape: number, scale: number): number {
  return gap > 0 ? shape * Math.log1p(gap / scale) * LOG10_E : 0;
}

function logCountTail(count: number, mean: number, dispersion: number): number {
  if (count === 1) return logOfSome(mean, dispersion);
  // 1 / dispersion below it: not to be told from Poisson.
  if (dispersion > 1e14) return logLowerGamma(count, mean);
  return logBeta(count, dispersion, mean / (mean + dispersion), -Math.log1p(mean / dispersion));
}

/** ln P(N >= 1): most that is seen is one of something. */
function logOfSome(mean: number, dispersion: number): number {
  const none = dispersion === Infinity ? -mean : -dispersion * Math.log1p(mean / dispersion);
  return Math.log(-Math.expm1(none));
}

/** ln I_x(a, b), regularised incomplete beta. @param logRest ln(1 - x), which the caller knows better than 1 - x can say */
function logBeta(a: number, b: number, x: number, logRest: number): number {
  const logFront = a * Math.log(x) + b * logRest + logGammaRatio(b, a) - logGamma(a);
  if (x < (a + 1) / (a + b + 2)) return logFront - Math.log(a) + Math.log(betaFraction(a, b, x));
  const rest = Math.exp(logFront + Math.log(betaFraction(b, a, Math.exp(logRest))) - Math.log(b));
  return Math.log1p(-Math.min(rest, 1));
}

/** Continued fraction of the incomplete beta function, by Lentz’ method as Thompson and Barnett changed it. */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / keepOff(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / keepOff(1 + even * d);
    c = keepOff(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / keepOff(1 + odd * d);
    c = keepOff(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < ENOUGH) break;
  }
  return fraction;
}

/** ln P(a, x), regularised lower incomplete gamma: P(Poisson(x) >= a). */
function logLowerGamma(a: number, x: number): number {
  const logFront = a * Math.log(x) - x - logGamma(a);
  if (x < a + 1) return logFront + Math.log(gammaSeries(a, x));
  return Math.log1p(-Math.min(Math.exp(logFront) * gammaFraction(a, x), 1));
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n <= MAX_TERMS && term > sum * ENOUGH; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / keepOff(b);
  let fraction = d;
  for (let n = 1; n <= MAX_TERMS; n++) {
    const factor = n * (a - n);
    b += 2;
    d = 1 / keepOff(factor * d + b);
    c = keepOff(b + factor / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < ENOUGH) break;
  }
  return fraction;
}

function keepOff(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}

const LOG10_E = Math.LOG10E;
const LEAST_MEAN = 1e-12;
const ENOUGH = 1e-12;
const TINY = 1e-300;
/** It takes about √max(a, b) terms: enough for means of a million. */
const MAX_TERMS = 5_000;
