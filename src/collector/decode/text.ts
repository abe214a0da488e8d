// Bytes to text without loss. Valid UTF-8 without NUL becomes itself. Anything else is *escaped*: every backslash is
// doubled and each invalid byte or NUL is written `\xHH`; such a line is tagged syslog.escaped, and its bytes can be had back (text.spec.ts does).

import { isUtf8 } from 'node:buffer';
import { BACKSLASH } from './chars.js';

const NUL = 0;
const LF = 10;
const CR = 13;
const LOWER_X = 120;
const REPLACEMENT = '\ufffd';
const HEX = Buffer.from('0123456789abcdef');

/** The length without the NUL, CR and LF that common senders leave at a frame's end. */
export function trimmedLength(bytes: Buffer): number {
  let length = bytes.length;
  while (length > 0) {
    const last = bytes[length - 1];
    if (last !== NUL && last !== LF && last !== CR) break;
    length -= 1;
  }
  return length;
}

/** The text of the first `length` bytes; undefined when it must be escaped. */
export function plainText(bytes: Buffer, length: number): string | undefined {
  const text = bytes.toString('utf8', 0, length);
  if (text.includes('\0')) return undefined;
  if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(0, length))) return undefined;
  return text;
}

/** Lossless text of bytes that are no plain text. */
export function escapeBytes(bytes: Buffer): string {
  const out = Buffer.allocUnsafe(bytes.length * 4);
  let to = 0;
  for (let from = 0; from < bytes.length;) {
    const width = bytes[from] === NUL ? 0 : sequenceWidth(bytes, from);
    if (width === 0) {
      out[to] = BACKSLASH;
      out[to + 1] = LOWER_X;
      out[to + 2] = HEX[bytes[from]! >> 4]!;
      out[to + 3] = HEX[bytes[from]! & 15]!;
      to += 4;
      from += 1;
      continue;
    }
    if (bytes[from] === BACKSLASH) out[to++] = BACKSLASH;
    for (let i = 0; i < width; i += 1) out[to++] = bytes[from++]!;
  }
  return out.toString('utf8', 0, to);
}

/**
 * Escaped text as people and parsers read it: single backslashes, U+FFFD for each escaped byte. One bad byte must not hide
 * a line from its parser (or a Windows line with its `DOMAIN\user` from a rule).
 */
export function readableText(raw: string): string {
  return raw.replace(/\\(?:\\|x[0-9a-f]{2})/g, (escape) => (escape.length === 2 ? '\\' : REPLACEMENT));
}

/** Where the character at `readableAt` of `readableText(raw)` stands in `raw`. */
export function rawIndex(raw: string, readableAt: number): number {
  let at = 0;
  for (let seen = 0; seen < readableAt; seen += 1) {
    if (raw.charCodeAt(at) !== BACKSLASH) at += 1;
    else at += raw.charCodeAt(at + 1) === BACKSLASH ? 2 : 4;
  }
  return at;
}

/** The bytes of the UTF-8 sequence at `at` (1..4); 0 when it is invalid (Unicode 15, table 3-7: no overlong forms, no surrogates). */
function sequenceWidth(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0xe0) return isContinuation(second) ? 2 : 0;
  if (first < 0xf0) {
    const low = first === 0xe0 ? 0xa0 : 0x80;
    const high = first === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && isContinuation(bytes[at + 2]) ? 3 : 0;
  }
  const low = first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  return isContinuation(bytes[at + 2]) && isContinuation(bytes[at + 3]) ? 4 : 0;
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x80 && byte <= 0xbf;
