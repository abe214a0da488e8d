// dnsmasq's answers into fields. A DNS name may hold blanks and any words, so callers cut names at dnsmasq's own words, counted from
// the end of the line.

import { putAnswers, putResponseCode } from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';

const MAX_ANSWER_CHARS = 1024;

/** What stands for "the name exists, this type does not". */
const NO_DATA: ReadonlySet<string> = new Set(['NODATA', 'NODATA-IPv4', 'NODATA-IPv6']);

/**
 * What stands behind `is`: an address, `<CNAME>` and other `<TYPE>`s, a code, a name; perhaps with ` (EDE: blocked)` or
 * ` (DNSSEC signed)`.
 */
export function putAnswer(fields: Fields, text: string): void {
  const note = text.lastIndexOf(' (');
  const hasNote = note > 0 && text.endsWith(')');
  const answer = (hasNote ? text.slice(0, note) : text).trim();
  if (hasNote) putNote(fields, text.slice(note + 2, -1));
  if (answer === '') return;
  if (NO_DATA.has(answer)) putResponseCode(fields, 'NOERROR');
  else if (putResponseCode(fields, answer)) {
    // said by its own field; what stood there is kept below all the same
  } else if (answer.startsWith('<') && answer.endsWith('>') && answer.length > 2 && answer.length < 24) {
    fields['dns.answers.type'] = [answer.slice(1, -1)];
  } else {
    putAnswers(fields, [answer]);
    if (fields['dns.resolved_ip'] !== undefined) return;
  }
  fields['pihole.reply'] = answer.slice(0, MAX_ANSWER_CHARS);
}

/** What validation found: `SECURE`, `BOGUS (EDE: DNSSEC signature expired)`. */
export function putValidation(fields: Fields, text: string): void {
  const note = text.indexOf(' (');
  const result = (note > 0 ? text.slice(0, note) : text).trim();
  if (note > 0 && text.endsWith(')')) putNote(fields, text.slice(note + 2, -1));
  if (result !== '') fields['pihole.dnssec'] = result.slice(0, 40).toLowerCase();
}

function putNote(fields: Fields, note: string): void {
  if (note.startsWith('EDE: ') && note.length > 5) fields['pihole.ede'] = note.slice(5, 60);
  else if (note === 'DNSSEC signed') fields['pihole.dnssec'] = 'signed';
}
