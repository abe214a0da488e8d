// Size by day as bars, drawn on the server: the last weeks, the newest at the right. Days without events are gaps.

import type { SegmentInfo } from '#src/store/event-store.js';
import { DAY_MS, dayStart } from '#src/store/segments.js';
import { dayText } from './retention-effect.js';

const DAYS = 60;
const CHART_HEIGHT = 60;
/** Of a bar and its gap. */
const STEP = 10;
const CHART_WIDTH = DAYS * STEP;

export interface DayBar {
  readonly day: string;
  readonly rows: number;
  readonly bytes: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface DayChart {
  readonly width: number;
  readonly height: number;
  readonly barWidth: number;
  readonly bars: readonly DayBar[];
  /** Bytes of the highest bar. */
  readonly peak: number;
}

/** Imports count on the days of their events. */
export function dayChart(segments: readonly SegmentInfo[], nowMs: number): DayChart {
  const today = Math.floor(nowMs / DAY_MS);
  const byDay = new Map<string, { rows: number; bytes: number }>();
  for (const { day, rows, bytes } of segments) {
    const sum = byDay.get(day) ?? { rows: 0, bytes: 0 };
    byDay.set(day, { rows: sum.rows + rows, bytes: sum.bytes + bytes });
  }
  const days = [...byDay].map(([day, sum]) => ({ day, ...sum, ago: today - dayStart(day) / DAY_MS }));
  const shown = days.filter(({ ago }) => ago >= 0 && ago < DAYS).toSorted((a, b) => b.ago - a.ago);
  const peak = Math.max(1, ...shown.map(({ bytes }) => bytes));
  const bars = shown.map(({ day, rows, bytes, ago }) => {
    const height = Math.max(1, Math.round((bytes / peak) * CHART_HEIGHT));
    return { day: dayText(day), rows, bytes, x: (DAYS - 1 - ago) * STEP, y: CHART_HEIGHT - height, height };
  });
  return { width: CHART_WIDTH, height: CHART_HEIGHT, barWidth: STEP - 2, bars, peak };
}
