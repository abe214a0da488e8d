// Names and addresses that the mixes share.

import type { Random } from './random.js';

const FIRST =
  'alice bob carol dave erin frank grace heidi ivan judy karl laura mike nina oscar peggy quinn rita steve trudy'.split(
    ' ',
  );
const LAST = 'adams baker clark davis evans foster green hughes irwin jones'.split(' ');

/** 200 people: `alice.adams` ... `trudy.jones`. */
export const USERS: readonly string[] = FIRST.flatMap((first) => LAST.map((last) => `${first}.${last}`));

/** What password guessers try. */
export const GUESSED =
  'admin root test oracle postgres ubuntu pi guest git ftpuser support user1 jenkins hadoop nagios deploy'.split(' ');

/** `n` different addresses of the documentation and private ranges (RFC 5737, RFC 1918). */
export function addresses(n: number, random: Random): readonly string[] {
  const found = new Set<string>();
  while (found.size < n) {
    const net = random.pick(['203.0.113', '198.51.100', '192.0.2', '10.0.4', '10.0.5', '172.16.9']);
    found.add(`${net}.${1 + random.int(254)}`);
  }
  return [...found];
}

/** Like an OpenSSH key fingerprint: 43 characters of base64. */
export function fingerprint(random: Random): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return `SHA256:${Array.from({ length: 43 }, () => alphabet[random.int(64)]).join('')}`;
}
