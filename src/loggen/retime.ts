// The time in a recorded line's header: reads it, and writes another in its place. RFC 5424 and ISO times in a BSD frame,
// and RFC 3164's `Mmm dd hh:mm:ss`, with or without <PRI> before them.

import { bsdTime, monthOf } from './stamps.js';

export interface RecordedTime {
  /** ms since 1970; a time without a zone is taken as UTC, one without a year as this year's. */
  readonly at: number;
  /** UTF-16 indices of the time in the line. */
  readonly from: number;
  readonly to: number;
  readonly form: 'bsd' | 'iso';
}

const HEADER = /^(?:<\d{1,3}>(?:1 )?)?/;
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/;
const BSD = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)/;

/** Undefined when the line does not begin with a time. */
export function recordedTime(line: string, year: number): RecordedTime | undefined {
  const from = HEADER.exec(line)?.[0].length ?? 0;
  const rest = line.slice(from, from + 40);
  const iso = ISO.exec(rest)?.[0];
  if (iso !== undefined)
    return timeOf(
      Date.parse(iso.replace(' ', 'T').replace(',', '.') + (/[Zz]|[+-]\d\d:?\d\d$/.test(iso.slice(10)) ? '' : 'Z')),
      from,
      iso,
      'iso',
    );
  const bsd = BSD.exec(rest);
  if (bsd === null || monthOf(bsd[1] as string) < 0) return undefined;
  const at = Date.UTC(year, monthOf(bsd[1] as string), Number(bsd[2]), Number(bsd[3]), Number(bsd[4]), Number(bsd[5]));
  return timeOf(at, from, bsd[0], 'bsd');
}

/** The line with `now` where its time was; lines without a time stay as they are. */
export function retimed(line: string, time: RecordedTime | undefined, now: number): string {
  if (time === undefined) return line;
  const iso = new Date(now).toISOString();
  return line.slice(0, time.from) + (time.form === 'iso' ? iso : bsdTime(iso)) + line.slice(time.to);
}

function timeOf(at: number, from: number, text: string, form: RecordedTime['form']): RecordedTime | undefined {
  return Number.isNaN(at) ? undefined : { at, from, to: from + text.length, form };
}
