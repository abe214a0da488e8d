// When it happened: `eventtime` (seconds in FortiOS 6.0, nanoseconds since), else date, time and zone. The collector has read them
// already where they are the line's header.

import type { SyslogLine } from '#src/event/line.js';

/** "date=", right behind the PRI. */
const MAX_PRI_CHARS = 5;
const DAY_MS = 86_400_000;

/** ms since 1970, or wall-clock text; undefined where the header is as good. */
export function timeOf(line: SyslogLine, values: ReadonlyMap<string, string>): number | string | undefined {
  const isHeader = line.messageAt <= MAX_PRI_CHARS && line.message.startsWith('date=') && line.time !== undefined;
  if (isHeader) return undefined;
  const date = values.get('date');
  const time = values.get('time');
  const claimed = date === undefined || time === undefined ? undefined : claimedTime(date, time, values.get('tz'));
  const exact = eventTime(values.get('eventtime'));
  if (exact === undefined) return claimed;
  return typeof claimed === 'number' && Math.abs(exact - claimed) > DAY_MS ? claimed : exact;
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d\d:\d\d:\d\d$/;
const ZONE = /^(?:UTC)?([+-])(\d\d?):?(\d\d)$/;

function claimedTime(date: string, time: string, tz: string | undefined): number | string | undefined {
  if (!DATE.test(date) || !TIME.test(time)) return undefined;
  const zone = ZONE.exec(tz ?? '');
  if (zone === null) return `${date} ${time}`;
  const ms = Date.parse(`${date}T${time}${zone[1]!}${zone[2]!.padStart(2, '0')}:${zone[3]!}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Ten digits are seconds, 13 milliseconds, 16 and 19 finer. */
function eventTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{10}(?:\d{3}){0,3}$/.test(text)) return undefined;
  return Math.floor(Number(text.slice(0, 13)) * (text.length === 10 ? 1000 : 1));
}
