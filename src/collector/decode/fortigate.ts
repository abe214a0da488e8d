// FortiGate's default format has no header: key=value pairs right behind the PRI, starting with the date.
// date=2026-11-20 time=10:00:01 devname="FG" devid="..." eventtime=1732093201123456789 tz="+0100" ...

import type { SyslogLine } from '../../event/line.js';
import { isDigit, QUOTE, readDigits, SPACE } from './chars.js';
import { DAY_MS, MINUTE_MS, utcMs } from './civil.js';
import { TimeMark } from './time-mark.js';
import { readClock, readZone } from './timestamp.js';

const time = new TimeMark();

/** Reads host and time of `date=... time=...` at `at`; false when it is not that. The pairs stay the message. */
export function readFortiGate(line: SyslogLine, text: string, at: number): boolean {
  if (!text.startsWith('date=', at)) return false;
  const clockAt = text.charCodeAt(at + 15) === SPACE && text.startsWith('time=', at + 16) ? at + 21 : -1;
  time.clear();
  time.year = readDigits(text, at + 5, 4);
  time.month = readDigits(text, at + 10, 2);
  time.day = readDigits(text, at + 13, 2);
  if (clockAt < 0 || time.year < 0 || readClock(text, clockAt, time) < 0) return false;
  const host = valueOf(text, ' devname=', at);
  if (host !== undefined && host !== '') line.host = host;
  const zone = valueOf(text, ' tz=', at);
  if (zone !== undefined) readZone(zone, 0, time);
  line.time = time.toDeviceTime();
  if (line.time === undefined) line.tag('syslog.invalid-timestamp');
  else useEventTime(line, text, at);
  return true;
}

/** `eventtime` is UTC and finer (seconds in FortiOS 6.0, nanoseconds since); believed when it is within a day of date and time. */
function useEventTime(line: SyslogLine, text: string, at: number): void {
  const value = valueOf(text, ' eventtime=', at);
  if (value === undefined || value.length < 10 || value.length > 19 || !isDigit(value.charCodeAt(0))) return;
  const ms = Math.floor(Number(value) * 10 ** (13 - value.length));
  const claimed = utcMs(time.year, time.month, time.day, time.hour, time.minute, time.second);
  if (Math.abs(ms - claimed) <= DAY_MS + MINUTE_MS) line.time = { kind: 'instant', ms };
}

/** The value behind ` key=`, with or without quotes; undefined when it is not there or unreasonably long. */
function valueOf(text: string, key: string, from: number): string | undefined {
  const at = text.indexOf(key, from);
  if (at < 0) return undefined;
  let valueAt = at + key.length;
  const isQuoted = text.charCodeAt(valueAt) === QUOTE;
  if (isQuoted) valueAt += 1;
  const end = text.indexOf(isQuoted ? '"' : ' ', valueAt);
  const value = text.slice(valueAt, end < 0 ? text.length : end);
  return value.length <= 255 ? value : undefined;
}
