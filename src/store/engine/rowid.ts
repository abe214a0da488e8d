// The row id is the time:  id = (event time - start of the segment's day) * 2^23 + ordinal
//
//   |<------- ms since the day began, signed, under 2^30 ------->|<-- ordinal in the part, 23 bits -->|
//
// So the table, every index and the full-text index lie in the order of event time and then of arrival, a range of times
// is a range of ids, and no time column or index is needed. Below 2^53, so a double holds it exactly.

import type { TimeRange } from '../event-store.js';
import { dayStart, parseSegmentId, segmentId, type SegmentKey } from '../segments.js';

/** Of row ids; `from` belongs to it, `to` does not. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Ordinals 0 .. 2^23 - 1: more rows do not fit into one part. */
export const ORDINALS = 2 ** 23;

/** In SQL: `id >> 23` is the ms since the day began, `id & 8388607` the ordinal. */
export const ORDINAL_BITS = 23;

const OFFSET_LIMIT_MS = 2 ** 30 - 1;

export function rowId(offsetMs: number, ordinal: number): number {
  return offsetMs * ORDINALS + ordinal;
}

/** ms since the day began; negative for events that were late. */
export function offsetOf(row: number): number {
  return Math.floor(row / ORDINALS);
}

export function ordinalOf(row: number): number {
  return row - offsetOf(row) * ORDINALS;
}

/** The nearest offset that an id can express. Anything but a whole number of ms within about 12 days is changed by it. */
export function clampOffset(offsetMs: number): number {
  if (!(offsetMs > -OFFSET_LIMIT_MS)) return -OFFSET_LIMIT_MS;
  return Math.min(Math.floor(offsetMs), OFFSET_LIMIT_MS);
}

/** Ids from (in) .. to (out) of a range of times. */
export function rowRange(range: TimeRange, startOfDay: number): RowRange {
  const edge = (timeMs: number): number => clampEdge(Math.ceil(timeMs) - startOfDay) * ORDINALS;
  return { from: edge(range.from), to: edge(range.to) };
}

/** `<segment id>-<row>`; the row in base 36, with `_` for the minus. */
export function eventId(segment: string, row: number): string {
  return `${segment}-${row < 0 ? `_${base36(-row)}` : base36(row)}`;
}

/** Undefined when it is no event id of ours. */
export function parseEventId(
  id: string,
): { readonly key: SegmentKey; readonly segment: string; readonly row: number } | undefined {
  const cut = id.lastIndexOf('-');
  const key = parseSegmentId(id.slice(0, Math.max(cut, 0)));
  const row = /^(_?)([0-9a-z]{1,11})$/.exec(id.slice(cut + 1));
  if (key === undefined || row === null) return undefined;
  const size = Number.parseInt(row[2] ?? '', 36);
  if (!Number.isSafeInteger(size)) return undefined;
  return { key, segment: segmentId(key), row: row[1] === '' ? size : -size };
}

/** ms since 1970: the event's own time, as searches by time take it. Undefined when it is no event id of ours. */
export function storedTimeOf(id: string): number | undefined {
  const parsed = parseEventId(id);
  return parsed && dayStart(parsed.key.day) + offsetOf(parsed.row);
}

/** As `toString(36)`, which takes twenty times as long for numbers of this size; every event that is stored gets one. */
function base36(number: number): string {
  let text = '';
  let rest = number;
  while (rest >= PAIRS.length) {
    const next = Math.floor(rest / PAIRS.length);
    text = (PAIRS[rest - next * PAIRS.length] as string) + text;
    rest = next;
  }
  return rest.toString(36) + text;
}

const PAIRS = Array.from({ length: 36 * 36 }, (_, n) => n.toString(36).padStart(2, '0'));

/** An open end may lie anywhere; beyond every possible id is far enough. */
function clampEdge(offsetMs: number): number {
  return Math.min(Math.max(offsetMs, -OFFSET_LIMIT_MS - 1), OFFSET_LIMIT_MS + 1);
}
