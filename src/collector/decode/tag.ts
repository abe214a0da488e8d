// The TAG of a BSD message: `sshd[123]:`, `CRON[1]:`, `postfix/smtpd[7]:`, `pam_unix(sshd:auth):`, `dnsmasq:`.

import {
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  isDigit,
  isGap,
  isLetter,
  isTagChar,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  LESS,
  PERCENT,
  QUOTE,
  skipGap,
} from './chars.js';

/** RFC 3164 says 32; container names and systemd units are longer. A word beyond this is no program. */
const MAX_TAG_LENGTH = 128;
const MAX_PID_LENGTH = 64;

/** The scratch result of one read, overwritten by the next. */
export const tag = { end: 0, pidFrom: 0, pidEnd: 0, messageAt: 0 };

/**
 * Reads a tag at `at` into `tag`: its name runs from `at` to `end`, the pid from `pidFrom` to `pidEnd` (equal: none), the
 * message starts at `messageAt`. False when the word is not followed by a colon or `[pid]`, or cannot be a program:
 * an address, a bare number, `CEF:` and `LEEF:` (they belong to the message), and whatever stands before a Cisco `%`.
 */
export function readTag(text: string, at: number): boolean {
  let hasLetter = false;
  const limit = at + MAX_TAG_LENGTH;
  for (let i = at; i < limit; i += 1) {
    const code = text.charCodeAt(i);
    if (code === OPEN_BRACKET) return hasLetter && readPid(text, i);
    if (code === COLON && isTagColon(text, i)) return hasLetter && endAtColon(text, at, i);
    if (code === OPEN_PAREN) {
      const close = closingParen(text, i);
      if (close < 0) return false;
      hasLetter = true;
      i = close;
    } else if (code !== COLON && !isTagChar(code)) {
      return false; // also a gap, and the end of the text
    } else if (!hasLetter) {
      hasLetter = isLetter(code);
    }
  }
  return false;
}

/** `[123]:`, and `[123] ` where it is a number. */
function readPid(text: string, open: number): boolean {
  let isNumber = true;
  let close = open + 1;
  for (; close <= open + MAX_PID_LENGTH; close += 1) {
    const code = text.charCodeAt(close);
    if (code === CLOSE_BRACKET) break;
    if (isGap(code)) return false;
    if (!isDigit(code)) isNumber = false;
  }
  if (text.charCodeAt(close) !== CLOSE_BRACKET) return false;
  const hasColon = text.charCodeAt(close + 1) === COLON;
  if (!hasColon && !(isNumber && close > open + 1 && isGap(text.charCodeAt(close + 1)))) return false;
  tag.end = open;
  tag.pidFrom = open + 1;
  tag.pidEnd = close;
  tag.messageAt = skipGap(text, close + (hasColon ? 2 : 1));
  return true;
}

function endAtColon(text: string, at: number, colon: number): boolean {
  if (text.startsWith('CEF', at) || text.startsWith('LEEF', at)) return false;
  const messageAt = skipGap(text, colon + 1);
  if (text.charCodeAt(messageAt) === PERCENT) return false;
  tag.end = colon;
  tag.pidFrom = tag.pidEnd = colon;
  tag.messageAt = messageAt;
  return true;
}

/** A tag's colon is followed by a gap or by what opens a message; in `http://`, `10.0.0.1:80` or `a:b` it is part of the word. */
function isTagColon(text: string, colon: number): boolean {
  const next = text.charCodeAt(colon + 1);
  return isGap(next) || next === OPEN_BRACKET || next === OPEN_BRACE || next === LESS || next === QUOTE;
}

/** `pam_unix(sshd:auth)`: the colon inside is no end. */
function closingParen(text: string, open: number): number {
  for (let i = open + 1; i < open + MAX_PID_LENGTH; i += 1) {
    const code = text.charCodeAt(i);
    if (code === CLOSE_PAREN) return i;
    if (isGap(code)) return -1;
  }
  return -1;
}
