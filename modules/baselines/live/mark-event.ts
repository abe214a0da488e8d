// What a score adds to the event before it is stored. The words in it are log text, cut to a length; nothing that came with the message
// may stand in these places, or a sender could write its own findings.

import type { LogEvent } from '#src/event/event.js';
import type { Judged } from '../engine/judged.js';
import { isFindingScore, REASONS_FROM } from '../engine/scored.js';
import { boundedReason, boundedSummary } from './bounded.js';

const FIELDS = [
  'event.risk_score',
  'lanwarden.entity',
  'lanwarden.baseline',
  'lanwarden.summary',
  'lanwarden.reasons',
  'lanwarden.reason.code',
  'lanwarden.reason.expected',
  'lanwarden.reason.actual',
  'lanwarden.reason.points',
  'lanwarden.reason.value',
] as const satisfies readonly (keyof LogEvent)[];

type Standing = Pick<Judged, 'score' | 'state'>;
export type Mark = Pick<Judged, 'key' | 'score' | 'state' | 'reasons' | 'summary'>;

/** @param highest of the entities that the event is about */
export function markEvent(event: LogEvent, highest: Mark, mode: 'on' | 'test'): void {
  event['event.risk_score'] = Math.round(highest.score);
  if (highest.score < REASONS_FROM) return;
  event['lanwarden.entity'] = highest.key;
  event['lanwarden.baseline'] = mode === 'test' ? 'test' : highest.state;
  if (highest.reasons.length === 0) return;
  const reasons = highest.reasons.map(boundedReason);
  event['lanwarden.summary'] = boundedSummary(highest.summary);
  event['lanwarden.reasons'] = reasons.map(({ what }) => what);
  event['lanwarden.reason.code'] = reasons.map(({ code }) => code);
  event['lanwarden.reason.expected'] = reasons.map(({ expected }) => expected);
  event['lanwarden.reason.actual'] = reasons.map(({ actual }) => actual);
  event['lanwarden.reason.points'] = reasons.map(({ points }) => points);
  event['lanwarden.reason.value'] = reasons.map(({ value }) => value ?? '');
}

/** Takes away what a sender wrote there. */
export function unmarkEvent(event: LogEvent): void {
  if (!isMarked(event)) return;
  for (const field of FIELDS) if (event[field] !== undefined) delete event[field];
}

/** One by one: each event comes by here, and names that are known beforehand are found five times as fast. */
function isMarked(event: LogEvent): boolean {
  return (
    event['event.risk_score'] !== undefined ||
    event['lanwarden.entity'] !== undefined ||
    event['lanwarden.baseline'] !== undefined ||
    event['lanwarden.summary'] !== undefined ||
    event['lanwarden.reasons'] !== undefined ||
    event['lanwarden.reason.code'] !== undefined ||
    event['lanwarden.reason.expected'] !== undefined ||
    event['lanwarden.reason.actual'] !== undefined ||
    event['lanwarden.reason.points'] !== undefined ||
    event['lanwarden.reason.value'] !== undefined
  );
}

/**
 * The one that the event tells of, which has room for one: a finding that people are told of goes before what is muted or still learned,
 * however high that is; else it would be told of to nobody. Then the highest.
 */
export function highestOf(scored: readonly Judged[]): Judged | undefined {
  let highest = scored[0];
  for (let i = 1; i < scored.length; i++) if (goesBefore(scored[i]!, highest!)) highest = scored[i];
  return highest;
}

/** As in highestOf. */
export function goesBefore(one: Standing, other: Standing): boolean {
  const isToldOf = isFinding(one);
  return isToldOf === isFinding(other) ? one.score > other.score : isToldOf;
}

/** The same for sorting. */
export function inOrder(one: Standing, other: Standing): number {
  if (goesBefore(one, other)) return -1;
  return goesBefore(other, one) ? 1 : 0;
}

/** By the score that the event carries, which rules are asked about. */
function isFinding({ state, score }: Standing): boolean {
  return state === 'ready' && isFindingScore(score);
}
