// Highest scores of days, or of the hours of a day, as bars: an SVG without axes and its words.

import { isFindingScore, REASONS_FROM } from '../../engine/scored.js';
import { clockHour, dayText, rounded, shortDay } from '../words.js';

export interface ScoreBars {
  readonly width: number;
  readonly bars: readonly ScoreBar[];
  /** For those who do not see it. */
  readonly text: string;
}

export interface ScoreBar {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
  readonly isFinding: boolean;
  readonly title: string;
  /** Below it, where there is one. */
  readonly label: string;
  readonly href?: string | undefined;
}

/** All are so high, in units of their viewBox. */
const BARS_HEIGHT = 100;
const PITCH = 10;
const GAP = 2;
const HOUR_LABEL_EVERY = 6;

/** @param scores highest of each day, 0 where there was none @param lastDay since 1970 */
export function dayBars(
  scores: readonly number[],
  lastDay: number,
  href?: (day: number) => string | undefined,
): ScoreBars {
  const first = lastDay - scores.length + 1;
  const bars = scores.map((score, at) => ({
    ...bar(score, at, `${dayText(first + at)}: ${said(score)}`),
    label: shortDay(first + at),
    href: score >= REASONS_FROM ? href?.(first + at) : undefined,
  }));
  const highest = Math.max(0, ...scores);
  const words = `Highest score of each of ${scores.length} days`;
  const text =
    highest === 0 ? `${words}: nothing unusual.` : `${words}: ${count(scores)}, highest ${rounded(highest)}.`;
  return { width: scores.length * PITCH, bars, text };
}

/** @param scores highest of each hour of a day, 24 */
export function hourBars(scores: readonly number[]): ScoreBars {
  const bars = Array.from({ length: 24 }, (_, hour) => ({
    ...bar(scores[hour] ?? 0, hour, `${clockHour(hour)} to ${clockHour(hour + 1)}: ${said(scores[hour] ?? 0)}`),
    label: hour % HOUR_LABEL_EVERY === 0 ? clockHour(hour) : '',
  }));
  const found = bars.filter(({ height }) => height > 0).map(({ title }) => title);
  return { width: 24 * PITCH, bars, text: found.length === 0 ? 'No hour stands out.' : `${found.join('; ')}.` };
}

function bar(score: number, at: number, title: string): Omit<ScoreBar, 'label'> {
  const height = score <= 0 ? 0 : Math.max(4, Math.min(BARS_HEIGHT, score));
  return {
    x: at * PITCH + GAP / 2,
    width: PITCH - GAP,
    y: BARS_HEIGHT - height,
    height,
    isFinding: isFindingScore(score),
    title,
  };
}

function said(score: number): string {
  return score > 0 ? `score ${rounded(score)}` : 'nothing unusual';
}

function count(scores: readonly number[]): string {
  const days = scores.filter((score) => score >= REASONS_FROM).length;
  return `${days} ${days === 1 ? 'day' : 'days'} with something unusual`;
}
