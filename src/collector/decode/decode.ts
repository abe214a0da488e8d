// The decode step: a frame's bytes -> text -> header. It never throws and never loses text: what is malformed gets a tag
// (syslog.*) and stays in the message. Synchronous, one pass, a handful of allocations.

import type { Envelope } from '../../event/envelope.js';
import { SyslogLine } from '../../event/line.js';
import { BOM, GREATER, LESS, OPEN_BRACE, readDigits, skipGap } from './chars.js';
import { readNestedHeader } from './nested-header.js';
import { isRepetition, readRfc3164 } from './rfc3164.js';
import { readRfc5424 } from './rfc5424.js';
import { escapeBytes, plainText, rawIndex, readableText, trimmedLength } from './text.js';
import { utf16Text } from './utf-16.js';
import { openCri } from './cri.js';
import { readDockerTag } from './docker-tag.js';
import { applyEnvelope, openObject, type Opened } from './wrapped.js';

/** 23 facilities of 8 severities (RFC 5424 §6.2.1). */
const MAX_PRI = 191;
const COOKIE = '@cee:';

/**
 * Decodes one frame. `json` is given by listeners that parsed the object already: then there is no header to read.
 *
 * `raw` is the frame but for NUL, CR and LF at its end; of UTF-16 (tagged syslog.utf-16, see utf-16.ts) its text. `message` is the
 * rest of `raw` from `messageAt`, with one exception: in a line tagged syslog.escaped (see text.ts) it is the readable form, single
 * backslashes and U+FFFD for bytes that are no text.
 *
 * `envelope` is what the protocol said that carried the line. A JSON object that is an envelope by itself (GELF, a container
 * runtime's record) is opened: `raw` is the object, `message` the line in it.
 *
 * Tags: syslog.empty, escaped, utf-16, invalid-pri, missing-timestamp, invalid-timestamp, invalid-version, invalid-header,
 * invalid-structured-data, repeated, nested-header. A missing PRI is no defect (files have none), nor is a missing time in a bare JSON object.
 */
export function decodeFrame(bytes: Buffer, json?: Readonly<Record<string, unknown>>, envelope?: Envelope): SyslogLine {
  const line = decodeText(bytes, json);
  const container = openCri(line);
  if (container !== undefined) {
    line.host = line.app = line.pid = line.time = undefined;
    useOpened(line, container);
  } else if (line.dialect === 'json' && line.json !== undefined) openLine(line, line.json);
  else readDockerTag(line);
  if (envelope !== undefined) applyEnvelope(line, envelope);
  return line;
}

/** The object's text gets a header read like any other; what stands around it is its envelope. */
function openLine(line: SyslogLine, body: Readonly<Record<string, unknown>>): void {
  const opened = openObject(body);
  if (opened !== undefined) useOpened(line, opened);
}

function useOpened(line: SyslogLine, opened: Opened): void {
  const { text, json, envelope, hasHeader = true } = opened;
  line.unwrap(text, json);
  if (!hasHeader) {
    line.message = text.startsWith(COOKIE) ? text.slice(COOKIE.length) : text;
    applyEnvelope(line, envelope);
    return;
  }
  line.dialect = 'none';
  readText(line, text, json !== undefined);
  applyEnvelope(line, envelope);
}

function decodeText(bytes: Buffer, json: Readonly<Record<string, unknown>> | undefined): SyslogLine {
  const length = trimmedLength(bytes);
  const text = plainText(bytes, length);
  if (text !== undefined) {
    const line = new SyslogLine(text, json);
    line.bytes = bytes;
    readText(line, text, json !== undefined);
    return line;
  }
  const wide = utf16Text(bytes);
  if (wide !== undefined) {
    const line = new SyslogLine(wide, json);
    line.tag('syslog.utf-16');
    readText(line, wide, json !== undefined);
    return line;
  }
  const raw = escapeBytes(bytes.subarray(0, length));
  const readable = readableText(raw);
  const line = new SyslogLine(raw, json);
  line.tag('syslog.escaped');
  readText(line, readable, json !== undefined);
  line.messageAt = rawIndex(raw, line.messageAt);
  return line;
}

function readText(line: SyslogLine, text: string, isJson: boolean): void {
  const messageAt = isJson ? readJson(line) : readHeader(line, text);
  line.messageAt = messageAt;
  line.message = messageAt === 0 ? text : text.slice(messageAt);
}

function readJson(line: SyslogLine): number {
  line.dialect = 'json';
  return 0;
}

function readHeader(line: SyslogLine, text: string): number {
  if (text === '') {
    line.tag('syslog.empty');
    return 0;
  }
  const start = text.charCodeAt(0) === BOM ? 1 : 0; // the first line of a file
  const at = readPri(line, text, start);
  const hasPri = line.facility !== undefined;
  if (!hasPri && isBareObject(text, start)) {
    line.dialect = 'json';
    return start;
  }
  let messageAt = readRfc5424(line, text, at, hasPri);
  if (messageAt < 0) messageAt = readRfc3164(line, text, at, hasPri);
  // `<999>` belongs to the header only when a header follows it.
  if (messageAt === at && !hasPri) messageAt = start;
  return messageStart(line, text, messageAt);
}

/** Sets facility and severity and returns the index behind the PRI; a broken one is tagged. */
function readPri(line: SyslogLine, text: string, at: number): number {
  if (text.charCodeAt(at) !== LESS) return at;
  const digits = priDigits(text, at + 1);
  if (digits > 0 && digits <= 3) {
    const pri = readDigits(text, at + 1, digits);
    if (pri <= MAX_PRI) {
      line.facility = pri >> 3;
      line.severity = pri & 7;
      return at + digits + 2;
    }
  }
  if (isMarkup(text, at)) return at;
  line.tag('syslog.invalid-pri');
  return digits >= 0 ? at + digits + 2 : at;
}

/** The number of digits before the `>`; -1 where something else comes first. */
function priDigits(text: string, at: number): number {
  for (let i = at; i < at + 12; i += 1) {
    const code = text.charCodeAt(i);
    if (code === GREATER) return i - at;
    if (!(code >= 48 && code <= 57)) return -1;
  }
  return -1;
}

/** Windows events arrive as bare XML; that `<` never was a PRI. */
function isMarkup(text: string, at: number): boolean {
  return text.startsWith('<Event', at) || text.startsWith('<?xml', at);
}

function isBareObject(text: string, start: number): boolean {
  return text.charCodeAt(skipGap(text, start)) === OPEN_BRACE && text.trimEnd().endsWith('}');
}

/**
 * Behind the header: skips a byte order mark, a header of the message's own and the CEE cookie, and tags what can be told from
 * its first words.
 */
function messageStart(line: SyslogLine, text: string, at: number): number {
  if (text.charCodeAt(at) === BOM) at += 1;
  at = readNestedHeader(line, text, at);
  const first = text.charCodeAt(at);
  if (at >= text.length) {
    if (line.dialect !== 'rfc5424') line.tag('syslog.empty');
    return text.length;
  }
  if (first === 64 && text.startsWith(COOKIE, at)) {
    const behind = skipGap(text, at + COOKIE.length);
    return text.charCodeAt(behind) === OPEN_BRACE ? behind : at;
  }
  if (isRepetition(text, at)) line.tag('syslog.repeated');
  return at;
}
