// What came of one source and parser on one day: by hour, and its defects. Values: what is added or taken away gives new ones.

import { MAX_TAGS } from '../parse-report.js';

export interface DayCounts {
  /** Hour since 1970 -> events, then those with each field of the pair. */
  readonly hours: ReadonlyMap<number, readonly number[]>;
  /** Defect -> events; at most MAX_TAGS. */
  readonly tags: ReadonlyMap<string, number>;
}

export const NOTHING: DayCounts = { hours: new Map(), tags: new Map() };

export function plus(a: DayCounts, b: DayCounts): DayCounts {
  const hours = new Map(a.hours);
  for (const [hour, counts] of b.hours) {
    const known = hours.get(hour) ?? [];
    hours.set(hour, counts.map((count, i) => count + (known[i] ?? 0))); // prettier-ignore
  }
  const tags = new Map(a.tags);
  for (const [tag, count] of b.tags)
    if (tags.has(tag) || tags.size < MAX_TAGS) tags.set(tag, (tags.get(tag) ?? 0) + count);
  return { hours, tags };
}

/** `b` is part of `a`; what nothing is left of is left out. */
export function minus(a: DayCounts, b: DayCounts): DayCounts {
  const hours = [...a.hours].map(([hour, counts]) => {
    const less = b.hours.get(hour) ?? [];
    return [hour, counts.map((count, i) => count - (less[i] ?? 0))] as const;
  });
  const tags = [...a.tags].map(([tag, count]) => [tag, count - (b.tags.get(tag) ?? 0)] as const);
  return {
    hours: new Map(hours.filter(([, counts]) => counts.some((count) => count > 0))),
    tags: new Map(tags.filter(([, count]) => count > 0)),
  };
}
