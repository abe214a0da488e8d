// What the decode specs share: shorthands for expected lines and times.

import type { DeviceTime, SyslogLine } from '../../../event/line.js';
import { decodeFrame } from '../decode.js';

/** The header fields that a table row says something about. */
export type Expected = Partial<Omit<SyslogLine, 'tag' | 'raw' | 'json'>>;

export const decode = (text: string): SyslogLine => decodeFrame(Buffer.from(text));
export const instant = (iso: string): DeviceTime => ({ kind: 'instant', ms: Date.parse(iso) });

/** `11-20 10:00:01`, `2026-11-20 10:00:01.123`. */
export function wall(text: string, offsetMinutes?: number): DeviceTime {
  const match = /^(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?$/.exec(text)!;
  const [year, month, day, hour, minute, second, ms] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const time = {
    kind: 'wall',
    year,
    month: month!,
    day: day!,
    hour: hour!,
    minute: minute!,
    second: second!,
    ms: ms ?? 0,
  } as const;
  return offsetMinutes === undefined ? time : { ...time, offsetMinutes };
}
