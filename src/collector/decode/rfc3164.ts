// The RFC 3164 family as it is in the wild: [PRI] [Cisco prefix] [time] [host] [tag[pid]:] message, any of it missing.
// The rules, in short: a word that ends in a colon or `[pid]:` is the tag, never the host; a word that holds what no host
// name holds starts the message; without a time there is no host.

import type { SyslogLine } from '../../event/line.js';
import { readDeviceTag } from './access-point.js';
import { COLON, COMMA, isGap, isHostChar, isLetter, isDigit, LESS, PERCENT, skipGap } from './chars.js';
import { ciscoHost, readCiscoTime } from './cisco.js';
import { readLogShow } from './log-show.js';
import { facilityDotSeverity, facilityInBrackets } from './facility.js';
import { readFortiGate } from './fortigate.js';
import { readTag, tag } from './tag.js';
import { headerTime as time } from './time-mark.js';
import { readTimestamp } from './timestamp.js';

const MAX_HOST_LENGTH = 255;

/**
 * Reads the header at `at` (behind the PRI, or 0) into `line` and returns where the message starts: `at` when there is no
 * header. `hasPri` allows what would be guesswork in a file's line: a tag without a time, Cisco's prefixes, odd date forms.
 */
export function readRfc3164(line: SyslogLine, text: string, at: number, hasPri: boolean): number {
  const from = skipGap(text, at);
  if (readTimestamp(text, from, time)) return readBehindTime(line, text, hasPri);
  if (hasPri && readCiscoTime(text, from, time)) {
    if (ciscoHost.end > ciscoHost.from) line.host = text.slice(ciscoHost.from, ciscoHost.end);
    return readBehindTime(line, text, hasPri);
  }
  if (readFortiGate(line, text, from)) {
    line.dialect = 'rfc3164';
    return from;
  }
  line.tag('syslog.missing-timestamp');
  if (!hasPri) return at;
  line.dialect = 'rfc3164';
  return readTag(text, from) ? useTag(line, text, from) : at;
}

/** `time` is read; the index of the message behind it. */
function readBehindTime(line: SyslogLine, text: string, hasPri: boolean): number {
  line.dialect = 'rfc3164';
  line.time = time.toDeviceTime();
  if (line.time === undefined) line.tag('syslog.invalid-timestamp');
  let at = time.end;
  const hasColon = text.charCodeAt(at) === COLON; // Cisco: nothing but the message behind it
  at = skipGap(text, hasColon ? at + 1 : at);
  if (text.charCodeAt(at) === COLON && isGap(text.charCodeAt(at + 1))) at = skipGap(text, at + 1);
  if (time.weekday) at = readLogread(line, text, at);
  if (!hasPri && text.charCodeAt(at) === LESS) at = readBracketed(line, text, at);
  const shown = hasPri ? -1 : readLogShow(line, text, at);
  if (shown >= 0) return shown;
  if (readTag(text, at)) return isForeignForm(hasPri) && tag.pidEnd === tag.end ? at : useTag(line, text, at);
  if (hasColon || line.host !== undefined || isRepetition(text, at)) return at;

  const hostEnd = hostEndAt(text, at);
  if (hostEnd < 0) return at;
  const host = text.slice(at, hostEnd);
  let next = skipGap(text, hostEnd);
  // UniFi's consoles write the host twice; ASA writes `host : %ASA-...` and `host: %ASA-...`.
  if (text.charCodeAt(next) === host.charCodeAt(0) && isSameWord(text, next, host))
    next = skipGap(text, next + host.length);
  if (text.charCodeAt(next) === COLON) next = skipGap(text, next + 1);
  if (!hasPri && line.facility === undefined) next = readLogread(line, text, next);
  const hasTag = readTag(text, next);
  if (isForeignForm(hasPri) && !(hasTag && tag.pidEnd > tag.end)) return at;
  line.host = host;
  return hasTag ? useTag(line, text, next) : next;
}

/** A file's line with a date form that is not syslog's (`2026-11-20 10:00:01 INFO module: ...`): its words are anything. */
const isForeignForm = (hasPri: boolean): boolean => !hasPri && !time.syslog;

function useTag(line: SyslogLine, text: string, at: number): number {
  line.app = text.slice(at, tag.end);
  const inner = tag.messageAt;
  if (tag.pidEnd === tag.end && readDeviceTag(text, line.app, inner)) {
    line.host ??= line.app;
    line.app = text.slice(inner, tag.end);
  }
  if (tag.pidEnd > tag.pidFrom) line.pid = text.slice(tag.pidFrom, tag.pidEnd);
  return tag.messageAt;
}

/** OpenWrt's logread: `Thu Nov 20 10:00:01 2026 daemon.info dnsmasq[1]: ...`; BusyBox' files: `Nov 20 10:00:01 host auth.info sshd[1]: ...`. */
function readLogread(line: SyslogLine, text: string, at: number): number {
  const code = facilityDotSeverity(text, at);
  if (code === undefined) return at;
  line.facility ??= code.facility;
  line.severity ??= code.severity;
  return skipGap(text, code.end);
}

function readBracketed(line: SyslogLine, text: string, at: number): number {
  const code = facilityInBrackets(text, at);
  if (code === undefined) return at;
  line.facility ??= code.facility;
  line.severity ??= code.severity;
  return skipGap(text, code.end);
}

/** The end of the host name at `at`, -1 when the word there cannot be one. A colon ends it only before Cisco's ` %`. */
export function hostEndAt(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (!isLetter(first) && !isDigit(first) && first !== COLON) return -1;
  // Palo Alto without a host: `1,2026/11/20 10:00:01,...`.
  if (text.charCodeAt(at + 1) === COMMA) return -1;
  for (let i = at; i < at + MAX_HOST_LENGTH; i += 1) {
    const code = text.charCodeAt(i);
    if (isGap(code)) return i;
    if (code === COLON && isGap(text.charCodeAt(i + 1)))
      return text.charCodeAt(skipGap(text, i + 1)) === PERCENT ? i : -1;
    if (!isHostChar(code)) return -1;
  }
  return -1;
}

function isSameWord(text: string, at: number, word: string): boolean {
  return text.startsWith(word, at) && isGap(text.charCodeAt(at + word.length));
}

/** syslogd's own line has no tag, and in some daemons no host. */
export function isRepetition(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first === 108) return text.startsWith('last message repeated ', at);
  return first === 109 && text.startsWith('message repeated ', at);
}
