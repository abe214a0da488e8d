// When a token ends, as people write it.

import { Fault } from '#src/faults.js';

const DAY_MS = 86_400_000;
const MAX_DAYS = 3_650;

/**
 * `never` or nothing, `90d`, or a day `2027-01-31`, which is good to its end (UTC). ms since 1970, or undefined for never.
 * @throws Fault BAD_REQUEST
 */
export function parseExpiry(text: string | undefined, nowMs: number): number | undefined {
  const given = text?.trim() ?? '';
  if (given === '' || given === 'never') return undefined;
  const days = /^(\d{1,4})d$/.exec(given)?.[1];
  const at = days === undefined ? endOfDay(given) : nowMs + Number(days) * DAY_MS;
  if (at === undefined)
    throw new Fault(
      'BAD_REQUEST',
      `"${given.slice(0, 40)}" is no end of a token: never, 90d, or a day like 2027-01-31.`,
    );
  if (at <= nowMs) throw new Fault('BAD_REQUEST', `The token would have ended already (${given}). Choose a later day.`);
  if (at > nowMs + MAX_DAYS * DAY_MS)
    throw new Fault('BAD_REQUEST', 'A token ends within ten years. For longer, choose that it never does.');
  return at;
}

function endOfDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const start = new Date(`${text}T00:00:00Z`);
  // 2027-02-31 would be the third of March.
  if (Number.isNaN(start.getTime()) || start.toISOString().slice(0, 10) !== text) return undefined;
  return start.getTime() + DAY_MS - 1;
}
