// The hour as a whole, for the autoencoder: what was counted, how many different and how new, and when; standardised by what is usual for
// the entity, shrunk to what is usual for all.

import { RATES } from '../components.js';
import { DIMENSIONS } from '../dimensions.js';
import { NOVELTY } from '../components.js';
import { COUNT_AT, DISTINCT_AT, RAW_AT } from '../state/day-stage.js';

const COUNTS = RATES.length - 1;
export const FEATURES: readonly string[] = [
  ...RATES.slice(0, COUNTS).map(({ title }) => title.toLowerCase()),
  ...DIMENSIONS.map(({ title }) => `new ${title.toLowerCase()}`),
  ...DIMENSIONS.map(({ title }) => `different ${title.toLowerCase()}`),
  'time of day (sine)',
  'time of day (cosine)',
  'weekend',
];
const N = FEATURES.length;
/** Hours, then sums and sums of squares by feature. */
export const FEATURE_SUMS = 1 + 2 * N;

/** The installation’s figures count like so many hours of its own. */
const PRIOR_HOURS = 20;
const LEAST_VARIANCE = 0.05;
const MOST = 8;

/** @param figures of an hour: of its record, or the like  @param row takes FEATURES.length numbers */
export function featuresOf(figures: ArrayLike<number>, hourOfWeek: number, row: Float32Array): void {
  let at = 0;
  for (let i = 0; i < COUNTS; i++) row[at++] = Math.log1p(figures[COUNT_AT + i]!);
  for (let d = 0; d < DIMENSIONS.length; d++) row[at++] = figures[RAW_AT + NOVELTY + d]!;
  for (let d = 0; d < DIMENSIONS.length; d++) row[at++] = Math.log1p(figures[DISTINCT_AT + d]!);
  const angle = ((hourOfWeek % 24) / 24) * 2 * Math.PI;
  row[at++] = Math.sin(angle);
  row[at++] = Math.cos(angle);
  row[at] = hourOfWeek >= 120 ? 1 : 0;
}

/** In place. @param own, all sums as FEATURE_SUMS describes */
export function standardise(row: Float32Array, own: Float64Array | undefined, all: Float64Array): void {
  for (let i = 0; i < N; i++) {
    const { mean, deviation } = usualFeature(i, own, all);
    row[i] = Math.min(MOST, Math.max(-MOST, (row[i]! - mean) / deviation));
  }
}

export function usualFeature(
  i: number,
  own: Float64Array | undefined,
  all: Float64Array,
): { readonly mean: number; readonly deviation: number } {
  const hours = all[0]! + 1;
  const mean = all[1 + i]! / hours;
  const square = (all[1 + N + i]! + 1) / hours;
  const n = (own?.[0] ?? 0) + PRIOR_HOURS;
  const ownMean = ((own?.[1 + i] ?? 0) + PRIOR_HOURS * mean) / n;
  const ownSquare = ((own?.[1 + N + i] ?? 0) + PRIOR_HOURS * square) / n;
  return { mean: ownMean, deviation: Math.sqrt(Math.max(0, ownSquare - ownMean * ownMean) + LEAST_VARIANCE) };
}

export function addFeatures(sums: Float64Array, row: Float32Array, weight: number): void {
  sums[0]! += weight;
  for (let i = 0; i < N; i++) {
    sums[1 + i]! += weight * row[i]!;
    sums[1 + N + i]! += weight * row[i]! * row[i]!;
  }
}

/** Features that mean something to people; the time of day follows. */
export const TOLD_FEATURES = COUNTS + 2 * DIMENSIONS.length;

/** The count that a feature’s value stands for. */
export function plainFeature(i: number, value: number): number {
  return noveltyOf(i) === undefined ? Math.max(0, Math.expm1(value)) : value;
}

/** Dimension of a feature that says how new; undefined for others. */
export function noveltyOf(i: number): number | undefined {
  return i >= COUNTS && i < COUNTS + DIMENSIONS.length ? i - COUNTS : undefined;
}

/** Errors as a figure like the others: three for ten times more than an average feature’s. */
export function patternSurprisal(error: number): number {
  return 3 * Math.log10(1 + error / N);
}
