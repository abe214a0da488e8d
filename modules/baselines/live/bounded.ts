// Lengths of what is said: log text goes into events, reports and pages.

import type { BaselineReason } from '../engine/reason.js';

const MAX_SUMMARY_CHARS = 500;
const MAX_REASON_CHARS = 200;

export function boundedSummary(summary: string): string {
  return cut(summary, MAX_SUMMARY_CHARS);
}

export function boundedReason({ code, what, expected, actual, points, value }: BaselineReason): BaselineReason {
  return {
    code,
    what: cut(what, MAX_REASON_CHARS),
    expected: cut(expected, MAX_REASON_CHARS),
    actual: cut(actual, MAX_REASON_CHARS),
    points,
    ...(value !== undefined && { value: cut(value, MAX_REASON_CHARS) }),
  };
}

/** No half of a surrogate pair is left. */
function cut(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const end = text.charCodeAt(chars - 2) >>> 10 === 0xd8_00 >>> 10 ? chars - 2 : chars - 1;
  return `${text.slice(0, end)}…`;
}
