// The hours of the week at which an entity is active, as a table of 7 x 24 cells in five steps, and as a sentence.

import { clockHour } from '../words.js';

export interface HeatMap {
  /** Monday first. */
  readonly rows: readonly { readonly day: string; readonly cells: readonly HeatCell[] }[];
  /** `Mostly Monday to Friday, 08:00 to 17:00` */
  readonly sentence: string;
  readonly isEmpty: boolean;
}

export interface HeatCell {
  /** 0 (never) .. 4 (nearly always) */
  readonly step: number;
  readonly title: string;
  /** Something unusual was found in this hour. */
  readonly isMarked: boolean;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const STEP_WORDS = ['hardly ever', 'seldom', 'now and then', 'often', 'most of all'] as const;
/** Of the busiest hour: below the first it is step 0. */
const STEPS = [0.03, 0.25, 0.5, 0.75];
/** An hour belongs to the usual ones from this part of the busiest on. */
const USUAL = 0.25;

/** @param hours 168 shares, Monday 00h first @param marked hours of the week with a finding */
export function heatMap(hours: readonly number[], marked: ReadonlySet<number> = new Set()): HeatMap {
  const busiest = Math.max(0, ...hours);
  const rows = DAYS.map((day, at) => ({
    day,
    cells: Array.from({ length: 24 }, (_, hour): HeatCell => {
      const index = at * 24 + hour;
      const step = busiest === 0 ? 0 : STEPS.filter((limit) => (hours[index] ?? 0) / busiest >= limit).length;
      const isMarked = marked.has(index);
      const title = `${day} ${clockHour(hour)}: ${STEP_WORDS[step]}${isMarked ? ', something unusual was found' : ''}`;
      return { step, title, isMarked };
    }),
  }));
  return { rows, isEmpty: busiest === 0, sentence: busiest === 0 ? 'Nothing is known yet.' : sentenceOf(hours) };
}

function sentenceOf(hours: readonly number[]): string {
  const byDay = DAYS.map((_, at) => sum(hours.slice(at * 24, at * 24 + 24)));
  const byHour = Array.from({ length: 24 }, (_, hour) => sum(DAYS.map((_, at) => hours[at * 24 + hour] ?? 0)));
  return `Mostly ${spans(usual(byDay), (day) => DAYS[day]!)}, ${spans(usual(byHour), clockHour, 1)}.`;
}

function usual(shares: readonly number[]): readonly boolean[] {
  const most = Math.max(...shares);
  return shares.map((share) => share >= most * USUAL);
}

/** `Monday to Friday and Sunday`; `reach`: the end of a span is so much behind its last one. */
function spans(isOn: readonly boolean[], name: (index: number) => string, reach = 0): string {
  if (isOn.every(Boolean)) return reach === 0 ? 'every day' : 'around the clock';
  const parts: string[] = [];
  for (let at = 0; at < isOn.length; at++) {
    if (!isOn[at]) continue;
    const first = at;
    while (isOn[at + 1]) at++;
    parts.push(first === at && reach === 0 ? name(first) : `${name(first)} to ${name(at + reach)}`);
  }
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
