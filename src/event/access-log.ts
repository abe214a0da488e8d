// One line of an access log in the NCSA Common or Combined Log Format, as Apache, nginx, Traefik and many others write it:
//
//   [vhost[:port] ]client ident user [20/Nov/2026:10:00:01 +0100] "GET / HTTP/1.1" 200 512 ["referrer" "user agent" [rest]]
//
// Servers escape quotes within quotes (`\"`, `\x22`), so the first bare quote of a line is the server's own; a user name is not
// escaped, but may hold none. What stands before that quote is read from its end.

import { readIp } from './address.js';
import type { Fields } from './event.js';
import type { FieldName } from './fields.js';
import { readClfTime } from './clf-time.js';
import { putClient, putHostName, putRequestLine, requestEvent } from './http-request.js';
import { put } from './put.js';

export interface AccessLine {
  readonly fields: Fields;
  /** Behind the user agent (or the bytes, in the common format): formats of one's own. */
  readonly rest: string;
}

/** @param prefix of the fields that take what does not fit: the parser's id. Undefined: not such a line. */
export function readAccessLine(text: string, prefix: string): AccessLine | undefined {
  const quote = text.indexOf('"');
  const open = quote < 0 ? -1 : text.lastIndexOf(' [', quote);
  if (open < 0 || text.slice(quote - 2, quote) !== '] ') return undefined;
  const time = readClfTime(text.slice(open + 2, quote - 2));
  const requestEnd = endOfQuoted(text, quote);
  if (time === undefined || requestEnd < 0) return undefined;
  const [status, bytes, after] = readNumbers(text, requestEnd + 1);
  if (status === undefined) return undefined;
  const fields = requestEvent(status);
  fields['@timestamp'] = time;
  if (!putHead(fields, text.slice(0, open), prefix)) return undefined;
  putRequestLine(fields, text.slice(quote + 1, requestEnd));
  if (bytes !== undefined) put(fields, 'http.response.body.bytes', bytes);
  return { fields, rest: putAgent(fields, text, after) };
}

/** The closing quote of the quoted text that opens at `at`; -1 when there is none. */
function endOfQuoted(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i += 1;
    else if (code === 0x22) return i;
  }
  return -1;
}

/** `client ident user`, perhaps with a virtual host before it; the user may hold blanks, the words before it none. */
function putHead(fields: Fields, head: string, prefix: string): boolean {
  const list = endOfList(head);
  if (list > 0) return putForwarded(fields, head, list, prefix);
  const words = head.split(' ', 4);
  const hasHost = words.length === 4 && words[2] === '-' && words[1] !== '-';
  const [client, ident] = hasHost ? [words[1], words[2]] : [words[0], words[1]];
  if (client === undefined || client === '' || ident === undefined) return false;
  if (ident !== '-' && readIp(client) === undefined) return false; // words of a sentence
  if (hasHost) putHostName(fields, words[0]!);
  putClient(fields, client, `${prefix}.client`);
  const userAt = (hasHost ? words[0]!.length + 1 : 0) + client.length + 1 + ident.length + 1;
  put(fields, 'user.name', head.slice(userAt));
  return true;
}

/** `203.0.113.7, 198.51.100.2 - alice`: X-Forwarded-For in the place of the client. Behind its last address; 0 for a single one. */
function endOfList(head: string): number {
  let end = 0;
  for (let comma = head.indexOf(', '); comma > 0; comma = head.indexOf(', ', comma + 1)) {
    if (readIp(head.slice(end === 0 ? 0 : end + 2, comma)) === undefined) return 0;
    end = comma;
  }
  const blank = end === 0 ? -1 : head.indexOf(' ', end + 2);
  return blank < 0 || readIp(head.slice(end + 2, blank)) === undefined ? 0 : blank;
}

/** Anybody may write such a header, so its first address is whom the client says it is: the last is what the next proxy saw. */
function putForwarded(fields: Fields, head: string, end: number, prefix: string): boolean {
  const addresses = head.slice(0, end).split(', ');
  putClient(fields, addresses.at(-1)!, `${prefix}.client`);
  put(fields, `${prefix}.forwarded_for` as FieldName, head.slice(0, end));
  put(fields, 'user.name', head.slice(head.indexOf(' ', end + 1) + 1));
  return true;
}

/** ` 200 512` at `at`: status and bytes as text, and where they end. */
function readNumbers(text: string, at: number): readonly [string | undefined, string | undefined, number] {
  const match = /^ (\d{3}) (\d{1,16}|-)(?= |$)/.exec(text.slice(at, at + 24));
  if (match !== null) return [match[1], match[2], at + match[0].length];
  const alone = /^ (\d{3})(?= |$)/.exec(text.slice(at, at + 8));
  return alone === null ? [undefined, undefined, at] : [alone[1], undefined, at + alone[0].length];
}

/** `"referrer" "user agent"`; answers with what is behind them. */
function putAgent(fields: Fields, text: string, at: number): string {
  if (text[at + 1] !== '"') return text.slice(at).trim();
  const referrerEnd = endOfQuoted(text, at + 1);
  if (referrerEnd < 0) return text.slice(at).trim();
  put(fields, 'http.request.referrer', text.slice(at + 2, referrerEnd));
  if (text[referrerEnd + 2] !== '"') return text.slice(referrerEnd + 1).trim();
  const agentEnd = endOfQuoted(text, referrerEnd + 2);
  put(fields, 'user_agent.original', text.slice(referrerEnd + 3, agentEnd < 0 ? text.length : agentEnd));
  return agentEnd < 0 ? '' : text.slice(agentEnd + 1).trim();
}
