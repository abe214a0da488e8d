// What first-seen rules know in a back-test: each learns from the days before the range, or from the store's first ones where it has fewer.

import type { SegmentInfo } from '#src/store/event-store.js';
import { knownSince } from '../detect/known-since.js';
import { learners } from '../detect/learning.js';
import { MemorySeenValues } from '../engine/seen-values.js';
import type { Rule } from '../rule.js';

const DAY_MS = 86_400_000;

/** @param from ms; before it nothing is said */
export function historicValues(
  rules: readonly Rule[],
  from: number,
  segments: readonly SegmentInfo[],
): MemorySeenValues {
  const learnsUntil = learners(rules).map(({ id, detect }) => {
    const learnMs = detect.learnDays * DAY_MS;
    return [id, Math.max(from, knownSince(segments, from - learnMs) + learnMs)] as const;
  });
  return new MemorySeenValues(Object.fromEntries(learnsUntil));
}
