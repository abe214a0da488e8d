// Reads one timestamp in any of the forms that devices put into syslog headers and log files:
//   Nov 20 10:00:01 · Nov  2 10:00:01.123 · Nov 20 2026 10:00:01 · Nov 20 10:00:01 2026 · 2026 Nov 20 10:00:01
//   Thu Nov 20 10:00:01 UTC 2026 · Thu, 20 Nov 2026 10:00:01 +0100 · *Mar  1 18:46:11.123 UTC (Cisco: clock not set)
//   Fri 2026-11-20 10:00:01 UTC (journalctl) ·
//   2026-11-20T10:00:01.123456+01:00 · 2026-11-20 10:00:01,123 · 2026/11/20 10:00:01 · 20-Nov-2026 10:00:01 · 20/Nov/2026:10:00:01 +0100

import { ASTERISK, COLON, DOT, isDigit, isGap, MINUS, PERCENT, PLUS, readDigits, SLASH, SPACE, ZERO } from './chars.js';
import type { TimeMark } from './time-mark.js';
import { zoneWordMinutes } from './zone-word.js';

const MONTHS = namesToNumbers(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']);
const WEEKDAYS = namesToNumbers(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const COMMA = 44;
/** Digits of a fraction of a second; RFC 5424 allows six, some senders write nanoseconds. */
const MAX_FRACTION_DIGITS = 9;

/**
 * Reads a timestamp at `at` into `mark`. False when there is none; the shape alone decides, whether such a moment exists is
 * told by `mark.toDeviceTime()`. It ends before a space, tab, colon or the end of the text.
 */
export function readTimestamp(text: string, at: number, mark: TimeMark): boolean {
  mark.clear();
  const end = readAny(text, at, mark);
  if (end < 0) return false;
  const next = text.charCodeAt(end);
  if (!isGap(next) && next !== COLON) return false;
  mark.end = end;
  return true;
}

function readAny(text: string, at: number, mark: TimeMark): number {
  const first = text.charCodeAt(at);
  if (isDigit(first)) return readNumeric(text, at, mark);
  if (first === ASTERISK || first === DOT) {
    const next = text.charCodeAt(at + 1);
    if (next !== ASTERISK && next !== DOT) return readAny(text, at + 1, mark);
    return -1;
  }
  const month = nameAt(MONTHS, text, at);
  if (month !== 0) return readMonthFirst(text, at + 3, month, mark);
  if (nameAt(WEEKDAYS, text, at) === 0) return -1;
  let next = at + 3;
  if (text.charCodeAt(next) === COMMA) next += 1;
  if (text.charCodeAt(next) !== SPACE) return -1;
  next = skipSpaces(text, next);
  // journalctl -o short-full: `Fri 2026-11-20 10:00:01 UTC`
  if (isDigit(text.charCodeAt(next))) return readNumeric(text, next, mark);
  const named = nameAt(MONTHS, text, next);
  if (named === 0) return -1;
  mark.weekday = true;
  return readMonthFirst(text, next + 3, named, mark);
}

/** `20 10:00:01`, `20 2026 10:00:01`, `20 10:00:01 2026` behind the month's name. */
function readMonthFirst(text: string, at: number, month: number, mark: TimeMark): number {
  if (text.charCodeAt(at) !== SPACE) return -1;
  let next = readDay(text, skipSpaces(text, at), mark);
  if (next < 0) return -1;
  mark.month = month;
  if (text.charCodeAt(next) === COMMA) next += 1;
  if (text.charCodeAt(next) !== SPACE) return -1;
  next = skipSpaces(text, next);
  const year = readYear(text, next);
  if (year !== 0) {
    mark.year = year;
    next = skipSpaces(text, next + 4);
  }
  next = readClock(text, next, mark);
  if (next < 0) return -1;
  mark.syslog = true;
  next = readTrailingYear(text, next, mark);
  next = readZone(text, next, mark);
  return readTrailingYear(text, next, mark);
}

function readNumeric(text: string, at: number, mark: TimeMark): number {
  const year = readDigits(text, at, 4);
  if (year < 0) return readDayFirst(text, at, mark);
  const separator = text.charCodeAt(at + 4);
  mark.year = year;
  if (separator === SPACE) {
    const named = skipSpaces(text, at + 4);
    const month = nameAt(MONTHS, text, named);
    return month === 0 ? -1 : readMonthFirst(text, named + 3, month, mark);
  }
  if (separator !== MINUS && separator !== SLASH) return -1;
  mark.month = readDigits(text, at + 5, 2);
  mark.day = readDigits(text, at + 8, 2);
  if (mark.month < 0 || mark.day < 0 || text.charCodeAt(at + 7) !== separator) return -1;
  const between = text.charCodeAt(at + 10);
  const isT = between === 84 || between === 116;
  if (!isT && between !== SPACE) return -1;
  const next = readClock(text, at + 11, mark);
  mark.syslog = isT;
  return next < 0 ? -1 : readZone(text, next, mark);
}

/** `20-Nov-2026 10:00:01`, `20/Nov/2026:10:00:01 +0100`, `20 Nov 2026 10:00:01`. */
function readDayFirst(text: string, at: number, mark: TimeMark): number {
  let next = readDay(text, at, mark);
  if (next < 0) return -1;
  const separator = text.charCodeAt(next);
  if (separator !== MINUS && separator !== SLASH && separator !== SPACE) return -1;
  mark.month = nameAt(MONTHS, text, next + 1);
  if (mark.month === 0 || text.charCodeAt(next + 4) !== separator) return -1;
  mark.year = readYear(text, next + 5);
  if (mark.year === 0) return -1;
  next += 9;
  const between = text.charCodeAt(next);
  if (between !== SPACE && between !== COLON) return -1;
  next = readClock(text, next + 1, mark);
  return next < 0 ? -1 : readZone(text, next, mark);
}

/** One or two digits. */
function readDay(text: string, at: number, mark: TimeMark): number {
  const two = readDigits(text, at, 2);
  mark.day = two < 0 ? readDigits(text, at, 1) : two;
  if (mark.day < 0) return -1;
  return at + (two < 0 ? 1 : 2);
}

/** `10:00:01`, `9:00:01`, with a fraction behind a dot or comma (digits behind the third are cut, not rounded). */
export function readClock(text: string, at: number, mark: TimeMark): number {
  const two = readDigits(text, at, 2);
  mark.hour = two < 0 ? readDigits(text, at, 1) : two;
  let next = at + (two < 0 ? 1 : 2);
  mark.minute = readDigits(text, next + 1, 2);
  mark.second = readDigits(text, next + 4, 2);
  if (mark.hour < 0 || mark.minute < 0 || mark.second < 0) return -1;
  if (text.charCodeAt(next) !== COLON || text.charCodeAt(next + 3) !== COLON) return -1;
  next += 6;
  const point = text.charCodeAt(next);
  if ((point !== DOT && point !== COMMA) || !isDigit(text.charCodeAt(next + 1))) return next;
  const from = next + 1;
  next = from;
  let ms = 0;
  for (let code = text.charCodeAt(next); isDigit(code); code = text.charCodeAt(next)) {
    if (next - from < 3) ms = ms * 10 + code - ZERO;
    else if (next - from >= MAX_FRACTION_DIGITS) return -1;
    next += 1;
  }
  mark.ms = next - from === 1 ? ms * 100 : next - from === 2 ? ms * 10 : ms;
  return next;
}

/** `Z`, `+01:00`, `+0100`, `+01`, also behind a space, or a zone word behind one. Returns `at` where there is none. */
export function readZone(text: string, at: number, mark: TimeMark): number {
  const first = text.charCodeAt(at);
  if (first === 90 || first === 122) {
    mark.offsetMinutes = 0;
    return at + 1;
  }
  if (first === PLUS || first === MINUS) return readOffset(text, at, mark);
  if (first !== SPACE) return at;
  const next = text.charCodeAt(at + 1);
  if (next === PLUS || next === MINUS) {
    const end = readOffset(text, at + 1, mark);
    if (end > at + 4) return end;
    mark.offsetMinutes = Number.NaN; // ` +01` could be anything; ` +0100` is an offset
    return at;
  }
  return isLetter(next) ? readZoneWord(text, at, mark) : at;
}

function readOffset(text: string, at: number, mark: TimeMark): number {
  const hours = readDigits(text, at + 1, 2);
  if (hours < 0 || hours > 18) return at;
  let next = at + 3;
  const afterColon = text.charCodeAt(next) === COLON ? next + 1 : next;
  const minutes = readDigits(text, afterColon, 2);
  if (minutes > 59) return at;
  if (minutes >= 0) next = afterColon + 2;
  const total = hours * 60 + Math.max(minutes, 0);
  mark.offsetMinutes = text.charCodeAt(at) === MINUS ? -total : total;
  return next;
}

const MAX_ZONE_CHARS = 10;

function readZoneWord(text: string, at: number, mark: TimeMark): number {
  let end = at + 1;
  let isLower = false;
  for (let code = text.charCodeAt(end); isLetter(code) && end < at + 7; code = text.charCodeAt(end)) {
    isLower ||= code >= 97;
    end += 1;
  }
  const sign = text.charCodeAt(end);
  if (sign === PLUS || sign === MINUS) end = offsetEnd(text, end + 1, at + 1 + MAX_ZONE_CHARS);
  const after = text.charCodeAt(end);
  if (!isGap(after) && after !== COLON) return at;
  // Cisco prints whatever zone name was configured: `10:00:01 HOME: %SYS-5-...`
  const isCisco = after === COLON && text.charCodeAt(end + 1) === SPACE && text.charCodeAt(end + 2) === PERCENT;
  // In small letters it is rather a host (`10:00:01 switch: %SYS-5-...`), unless it is one of the known words.
  if (isLower && !isCisco) return at;
  const minutes = zoneWordMinutes(isLower ? text.slice(at + 1, end).toUpperCase() : text.slice(at + 1, end));
  if (minutes !== undefined) {
    mark.offsetMinutes = minutes;
    return end;
  }
  return isCisco && !isLower ? end : at;
}

/** Behind `+1`, `-03`, `+07:30` of `UTC+07:30`. */
function offsetEnd(text: string, from: number, limit: number): number {
  let end = from;
  while (end < limit && isDigit(text.charCodeAt(end))) end += 1;
  const isMinutes =
    text.charCodeAt(end) === COLON && isDigit(text.charCodeAt(end + 1)) && isDigit(text.charCodeAt(end + 2));
  return isMinutes ? end + 3 : end;
}

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

function readTrailingYear(text: string, at: number, mark: TimeMark): number {
  if (mark.year !== 0 || text.charCodeAt(at) !== SPACE) return at;
  const year = readYear(text, at + 1);
  if (year === 0) return at;
  mark.year = year;
  return at + 5;
}

/** Four digits that can only be a year, with a gap or colon behind them; else 0. */
function readYear(text: string, at: number): number {
  const year = readDigits(text, at, 4);
  if (year < 1970 || year > 2199) return 0;
  const next = text.charCodeAt(at + 4);
  return isGap(next) || next === COLON ? year : 0;
}

function skipSpaces(text: string, at: number): number {
  while (text.charCodeAt(at) === SPACE) at += 1;
  return at;
}

/** The number (1..) of the three-letter name at `at`, in any case; 0 for none. */
function nameAt(names: ReadonlyMap<number, number>, text: string, at: number): number {
  const first = text.charCodeAt(at) | 32;
  if (first < 97 || first > 122) return 0;
  return names.get(packed(first, text.charCodeAt(at + 1) | 32, text.charCodeAt(at + 2) | 32)) ?? 0;
}

function namesToNumbers(names: readonly string[]): ReadonlyMap<number, number> {
  return new Map(names.map((name, i) => [packed(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2)), i + 1]));
}

function packed(a: number, b: number, c: number): number {
  return (a << 16) | (b << 8) | c;
}
