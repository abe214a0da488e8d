// Where a product's own words begin in a message. A text that tells a product (`CEF:0|`, `%ASA-6-`, `logid=`) tells nothing inside
// another program's line: a stranger may have chosen it there (a user agent, a user name). So it must open the message; before it may
// stand what decoding leaves of a header (a time, a host, a sequence number), and that only where no program is named.

import type { SyslogLine } from './line.js';

const MAX_REST_CHARS = 120;
const MONTHS_AND_DAYS = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/;
/** A zone (`UTC`, `CEST`), or a word with a digit: `10:00:01.123`, `000123:`, `*2026-11-20`, `.20`. */
const OF_A_TIME = /^(?:[A-Z]{2,5}|[\w.:,+*/-]{0,40}\d[\w.:,+*/-]{0,40}|[:*.-]):?$/;
const HOST = /^[\w.:%*-]{1,100}$/;
/** Of a header that decoding could not read. */
const TAG = /^[\w./-]{1,60}\[\d{1,10}\]:$/;

/** The index of `mark` where it begins what the product says; -1: nowhere, or somebody's text. */
export function ownStart(line: SyslogLine, mark: string): number {
  const at = line.message.indexOf(mark);
  return at === 0 || (at > 0 && mayStandBefore(line, line.message.slice(0, at))) ? at : -1;
}

/** Whether the message begins with a `name=value` pair, as those do that consist of them. */
export function opensWithPair(line: SyslogLine): boolean {
  const sign = line.message.indexOf('=');
  if (sign < 1 || sign > 2 * MAX_REST_CHARS) return false;
  const before = line.message.slice(0, sign);
  const name = /[\w.@-]{1,100}$/.exec(before);
  return name !== null && (name.index === 0 || mayStandBefore(line, before.slice(0, name.index)));
}

/** Whether `before`, the beginning of a message, is no more than blanks, or what a header may leave where it names no program. */
export function mayStandBefore(line: SyslogLine, before: string): boolean {
  if (before.trim() === '') return true;
  return line.app === undefined && isHeaderRest(before);
}

function isHeaderRest(before: string): boolean {
  if (before.length > MAX_REST_CHARS) return false;
  const words = before
    .trim()
    .replace(/^<\d{1,3}>/, '')
    .split(' ')
    .filter((word) => word !== '');
  if (TAG.test(words.at(-1) ?? '')) words.pop();
  let hosts = 0;
  for (const word of words) {
    if (MONTHS_AND_DAYS.test(word) || OF_A_TIME.test(word)) continue;
    hosts += 1;
    if (hosts > 1 || !HOST.test(word)) return false;
  }
  return true;
}
