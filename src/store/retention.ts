// How long events are kept: the decision which segments go (pure), and the service that lets them go.

import type { Clock } from '../clock.js';
import type { EventStore, SegmentInfo } from './event-store.js';
import { DAY_MS, dayStart } from './segments.js';

export interface RetentionPolicy {
  readonly days: number;
  /** On disk; 0 = no limit. */
  readonly bytes: number;
  readonly classes: Readonly<Record<string, { readonly days: number }>>;
}

/**
 * Ids of the segments that go, oldest first. A segment goes when the whole of its day is older than the days of its class - of
 * history, when its import is: who imports last year's log wants to look at it -, and the oldest go while all together take more bytes than they may. `isActive`: it is being written; such a segment
 * goes for its size only when it is the last and alone is too large.
 */
export function expiredSegments(
  segments: readonly SegmentInfo[],
  policy: RetentionPolicy,
  nowMs: number,
  isActive: (segment: SegmentInfo) => boolean,
): readonly string[] {
  const isExpired = (segment: SegmentInfo): boolean => {
    const days = policy.classes[segment.retention]?.days ?? policy.days;
    return !isActive(segment) && keptSince(segment) <= nowMs - days * DAY_MS;
  };
  const kept = segments.filter((segment) => !isExpired(segment));
  const excess = policy.bytes === 0 ? 0 : totalBytes(kept) - policy.bytes;
  const tooMany = oldestOf(
    kept.filter((segment) => !isActive(segment)),
    excess,
  );
  const left = kept.filter((segment) => !tooMany.includes(segment));
  const isAloneTooLarge = policy.bytes > 0 && left.length === 1 && totalBytes(left) > policy.bytes;
  return byAge([...segments.filter(isExpired), ...tooMany, ...(isAloneTooLarge ? left : [])]).map(({ id }) => id);
}

/** ms since 1970 from which its days are counted. */
function keptSince({ day, kind, createdAt = 0 }: SegmentInfo): number {
  const dayEnd = dayStart(day) + DAY_MS;
  return kind === 'import' ? Math.max(dayEnd, createdAt) : dayEnd;
}

/** Ids of the oldest segments that together free so many bytes (or all there are); never an active one. */
export function segmentsToFree(
  segments: readonly SegmentInfo[],
  bytes: number,
  isActive: (segment: SegmentInfo) => boolean,
): readonly string[] {
  return oldestOf(
    segments.filter((segment) => !isActive(segment)),
    bytes,
  ).map(({ id }) => id);
}

/** Applies the policy through the port. Call `apply` from a schedule; it is safe at any time. */
export class RetentionService {
  constructor(
    private readonly store: Pick<EventStore, 'segments' | 'dropSegment'>,
    private readonly events: { readonly retention: RetentionPolicy },
    private readonly clock: Clock,
  ) {}

  /**
   * Ids of what was dropped.
   * @param isDateRight false: nothing goes for its age
   * @throws Fault STORE_WRITE
   */
  async apply(isDateRight = true): Promise<readonly string[]> {
    const segments = await this.store.segments();
    const expired = expiredSegments(segments, this.events.retention, isDateRight ? this.clock.now() : 0, isUnsealed);
    for (const id of expired) await this.store.dropSegment(id);
    return expired;
  }
}

export function isUnsealed(segment: SegmentInfo): boolean {
  return !segment.sealed;
}

function oldestOf(segments: readonly SegmentInfo[], bytes: number): readonly SegmentInfo[] {
  const chosen: SegmentInfo[] = [];
  for (const segment of byAge(segments)) {
    if (totalBytes(chosen) >= bytes) break;
    chosen.push(segment);
  }
  return chosen;
}

function byAge(segments: readonly SegmentInfo[]): SegmentInfo[] {
  return segments.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : partOf(a) - partOf(b)));
}

function partOf({ id }: SegmentInfo): number {
  return Number(id.slice(id.lastIndexOf('-') + 1));
}

function totalBytes(segments: readonly SegmentInfo[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}
