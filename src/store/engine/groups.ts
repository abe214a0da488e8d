// Counts of segments, by bucket of time and value of one field, and what the port makes of them.

import { fieldOf } from '../../event/fields.js';
import { Fault } from '../../faults.js';
import type { Histogram, HistogramRequest, TopEntry } from '../event-store.js';

export interface GroupBy {
  /** Buckets of so many ms since 1970. */
  readonly intervalMs?: number;
  readonly field?: string;
}

export interface Group {
  /** Number of the bucket; 0 without an interval. */
  readonly bucket: number;
  /** '' where the event has no such field, or none was asked for. */
  readonly key: string;
  readonly count: number;
}

const MAX_BUCKETS = 2_000;
const MAX_TOP = 1_000;

/** What a histogram has to be grouped by. @throws Fault BAD_REQUEST */
export function histogramBy({ intervalMs, by, range }: HistogramRequest): GroupBy {
  if (!Number.isSafeInteger(intervalMs) || intervalMs < 1 || (range.to - range.from) / intervalMs > MAX_BUCKETS) {
    throw new Fault(
      'BAD_REQUEST',
      `A histogram of ${intervalMs} ms a bucket over this range; at most ${MAX_BUCKETS} buckets. Choose a longer interval.`,
    );
  }
  const field = by === undefined ? undefined : fieldOf(by);
  if (by !== undefined && field?.place !== 'facet') {
    throw new Fault(
      'BAD_REQUEST',
      `A histogram cannot be split by ${by}; choose a field such as event.severity or host.name.`,
    );
  }
  return { intervalMs, ...(field && { field: field.name }) };
}

export function histogramOf(groups: readonly Group[], intervalMs: number): Histogram {
  const buckets = summed(groups).map(({ bucket, key, count }) => ({ time: bucket * intervalMs, key, count }));
  return { intervalMs, buckets: buckets.sort((a, b) => a.time - b.time || compareText(a.key, b.key)) };
}

export function topOf(groups: readonly Group[], limit: number): readonly TopEntry[] {
  return groups
    .filter(({ key }) => key !== '')
    .sort((a, b) => b.count - a.count || compareText(a.key, b.key))
    .slice(0, Math.min(Math.max(1, limit), MAX_TOP))
    .map(({ key, count }) => ({ value: key, count }));
}

export function summed(groups: readonly Group[]): Group[] {
  const sums = new Map<string, { bucket: number; key: string; count: number }>();
  for (const { bucket, key, count } of groups) {
    const id = `${bucket} ${key}`;
    const sum = sums.get(id);
    if (sum === undefined) sums.set(id, { bucket, key, count });
    else sum.count += count;
  }
  return [...sums.values()];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
