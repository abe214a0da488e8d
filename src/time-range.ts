// Times as people give them for a range (`--from`, `?to=`): ISO 8601, `-24h`, `-7d`, `-30m`, `now`.

import { Fault } from './faults.js';
import { TIME_FORMS, timeLiteral, type TimeLiteral } from './query/time-literal.js';

/** As `parseWhen`, for the end of a range, which is not in it: a day that is written without a time is in it as a whole. */
export function parseUntil(text: string, now: number, zone = 'UTC'): number {
  const { at, end, kind } = literalOf(text, now, zone);
  return kind === 'day' ? (end ?? at) : at;
}

/** ms since 1970. A date or time without a zone is in `zone` (IANA). Throws BAD_REQUEST naming the text and what is possible. */
export function parseWhen(text: string, now: number, zone = 'UTC'): number {
  return literalOf(text, now, zone).at;
}

function literalOf(text: string, now: number, zone: string): TimeLiteral {
  const when = timeLiteral(text.trim(), now, zone);
  if (when !== undefined) return when;
  throw new Fault('BAD_REQUEST', `Found ${JSON.stringify(text.slice(0, 60))}, expected a time such as ${TIME_FORMS}.`);
}
