// Places between events, as opaque text for callers. The order over all segments: event time, then the making of the
// segment, then the ordinal in it. A place stays right while events are added, sealed or dropped around it.

import { Fault } from '../../faults.js';
import { parseSegmentId } from '../segments.js';
import { offsetOf, ordinalOf, ORDINALS, rowId, type RowRange } from './rowid.js';
import type { SegmentState } from './segment.js';

export interface Place {
  readonly time: number;
  readonly created: number;
  readonly ordinal: number;
}

export function placeOf(state: SegmentState, row: number): Place {
  return { time: offsetOf(row) + state.startOfDay, created: state.created, ordinal: ordinalOf(row) };
}

export function comparePlaces(a: Place, b: Place): number {
  return a.time - b.time || a.created - b.created || a.ordinal - b.ordinal;
}

/** The rows of a segment before or behind a place. */
export function rowsBeyond(place: Place, state: SegmentState, side: 'before' | 'behind'): RowRange {
  const edge = edgeIn(place, state, side);
  return side === 'before' ? { from: -Infinity, to: edge } : { from: edge, to: Infinity };
}

export function writePlace({ time, created, ordinal }: Place): string {
  return ['t', time, created, ordinal].map((part) => (typeof part === 'number' ? part.toString(36) : part)).join('.');
}

/** @throws Fault BAD_REQUEST */
export function readPlace(text: string): Place {
  const match = /^t\.(-?[0-9a-z]{1,11})\.([0-9a-z]{1,11})\.([0-9a-z]{1,5})$/.exec(text);
  const [time, created, ordinal] = (match ?? []).slice(1).map((part) => Number.parseInt(part, 36));
  if (time === undefined || created === undefined || ordinal === undefined || ordinal >= ORDINALS) throw invalid(text);
  return { time, created, ordinal };
}

/**
 * How far a follower has come: segments made up to `created` are behind it, of later ones as many ordinals as `open` says.
 */
export interface Arrival {
  readonly created: number;
  readonly open: ReadonlyMap<string, number>;
}

export const NOTHING_ARRIVED: Arrival = { created: -1, open: new Map() };

export function writeArrival({ created, open }: Arrival): string {
  const parts = [...open].map(([segment, ordinal]) => `${segment}:${ordinal.toString(36)}`);
  return ['a', (created + 1).toString(36), ...parts].join('.');
}

/** @throws Fault BAD_REQUEST */
export function readArrival(text: string): Arrival {
  const [kind, created = '', ...parts] = text.split('.');
  if (kind !== 'a' || !/^[0-9a-z]{1,11}$/.test(created) || parts.length > 10_000) throw invalid(text);
  const open = new Map<string, number>();
  for (const part of parts) {
    const [segment = '', ordinal = ''] = part.split(':');
    if (parseSegmentId(segment) === undefined || !/^[0-9a-z]{1,5}$/.test(ordinal)) throw invalid(text);
    open.set(segment, Number.parseInt(ordinal, 36));
  }
  return { created: Number.parseInt(created, 36) - 1, open };
}

function edgeIn(place: Place, state: SegmentState, side: 'before' | 'behind'): number {
  const offset = place.time - state.startOfDay;
  if (place.created === state.created) return rowId(offset, place.ordinal) + (side === 'behind' ? 1 : 0);
  // Rows of the same ms in another segment lie wholly before the place or wholly behind it.
  const sameMsIsBefore = state.created < place.created;
  return rowId(offset + (sameMsIsBefore ? 1 : 0), 0);
}

function invalid(text: string): Fault {
  return new Fault('BAD_REQUEST', `"${text.slice(0, 80)}" is no cursor of this store. Start again without one.`);
}
