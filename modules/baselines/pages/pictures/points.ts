// What a score is made of: its reasons as pieces of one bar from 0 to 100.

import { visibleText } from '#src/portal/events/visible-text.js';
import type { BaselineReason, ReasonCode } from '../../engine/reason.js';
import { rounded } from '../words.js';

export interface ShownReason {
  readonly code: ReasonCode;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  readonly points: string;
  /** Class of its colour, `lw-tone-1` .. ; the same in bar and table. */
  readonly tone: number;
  /** Of the bar. */
  readonly x: number;
  readonly width: number;
  /** What a verdict may speak of; '' for counts and hours. */
  readonly value: string;
}

const MAX_CHARS = 400;

export function shownReasons(reasons: readonly BaselineReason[]): readonly ShownReason[] {
  let x = 0;
  return reasons.map((reason, at) => {
    const width = Math.max(0, Math.min(100 - x, reason.points));
    const shown = {
      code: reason.code,
      what: visibleText(reason.what, MAX_CHARS),
      expected: visibleText(reason.expected, MAX_CHARS),
      actual: visibleText(reason.actual, MAX_CHARS),
      points: rounded(reason.points),
      tone: (at % 8) + 1,
      x: Math.round(x * 100) / 100,
      width: Math.round(width * 100) / 100,
      value: visibleText(reason.value ?? '', MAX_CHARS),
    };
    x += width;
    return shown;
  });
}
