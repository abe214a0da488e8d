// Since when there are events from which a first-seen rule learns what is usual.

import type { SegmentInfo } from '#src/store/event-store.js';

/**
 * ms; Infinity where there are none. Imports count where they reach into the time that is read: a few lines of long ago are no days of
 * learning.
 * @param from ms: where reading begins
 */
export function knownSince(segments: readonly SegmentInfo[], from: number): number {
  const counted = segments.filter(({ kind, maxTime = -Infinity }) => kind === 'live' || maxTime >= from);
  return counted.reduce((oldest, { minTime = Infinity }) => Math.min(oldest, minTime), Infinity);
}
