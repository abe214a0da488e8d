// RFC 5424 behind the PRI: VERSION SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP SD [SP MSG].
// What is malformed is tagged and as much as is sane is used; what was not understood stays in the message.

import type { SyslogLine } from '../../event/line.js';
import { BOM, CLOSE_BRACKET, isDigit, isGap, MINUS, OPEN_BRACKET, readDigits, skipGap, SPACE, ZERO } from './chars.js';
import { readStructuredData, structuredData } from './structured-data.js';
import { headerTime as time } from './time-mark.js';
import { readTimestamp } from './timestamp.js';

/** RFC 5424 allows 255 for a host and less for the rest; a longer word is no name. */
const MAX_WORD_LENGTH = 255;

/**
 * Reads the header at `at` (behind the PRI) into `line`. Returns where the message starts, or -1 when this is no RFC 5424.
 * Behind a PRI `1 ` and something like a timestamp is enough; without one, or with another version (tag
 * syslog.invalid-version), a full timestamp must follow.
 */
export function readRfc5424(line: SyslogLine, text: string, at: number, hasPri: boolean): number {
  const version = versionEnd(text, at);
  if (version < 0) return -1;
  const isVersion1 = version === at + 1 && text.charCodeAt(at) === ZERO + 1;
  const timeAt = version + 1;
  let next = readTime(line, text, timeAt, isVersion1 && hasPri);
  if (next < 0) return -1;
  line.dialect = 'rfc5424';
  if (!isVersion1) line.tag('syslog.invalid-version');
  const afterTime = next;

  next = wordEnd(text, next);
  line.host = word(line, text, afterTime, next);
  let from = next + 1;
  next = wordEnd(text, from);
  line.app = word(line, text, from, next);
  from = next + 1;
  next = wordEnd(text, from);
  line.pid = word(line, text, from, next);
  if (line.pid === undefined) splitPid(line);
  from = next + 1;
  next = wordEnd(text, from);
  line.msgid = word(line, text, from, next);
  if (next >= text.length) {
    // It ended inside the header: the words may be names or the message, so they stay searchable as both.
    line.tag('syslog.invalid-header');
    return Math.min(afterTime, text.length);
  }
  return readData(line, text, next + 1);
}

/** `sshd[99]` without a PROCID, as `logger -t 'sshd[99]'` sends it. */
function splitPid(line: SyslogLine): void {
  const { app } = line;
  if (app?.charCodeAt(app.length - 1) !== CLOSE_BRACKET) return;
  const open = app.lastIndexOf('[');
  const pid = app.slice(open + 1, -1);
  if (open <= 0 || !PID.test(pid)) return;
  line.app = app.slice(0, open);
  line.pid = pid;
}

const PID = /^\d{1,10}$/;

/** The index of the word behind the timestamp; -1 when there is nothing like a timestamp. */
function readTime(line: SyslogLine, text: string, at: number, lenient: boolean): number {
  const first = text.charCodeAt(at);
  if (first === MINUS && lenient && isGap(text.charCodeAt(at + 1))) {
    line.tag('syslog.missing-timestamp');
    return at + 2;
  }
  if (readTimestamp(text, at, time) && (lenient || time.syslog)) {
    line.time = time.toDeviceTime();
    if (line.time === undefined) line.tag('syslog.invalid-timestamp');
    return time.end + 1;
  }
  if (!lenient || readDigits(text, at, 4) < 0 || text.charCodeAt(at + 4) !== MINUS) return -1;
  line.tag('syslog.invalid-timestamp');
  return wordEnd(text, at) + 1;
}

/** Structured data, then the message. */
function readData(line: SyslogLine, text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === MINUS && isGap(text.charCodeAt(at + 1))) return skipBlanks(text, at + 1);
  if (first !== OPEN_BRACKET) {
    line.tag('syslog.invalid-structured-data');
    return skipBlanks(text, at);
  }
  readStructuredData(text, at);
  line.structuredData = structuredData.elements;
  const end = structuredData.end;
  const isSeparated = end > at && isGap(text.charCodeAt(end));
  if (!structuredData.valid || !isSeparated) line.tag('syslog.invalid-structured-data');
  return skipBlanks(text, end);
}

/** Blanks and a byte order mark are no part of MSG: rsyslog writes two blanks before the message of a local program. */
function skipBlanks(text: string, at: number): number {
  const from = skipGap(text, at);
  return text.charCodeAt(from) === BOM ? skipGap(text, from + 1) : from;
}

/** A header word; undefined for the nil value `-`. */
function word(line: SyslogLine, text: string, from: number, end: number): string | undefined {
  if (end <= from || (end === from + 1 && text.charCodeAt(from) === MINUS)) return undefined;
  if (end - from <= MAX_WORD_LENGTH) return text.slice(from, end);
  line.tag('syslog.invalid-header');
  return undefined;
}

function wordEnd(text: string, at: number): number {
  while (at < text.length && text.charCodeAt(at) !== SPACE) at += 1;
  return at;
}

/** One to three digits, not starting with 0, before a space. */
function versionEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === ZERO) return -1;
  let end = at;
  while (isDigit(text.charCodeAt(end)) && end < at + 4) end += 1;
  return end > at && end < at + 4 && text.charCodeAt(end) === SPACE ? end : -1;
}
