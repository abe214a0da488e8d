// Ids of messages: `msg_` and 26 letters or digits (a ULID), so that they sort by time and nobody can guess one.

import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

export function newMessageId(nowMs: number): string {
  let time = '';
  for (let left = nowMs; time.length < TIME_DIGITS; left = Math.floor(left / 32)) time = DIGITS[left % 32]! + time;
  const random = Array.from(randomBytes(RANDOM_DIGITS), (byte) => DIGITS[byte % 32]!).join('');
  return `msg_${time}${random}`;
}
