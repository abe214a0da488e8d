// A header inside the message: what rsyslog's imfile, syslog-ng's file sources or Promtail make of a file whose lines have one.
//
//   <134>Nov 20 12:37:35 vm pihole: Nov 20 12:37:35 dnsmasq[414]: query[A] ads.example.com from 192.168.1.5
//   |------ the forwarder's ------| |----- the file's own ------| |-- the message
//
// Time, program and pid are then the file's; PRI and host stay the forwarder's. One level only.
//
// A message is often a stranger's words (a URL, a user agent), and those may be written to look like a header. So:
// - A forwarder's header has no pid. A process that gives one speaks for itself and is never unwrapped.
// - Neither is a web server or proxy (STRANGERS_FIRST), unless the inner program has its name. Any other name may be the tag
//   that somebody chose for a file.
// - The host decides whose event it is, so the inner one never replaces the outer one, nor the sender's address where the
//   outer header names a program. It counts only where the outer header names neither; else it can be read in `raw` alone.
// - Such lines are tagged syslog.nested-header: who distrusts them finds them.

import type { DeviceTime, SyslogLine } from '../../event/line.js';
import { COLON, DOT, isDigit, isGap, isTagChar, MINUS, skipGap, SPACE } from './chars.js';
import { hostEndAt } from './rfc3164.js';
import { readTag, tag } from './tag.js';
import { headerTime, TimeMark } from './time-mark.js';
import { readTimestamp } from './timestamp.js';

/** They log without a pid, in formats that may begin with what a client sent. Their own files have no syslog header. */
const STRANGERS_FIRST: ReadonlySet<string> = new Set([
  'nginx',
  'openresty',
  'apache',
  'apache2',
  'httpd',
  'lighttpd',
  'caddy',
  'tomcat',
  'php',
  'php-fpm',
  'uwsgi',
  'gunicorn',
  'haproxy',
  'traefik',
  'envoy',
  'squid',
  'varnish',
  'varnishncsa',
  'modsecurity',
]);
/** Whether lines of this program begin with what a stranger chose: they are not searched for a header. */
export function isStrangersFirst(app: string | undefined): boolean {
  return app !== undefined && STRANGERS_FIRST.has(app.toLowerCase());
}

/** As long as readTag's own names may be. */
const MAX_TAG_LENGTH = 128;
const UPPER_T = 84;
const time = new TimeMark();
/** The scratch result of readHeader, beside `tag`. */
const header: { tagAt: number; host: string | undefined; time: DeviceTime | undefined } = {
  tagAt: 0,
  host: undefined,
  time: undefined,
};

/**
 * Unwraps the message at `at` of a line whose outer header was read. Returns where the inner message starts, `at` when there
 * is no whole inner header: month, day and hh:mm:ss, an optional host, and a tag with its colon; or an ISO time, a host, and a
 * tag with pid and colon (without a pid it must be the outer host: `2026-11-20T10:00:01Z INFO main: ...` is an application's line).
 */
export function readNestedHeader(line: SyslogLine, text: string, at: number): number {
  if (line.pid !== undefined || line.dialect === 'none') return at;
  let from = at;
  let outerApp = line.app;
  if (!isTimeLike(text, at)) {
    if (outerApp !== undefined || line.dialect !== 'rfc3164') return at;
    from = behindBareTag(text, at);
    if (from < 0 || !isTimeLike(text, from)) return at;
    outerApp = text.slice(at, from - 1);
  }
  if (!readHeader(line, text, from)) return at;
  const app = text.slice(header.tagAt, tag.end);
  if (outerApp !== undefined && app !== outerApp && STRANGERS_FIRST.has(outerApp.toLowerCase())) return at;

  if (line.host === undefined && outerApp === undefined) line.host = header.host;
  line.app = app;
  line.pid = tag.pidEnd > tag.pidFrom ? text.slice(tag.pidFrom, tag.pidEnd) : undefined;
  line.time = header.time;
  line.tags = line.tags?.filter((defect) => !defect.endsWith('-timestamp'));
  line.tag('syslog.nested-header');
  return tag.messageAt;
}

/** A look that costs next to nothing, for the many messages that are no header: `Nov ` or `2026-..-..T`. */
function isTimeLike(text: string, at: number): boolean {
  if (text.charCodeAt(at + 3) === SPACE) return !isDigit(text.charCodeAt(at));
  return isIsoLike(text, at);
}

const isIsoLike = (text: string, at: number): boolean =>
  text.charCodeAt(at + 4) === MINUS && text.charCodeAt(at + 10) === UPPER_T;

/**
 * rsyslog writes the tag as it was configured: `Tag="pihole"` arrives as `<134>Nov 20 12:37:35 vm pihole Nov 20 12:37:35 ...`.
 * The index behind that word and its blank; -1 for none.
 */
function behindBareTag(text: string, at: number): number {
  for (let i = at; i < at + MAX_TAG_LENGTH; i += 1) {
    const code = text.charCodeAt(i);
    if (code === SPACE) return i > at ? i + 1 : -1;
    if (!isTagChar(code)) return -1;
  }
  return -1;
}

/** Reads a whole header at `at` into `header` and `tag`. */
function readHeader(line: SyslogLine, text: string, at: number): boolean {
  if (!readTimestamp(text, at, time) || !time.syslog || time.weekday || !isGap(text.charCodeAt(time.end))) return false;
  const isIso = isIsoLike(text, at);
  const first = skipGap(text, time.end);
  header.tagAt = first;
  header.host = undefined;
  if (isIso || !readTag(text, first)) {
    const hostEnd = hostEndAt(text, first);
    if (hostEnd < 0) return false;
    header.host = text.slice(first, hostEnd);
    header.tagAt = skipGap(text, hostEnd);
    if (!readTag(text, header.tagAt)) return false;
    if (isIso && tag.pidEnd === tag.pidFrom && !isSameHost(header.host, line.host)) return false;
  }
  if (text.charCodeAt(tag.pidEnd > tag.end ? tag.pidEnd + 1 : tag.end) !== COLON) return false;
  useOuterOffset(line);
  header.time = time.toDeviceTime();
  return header.time !== undefined;
}

/**
 * The forwarder runs where the file is, so its zone is the file's. +00:00 tells nothing: forwarders in containers and those
 * set to UTC read files in local time; there the source's clock supplies the zone, as for any time without one.
 */
function useOuterOffset(line: SyslogLine): void {
  if (line.time === undefined || !Number.isNaN(time.offsetMinutes)) return;
  if (headerTime.offsetMinutes !== 0) time.offsetMinutes = headerTime.offsetMinutes;
}

/** `web1` is `Web1.example.org`: files have the short name where headers have the long one. */
function isSameHost(inner: string, outer: string | undefined): boolean {
  if (outer === undefined) return false;
  const a = inner.toLowerCase();
  const b = outer.toLowerCase();
  return a === b || isShortOf(a, b) || isShortOf(b, a);
}

const isShortOf = (short: string, long: string): boolean =>
  long.startsWith(short) && long.charCodeAt(short.length) === DOT;
