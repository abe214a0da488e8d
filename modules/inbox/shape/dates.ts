// Dates that are written in several words (`Thu, 14 Oct 2021 15:24:12`, `Nov  5 10:00:01`) become one placeholder: else a message would
// have another shape each month.

import { placeholder } from './placeholder.js';
import type { Pieces } from './shape.js';

const MONTHS = new Set(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']);
const WEEKDAYS = new Set(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
const TIME = placeholder('time');
const NUMBER = placeholder('num');
const YEAR = /^(?:19|20)\d\d$/;
const DAY = /^[0-3]?\d$/;
const BLANK = /^,? $/;

/** The same pieces where there is nothing to fold. */
export function foldDates(pieces: Pieces): Pieces {
  const { tokens, gaps, written } = pieces;
  if (!tokens.some((token, i) => token === TIME || (token.length === 3 && MONTHS.has(token) && hasDay(pieces, i))))
    return pieces;
  const folded: Pieces = { tokens: [], gaps: [], written: [] };
  for (let i = 0; i < tokens.length;) {
    const end = endOfDate(pieces, i);
    folded.gaps.push(gaps[i]!);
    folded.tokens.push(end > i ? TIME : tokens[i]!);
    folded.written.push(written[i]!);
    i = Math.max(end, i + 1);
  }
  if (gaps.length > tokens.length) folded.gaps.push(gaps.at(-1)!);
  return folded;
}

function hasDay({ written }: Pieces, month: number): boolean {
  return DAY.test(written[month + 1] ?? '') || DAY.test(written[month - 1] ?? '');
}

/** Index behind the date that begins at `from`; `from` when none does. */
function endOfDate(pieces: Pieces, from: number): number {
  const { tokens, written } = pieces;
  if (tokens[from] === TIME) return endOfClock(pieces, from + 1);
  const start = WEEKDAYS.has(written[from]!) && follows(pieces, from + 1) ? from + 1 : from;
  if (isDayAndMonth(pieces, start)) return endOfClock(pieces, start + 2);
  return start > from && tokens[start] === TIME ? endOfClock(pieces, start + 1) : from;
}

/** In either order. */
function isDayAndMonth(pieces: Pieces, at: number): boolean {
  const [first = '', second = ''] = pieces.written.slice(at, at + 2);
  const isDate = (MONTHS.has(first) && DAY.test(second)) || (DAY.test(first) && MONTHS.has(second));
  return isDate && follows(pieces, at + 1);
}

/** Behind a date: years and clocks. */
function endOfClock(pieces: Pieces, from: number): number {
  const { tokens, written } = pieces;
  let at = from;
  while (follows(pieces, at) && (tokens[at] === TIME || (tokens[at] === NUMBER && YEAR.test(written[at]!)))) at += 1;
  return at;
}

function follows({ gaps, tokens }: Pieces, at: number): boolean {
  return at < tokens.length && BLANK.test(gaps[at]!);
}
