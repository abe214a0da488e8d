// Addresses and ports out of untrusted text, without regular expressions or copies: parsers call this for every line.
// Accepts what net.isIP accepts (a spec holds the two together), plus brackets and a zone, which are taken off.

import { addressOf, addressText } from '../query/address.js';
import { interned } from './interned.js';

const DOT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;
/** The longest textual IPv6 address, with a dotted tail. */
const LONGEST_ADDRESS_CHARS = 45;

/**
 * The address in `text[from, to)`; undefined when there is anything else. `[::1]` and `fe80::1%eth0` lose brackets and zone,
 * v4-mapped addresses (`::ffff:192.0.2.1`) become v4, all others
 * are spelled as RFC 5952 has it (kernels write all zeros, some devices capitals): one machine has one spelling.
 */
export function readIp(text: string, from = 0, to = text.length): string | undefined {
  if (isV4(text, from, to)) return text.slice(from, to);
  if (text.charCodeAt(from) === 0x5b && text.charCodeAt(to - 1) === 0x5d && to - from > 2)
    return readIp(text, from + 1, to - 1);
  const zone = to - from > 64 ? -1 : text.indexOf('%', from);
  const end = zone > from && zone < to - 1 ? zone : to;
  if (!isV6(text, from, end)) return undefined;
  return isCanonical(text, from, end) ? text.slice(from, end) : canonical(text.slice(from, end));
}

/** The port in `text[from, to)`: digits only, 0..65535. */
export function readPort(text: string, from = 0, to = text.length): number | undefined {
  if (to <= from || to - from > 5) return undefined;
  let port = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    port = port * 10 + digit;
  }
  return port <= 65535 ? port : undefined;
}

function isV4(text: string, from: number, to: number): boolean {
  if (to - from < 7 || to - from > 15) return false;
  let dots = 0;
  let value = -1;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (value < 0) return false;
      dots += 1;
      value = -1;
      continue;
    }
    if (!(code >= ZERO && code <= 0x39) || value === 0) return false; // a leading zero might mean octal
    value = value < 0 ? code - ZERO : value * 10 + code - ZERO;
    if (value > 255) return false;
  }
  return dots === 3 && value >= 0;
}

/** Groups of 1..4 hex digits, at most one `::`, and perhaps a dotted tail that stands for two groups (RFC 4291 §2.2). */
function isV6(text: string, from: number, to: number): boolean {
  if (to - from < 2 || to - from > LONGEST_ADDRESS_CHARS) return false;
  let groups = 0;
  let gap = false;
  let at = from;
  if (text.charCodeAt(at) === COLON) {
    if (text.charCodeAt(at + 1) !== COLON) return false;
    gap = true;
    at += 2;
    if (at === to) return true;
  }
  for (;;) {
    const start = at;
    while (at < to && isHex(text.charCodeAt(at))) at += 1;
    if (at < to && text.charCodeAt(at) === DOT) {
      return isV4(text, start, to) && (gap ? groups <= 5 : groups === 6);
    }
    if (at === start || at - start > 4) return false;
    groups += 1;
    if (at === to) break;
    if (text.charCodeAt(at) !== COLON) return false;
    at += 1;
    if (at === to) return false;
    if (text.charCodeAt(at) !== COLON) continue;
    if (gap) return false;
    gap = true;
    at += 1;
    if (at === to) break;
  }
  return gap ? groups <= 7 : groups === 8;
}

/** Certainly so spelled (the gap aside, as if no group were zero); the rest, far fewer, is worked out. Of what `isV6` said yes to. */
function isCanonical(text: string, from: number, to: number): boolean {
  let groups = 0;
  let hasGap = false;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLON) {
      if (text.charCodeAt(at + 1) === COLON) hasGap = true;
      continue;
    }
    if (code === DOT || (code >= 0x41 && code <= 0x46)) return false;
    if (at > from && text.charCodeAt(at - 1) !== COLON) continue;
    if (code === ZERO) return false;
    groups += 1;
  }
  // A gap for one group is no shorter than its zero; `::ffff:c000:201` is 192.0.2.1.
  return hasGap ? groups <= 6 && !text.startsWith(MAPPED, from) : true;
}

const MAPPED = '::ffff:';

/** A log names the same few addresses all day. */
const canonicals = new Map<string, string>();
const MAX_CANONICALS = 8_192;

function canonical(text: string): string {
  const known = canonicals.get(text);
  if (known !== undefined) return known;
  const address = addressOf(text);
  const found = address === undefined ? text : addressText(address);
  if (canonicals.size >= MAX_CANONICALS) canonicals.clear();
  canonicals.set(interned(text), found);
  return found;
}

function isHex(code: number): boolean {
  return (code >= ZERO && code <= 0x39) || (code >= 0x61 && code <= 0x66) || (code >= 0x41 && code <= 0x46);
}
