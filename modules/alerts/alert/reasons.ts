// The reasons of an alert for its page. Those with points are parts of one score: each bar begins where the one before ended.

import type { Reason } from '#src/alerts/alert.js';
import { visibleText } from '#src/portal/events/visible-text.js';

export interface ShownReason {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  readonly points: number | undefined;
  /** 0..100: where its bar begins, and how long it is. */
  readonly x: number;
  readonly width: number;
}

export interface ShownReasons {
  readonly rows: readonly ShownReason[];
  readonly hasPoints: boolean;
  /** What the points add up to; undefined without any. */
  readonly sum: number | undefined;
}

export function shownReasons(reasons: readonly Reason[]): ShownReasons {
  let x = 0;
  const rows = reasons.map(({ what, expected, actual, points }) => {
    const width = Math.min(Math.max(points ?? 0, 0), 100 - x);
    const row = { ...texts(what, expected, actual), points, x: tenths(x), width: tenths(width) };
    x += width;
    return row;
  });
  const all = reasons.flatMap(({ points }) => points ?? []);
  const sum = all.length === 0 ? undefined : tenths(all.reduce((total, points) => total + points, 0));
  return { rows, hasPoints: sum !== undefined, sum };
}

function texts(what: string, expected = '', actual = ''): Pick<ShownReason, 'what' | 'expected' | 'actual'> {
  return { what: visibleText(what), expected: visibleText(expected), actual: visibleText(actual) };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
