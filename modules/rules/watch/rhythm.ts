// The rhythm of a source: how long it is usually silent at each hour of a working day, a Saturday and a Sunday, learned from the hours in
// which something came. Pure.
//
//   heard    ...|x|x|x|x| | | | |x|x|...    hours of the last four weeks
//   silence      m m m m 1h2h3h4h4h m       at each hour; m: the gap between messages while it talks, from finer counts
//
// A device that is off at night is silent for 14 hours at 07:00 and for minutes at 10:00: what counts is the hour at which one looks. Of
// the silences at an hour (and the ones beside it: people are late, and clocks change) the 95th percentile is usual, so that one outage is
// forgotten. A silence is too long when it is three times the usual one, but no more than a day beyond it.

import { hourOfWeek } from '#src/collector/decode/zone.js';

export const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const LEAST_DAYS = 3;
const USUAL_SHARE = 0.95;
const MARGIN = 3;
const MAX_MARGIN_MS = DAY_HOURS * HOUR_MS;
/** At hours of which nothing is known yet (the first weekend) more than the longest silence of all, by so much. */
const UNKNOWN_MARGIN_MS = 2 * DAY_HOURS * HOUR_MS;

export interface Rhythm {
  /** ms, by slot: 0..23 working days, 24..47 Saturday, 48..71 Sunday; undefined where nothing is known. */
  readonly usualMs: readonly (number | undefined)[];
}

/**
 * @param hours ms since 1970, ascending: beginnings of the UTC hours in which something came
 * @param talkingGapMs silence between its messages while it talks (see talkingGap)
 * @param zone whose hours and weekdays count
 * @returns undefined with less than three days from the first hour to the last: nothing is said then. What came after the last hour is
 * silence that is still to be judged, and teaches nothing.
 */
export function learnRhythm(hours: readonly number[], talkingGapMs: number, zone: string): Rhythm | undefined {
  const first = hours[0];
  const last = hours.at(-1);
  if (first === undefined || last === undefined || last - first < LEAST_DAYS * DAY_HOURS * HOUR_MS) return undefined;
  const samples = Array.from({ length: 3 * DAY_HOURS }, (): number[] => []);
  const heard = new Set(hours);
  let lastHeard = first;
  for (let hour = first + HOUR_MS; hour <= last; hour += HOUR_MS) {
    const wasSilent = hour - HOUR_MS !== lastHeard;
    const silence = heard.has(hour) && !wasSilent ? talkingGapMs : hour - lastHeard;
    for (const near of new Set([-HOUR_MS, 0, HOUR_MS].map((by) => slotOf(hour + by, zone))))
      samples[near]?.push(silence);
    if (heard.has(hour)) lastHeard = hour;
  }
  return { usualMs: samples.map((each) => percentile(each, USUAL_SHARE)) };
}

export interface Expected {
  /** ms: the longest silence that is usual at this hour. */
  readonly usualMs: number;
  /** ms: what is too long. */
  readonly limitMs: number;
}

/** What is expected at a moment (ms since 1970); never less than `leastMs`. */
export function expectedAt({ usualMs }: Rhythm, now: number, zone: string, leastMs: number): Expected {
  const usual = usualMs[slotOf(now, zone)];
  if (usual !== undefined)
    return { usualMs: usual, limitMs: Math.max(leastMs, Math.min(MARGIN * usual, usual + MAX_MARGIN_MS)) };
  const longest = Math.max(...usualMs.map((each) => each ?? 0));
  return { usualMs: longest, limitMs: MARGIN * longest + UNKNOWN_MARGIN_MS };
}

const LEAST_TALKING_HOURS = 3;

/**
 * The longest silence within hours in which a source talks, and talked in the hour before; 95th percentile of these hours.
 * @param buckets ms since 1970, ascending: beginnings of the finer buckets in which something came
 * @returns ms; an hour with too little to tell
 */
export function talkingGap(buckets: readonly number[], bucketMs: number): number {
  const first = buckets[0];
  if (first === undefined) return HOUR_MS;
  const hourOf = (time: number): number => Math.floor(time / HOUR_MS);
  const hours = new Set(buckets.map(hourOf));
  const longest = new Map<number, number>();
  let lastHeard = first;
  for (const bucket of buckets.slice(1)) {
    const hour = hourOf(bucket);
    if (hours.has(hour - 1)) longest.set(hour, Math.max(longest.get(hour) ?? 0, bucket - lastHeard));
    lastHeard = bucket;
  }
  if (longest.size < LEAST_TALKING_HOURS) return HOUR_MS;
  return Math.max(bucketMs, percentile([...longest.values()], USUAL_SHARE) ?? HOUR_MS);
}

function slotOf(time: number, zone: string): number {
  const hour = hourOfWeek(time, zone);
  const day = Math.max(0, Math.floor(hour / DAY_HOURS) - 4);
  return day * DAY_HOURS + (hour % DAY_HOURS);
}

function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
