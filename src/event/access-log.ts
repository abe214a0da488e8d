// One line of an access log in the NCSA Common or Combined Log Format, as Apache, nginx, Traefik and many others write it:
//
//   [vhost[:port] ]client ident user [20/Nov/2026:10:00:01 +0100] "GET / HTTP/1.1" 200 512 ["referrer" "user agent" [rest]]
//
// Servers escape quotes within quotes (`\"`, `\x22`), so the first bare quote of a line is the server's own; a user name is not
// escaped, but may hold none. What stands before that quote is read from its end.

import type { Fields } from './event.js';
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
export function endOfQuoted(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i += 1;
    else if (code === 0x22) return i;
  }
  return -1;
}

/** `client ident user`, perhaps with a virtual host before it; the user may hold blanks, the words before it none. */
function putHead(fields: Fields, head: string, prefix: string): boolean {
  const words = head.split(' ', 4);
  const hasHost = words.length === 4 && words[2] === '-' && words[1] !== '-';
  const [client, ident] = hasHost ? [words[1], words[2]] : [words[0], words[1]];
  if (client === undefined || client === '' || ident === undefined) return false;
  if (hasHost) putHostName(fields, words[0]!);
  putClient(fields, client, `${prefix}.client`);
  const userAt = (hasHost ? words[0]!.length + 1 : 0) + client.length + 1 + ident.length + 1;
  put(fields, 'user.name', head.slice(userAt));
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
