// Times inside messages, as parsers hand them on: text -> DeviceTime.

import type { DeviceTime } from '../../event/line.js';
import { isDigit, readDigits, SLASH, SPACE } from './chars.js';
import { TimeMark } from './time-mark.js';
import { readClock, readTimestamp, readZone } from './timestamp.js';

const MAX_LENGTH = 64;
const time = new TimeMark();

/**
 * The time that the whole text says, undefined when it says none: every form of timestamp.ts, US dates
 * (`11/20/2026 10:00:01 AM`), and seconds, milli-, micro- or nanoseconds since 1970 by their number of digits (10, 13, 16, 19).
 */
export function parseWallClock(text: string): DeviceTime | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const trimmed = text.trim();
  if (readTimestamp(trimmed, 0, time)) return time.end === trimmed.length ? time.toDeviceTime() : undefined;
  return parseUsDate(trimmed) ?? parseEpoch(trimmed);
}

function parseUsDate(text: string): DeviceTime | undefined {
  const monthEnd = text.indexOf('/');
  const dayEnd = text.indexOf('/', monthEnd + 1);
  if (monthEnd < 1 || monthEnd > 2 || dayEnd < monthEnd + 2 || dayEnd > monthEnd + 3) return undefined;
  time.clear();
  time.month = readDigits(text, 0, monthEnd);
  time.day = readDigits(text, monthEnd + 1, dayEnd - monthEnd - 1);
  time.year = readDigits(text, dayEnd + 1, 4);
  const separator = text.charCodeAt(dayEnd + 5);
  if (time.month < 0 || time.day < 0 || time.year <= 0 || separator === SLASH) return undefined;
  const clockAt = separator === 44 && text.charCodeAt(dayEnd + 6) === SPACE ? dayEnd + 7 : dayEnd + 6;
  let end = readClock(text, clockAt, time);
  if (end < 0 || isDigit(separator)) return undefined;
  const half = text.slice(end, end + 3).toUpperCase();
  if (half === ' AM' || half === ' PM') {
    if (time.hour < 1 || time.hour > 12) return undefined;
    time.hour = (time.hour % 12) + (half === ' PM' ? 12 : 0);
    end += 3;
  }
  end = readZone(text, end, time);
  return end === text.length ? time.toDeviceTime() : undefined;
}

function parseEpoch(text: string): DeviceTime | undefined {
  const match = /^(\d{10}|\d{13}|\d{16}|\d{19})(\.\d{1,9})?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  if (fraction !== '' && whole.length !== 10) return undefined;
  const ms = whole.length === 10 ? `${whole}${fraction.slice(1, 4).padEnd(3, '0')}` : whole.slice(0, 13);
  return { kind: 'instant', ms: Number(ms) };
}
