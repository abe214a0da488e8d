// A JSON event whose end was lost on the way (a datagram takes no more): everything before the cut, the open objects closed.
//
//   {"winlog":{"event_id":4625,"event_data":{"TargetUserName":"alice","IpAddr
//                                                                    ^ behind this value the object is whole again: cut here, add }}}

import { isObject, parseJson } from '#src/event/json-text.js';
import { readJson } from './json.js';
import type { WindowsRecord } from './record.js';

const MAX_DEPTH = 32;

/** Every quote inside a JSON string is escaped, so what parses after the cut is what the sender wrote. */
export function readCutJson(message: string): WindowsRecord | undefined {
  if (!message.includes('vent') || !message.includes('"')) return undefined;
  const closed = close(message);
  const value = closed === undefined ? undefined : parseJson(closed);
  const record = isObject(value) ? readJson(value) : undefined;
  if (record !== undefined) record.cut = true;
  return record;
}

/** The text up to its last whole member, and the brackets that are missing; undefined where it is broken otherwise. */
function close(text: string): string | undefined {
  let closers = '';
  let good = -1;
  let goodClosers = '';
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = endOfString(text, at + 1);
      if (end < 0) return isText(text, at) ? `${withoutHalfEscape(text)}"${closers}` : whole(text, good, goodClosers);
      at = end + 1;
      continue;
    }
    if (code === 0x7b || code === 0x5b) closers = (code === 0x7b ? '}' : ']') + closers;
    else if (code === 0x7d || code === 0x5d) closers = closers.slice(1);
    else if (code === 0x2c) {
      good = at;
      goodClosers = closers;
    }
    if (closers.length > MAX_DEPTH) return undefined;
    if (closers === '' && at > 0) return undefined; // the object ends here: the message is not cut but followed by something
    at += 1;
  }
  return whole(text, good, goodClosers);
}

function whole(text: string, good: number, closers: string): string | undefined {
  return good < 0 ? undefined : text.slice(0, good) + closers;
}

function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return -1;
}

/** Half a rendered text is of use, half a name is not. */
function isText(text: string, quote: number): boolean {
  return /"[Mm]essage"\s{0,4}:\s{0,4}$/.test(text.slice(Math.max(0, quote - 24), quote));
}

function withoutHalfEscape(text: string): string {
  const cut = text.replace(/\\u[0-9a-fA-F]{0,3}$/, '');
  let slashes = 0;
  while (cut.charCodeAt(cut.length - 1 - slashes) === 0x5c) slashes += 1;
  return slashes % 2 === 0 ? cut : cut.slice(0, -1);
}
