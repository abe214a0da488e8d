// Putting domain names, addresses and answers into fields. A DNS name may hold blanks and any words, so callers cut names
// at dnsmasq's own words, counted from the end of the line.

import type { Fields } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';

/** RFC 1035 §2.3.4 allows 255 octets; dnsmasq writes escapes longer than that only for hostile names. */
const MAX_NAME_CHARS = 1024;

/** Lower case, without the trailing dot; the root stays `.`. */
export function putQuestion(fields: Fields, name: string): void {
  const text = name.trim().toLowerCase();
  const bare = text.length > 1 && text.endsWith('.') ? text.slice(0, -1) : text;
  if (bare !== '') fields['dns.question.name'] = bare.slice(0, MAX_NAME_CHARS);
}

/** `A`, `HTTPS`, or `type=65` for what dnsmasq has no name for. */
export function putType(fields: Fields, type: string): void {
  if (type === '' || type.length > 20) return;
  fields['dns.question.type'] = type.startsWith('type=') ? `TYPE${type.slice(5)}` : type;
}

const CODES = new Map([
  ['NXDOMAIN', 'NXDOMAIN'],
  ['SERVFAIL', 'SERVFAIL'],
  ['REFUSED', 'REFUSED'],
  ['not implemented', 'NOTIMP'],
  ['NODATA', 'NOERROR'],
  ['NODATA-IPv4', 'NOERROR'],
  ['NODATA-IPv6', 'NOERROR'],
]);

/**
 * What stands behind `is`: an address, `<CNAME>` and other `<TYPE>`s, a code, a name; perhaps with ` (EDE: blocked)` or
 * ` (DNSSEC signed)`.
 */
export function putAnswer(fields: Fields, text: string): void {
  const note = text.lastIndexOf(' (');
  const answer = (note > 0 && text.endsWith(')') ? text.slice(0, note) : text).trim();
  if (note > 0) putNote(fields, text.slice(note + 2, -1));
  const ip = readIp(answer);
  if (ip !== undefined) {
    fields['dns.resolved_ip'] = [ip];
    return;
  }
  const code = CODES.get(answer);
  if (code !== undefined) fields['dns.response_code'] = code;
  if (answer !== '') fields['pihole.reply'] = answer.slice(0, MAX_NAME_CHARS);
}

function putNote(fields: Fields, note: string): void {
  if (note.startsWith('EDE: ') && note.length > 5) fields['pihole.ede'] = note.slice(5, 60);
  else if (note === 'DNSSEC signed') fields['pihole.dnssec'] = 'signed';
}
