// What Cisco puts between PRI and time: `123: `, `000123: `, `host: `, IOS-XR's `host RP/0/RSP0/CPU0:`, ASA's and NX-OS's leading colon.
// Source: IOS "logging origin-id", "service sequence-numbers"; ASA "logging emblem"; NX-OS system messages.

import { COLON, isDigit, isGap, isHostChar, skipGap } from './chars.js';
import type { TimeMark } from './time-mark.js';
import { readTimestamp } from './timestamp.js';

const MAX_SEQUENCE_DIGITS = 12;
const MAX_PREFIX_LENGTH = 128;

/** The scratch result of one read: the host before the time (equal bounds: none). */
export const ciscoHost = { from: 0, end: 0 };

/**
 * Looks for a timestamp behind Cisco prefixes at `at` and reads it into `time`. False when there is none: sequence numbers
 * alone prove nothing, since any message may start with `404: `.
 */
export function readCiscoTime(text: string, at: number, time: TimeMark): boolean {
  ciscoHost.from = ciscoHost.end = 0;
  let next = at;
  for (let n = 0; n < 3; n += 1) {
    const end = sequenceEnd(text, next);
    if (end < 0) break;
    next = skipGap(text, end);
  }
  if (next > at && readTimestamp(text, next, time)) return true;
  const limit = next + MAX_PREFIX_LENGTH;
  let hostEnd = -1;
  for (let i = next; i < limit; i += 1) {
    const code = text.charCodeAt(i);
    if (code === COLON) {
      const behind = skipGap(text, i + 1);
      const sequence = sequenceEnd(text, behind); // `host: 115649616: Jan 23 ...`: IOS XE with origin-id
      if (!readTimestamp(text, sequence < 0 ? behind : skipGap(text, sequence), time)) return false;
      ciscoHost.from = next;
      ciscoHost.end = hostEnd < 0 ? i : hostEnd;
      return ciscoHost.end > next;
    }
    if (isGap(code)) {
      if (hostEnd >= 0 || i >= text.length) return false;
      hostEnd = i; // one word more: the node of IOS-XR
    } else if (!isHostChar(code)) {
      return false;
    }
  }
  return false;
}

/** The index behind `digits:` or a lone colon; -1 for neither. */
function sequenceEnd(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end)) && end < at + MAX_SEQUENCE_DIGITS) end += 1;
  return text.charCodeAt(end) === COLON && (end === at || isGap(text.charCodeAt(end + 1))) ? end + 1 : -1;
}
