// What came first: the alerts of an incident on one line of time, oldest on top, each a bar from its first event to its last, in the
// units of an SVG's viewBox.

import type { KeptAlert } from '#src/alerts/kept-alert.js';
import { type AlertLine, alertLine } from '../alert-row.js';

export interface Story {
  readonly width: number;
  /** The oldest, at most MAX_LINES of them. */
  readonly lines: readonly StoryLine[];
  /** Those that are not drawn. */
  readonly more: number;
}

export interface StoryLine {
  readonly alert: AlertLine;
  /** Since the first event of the incident. */
  readonly afterSeconds: number;
  readonly x: number;
  readonly width: number;
}

const MAX_LINES = 12;
const WIDTH = 1_000;
/** An alert of one event is seen, too. */
const MIN_WIDTH = 8;

/** Undefined for one alert: it has no order. */
export function storyOf(alerts: readonly KeptAlert[]): Story | undefined {
  if (alerts.length < 2) return undefined;
  const inOrder = alerts.toSorted((a, b) => a.first - b.first || a.last - b.last);
  const from = inOrder[0]!.first;
  const spanMs = Math.max(1, Math.max(...inOrder.map(({ last }) => last)) - from);
  const place = (ms: number): number => Math.round((ms / spanMs) * (WIDTH - MIN_WIDTH));
  const lines = inOrder.slice(0, MAX_LINES).map((alert) => ({
    alert: alertLine(alert),
    afterSeconds: Math.round((alert.first - from) / 1_000),
    x: place(alert.first - from),
    width: MIN_WIDTH + place(alert.last - alert.first),
  }));
  return { width: WIDTH, lines, more: inOrder.length - lines.length };
}
