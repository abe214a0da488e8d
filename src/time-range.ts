// Times as people give them for a range (`--from`, `?to=`): ISO 8601, `-24h`, `-7d`, `-30m`, `now`.

import { Fault } from './faults.js';
import { TIME_FORMS, timeLiteral } from './query/time-literal.js';

/** ms since 1970. A date or time without a zone is in `zone` (IANA). Throws BAD_REQUEST naming the text and what is possible. */
export function parseWhen(text: string, now: number, zone = 'UTC'): number {
  const when = timeLiteral(text.trim(), now, zone);
  if (when === undefined)
    throw new Fault(
      'BAD_REQUEST',
      `Found ${JSON.stringify(text.slice(0, 60))}, expected a time such as ${TIME_FORMS}.`,
    );
  return when.at;
}
