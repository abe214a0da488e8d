// What the stage wrote onto an event, read back: for findings that no report told, because it was lost or too long.

import type { FieldValue, LogEvent } from '#src/event/event.js';
import { isImported } from '#src/store/segments.js';
import { liveTime } from '../clock.js';
import { entityOf } from '../engine/entity.js';
import { type BaselineReason, REASON_CODES, type ReasonCode } from '../engine/reason.js';
import { REASONS_FROM, type ScoredState } from '../engine/scored.js';
import { localDay, localHour } from '../local-day.js';
import type { FoundEvent } from '../stage-report.js';

/** Of a live event; undefined where it was not found. */
export function foundIn(event: LogEvent, zone: string): FoundEvent | undefined {
  return isImported(event) ? undefined : storedFound(event, zone);
}

/** Live or history; undefined where the event was not found. Its score is a whole number: fractions are not stored. */
export function storedFound(event: LogEvent, zone: string): FoundEvent | undefined {
  const fields = event as Readonly<Record<string, FieldValue | undefined>>;
  const entity = entityOf(textOf(fields['lanwarden.entity']));
  const score = Number(fields['event.risk_score']);
  if (entity === undefined || !(score >= REASONS_FROM)) return undefined;
  const reasons = reasonsOf(fields);
  // It added nothing to what was found before it.
  if (reasons.length === 0) return undefined;
  // A clock that is wrong by years must not make a finding of the future.
  const time = isImported(event) ? event['@timestamp'] : liveTime(event);
  return {
    entity,
    score,
    time,
    day: localDay(time, zone),
    hour: localHour(time, zone),
    state: stateOf(textOf(fields['lanwarden.baseline'])),
    reasons,
    summary: textOf(fields['lanwarden.summary']),
    eventId: event['event.id'] ?? '',
  };
}

/** `test` stands in place of what would have been told. */
function stateOf(text: string): ScoredState {
  return text === 'learning' || text === 'muted' ? text : 'ready';
}

function reasonsOf(fields: Readonly<Record<string, FieldValue | undefined>>): readonly BaselineReason[] {
  const of = (name: string): readonly unknown[] => listOf(fields[name]);
  const [codes, expected, actual, points, values] = ['code', 'expected', 'actual', 'points', 'value'].map((each) =>
    of(`lanwarden.reason.${each}`),
  ) as [unknown[], unknown[], unknown[], unknown[], unknown[]];
  return of('lanwarden.reasons').flatMap((what, at) => {
    const code = codes[at];
    if (!isCode(code)) return [];
    const value = values[at];
    return {
      code,
      what: String(what),
      expected: String(expected[at] ?? ''),
      actual: String(actual[at] ?? ''),
      points: Number(points[at] ?? 0),
      ...(value !== undefined && value !== '' && { value: String(value) }),
    };
  });
}

function isCode(code: unknown): code is ReasonCode {
  return typeof code === 'string' && Object.hasOwn(REASON_CODES, code);
}

function listOf(value: FieldValue | undefined): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
