// PostgreSQL's csvlog and jsonlog: one record a line, each value in a place of its own, so that nothing a client says can move another.
// https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG (and -JSONLOG)

import { readForeignTime } from '#src/event/foreign-time.js';
import { textOf } from '#src/event/json-fields.js';

export interface LogRecord {
  readonly time?: string | number | undefined;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
  readonly pid?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly session?: string | undefined;
  readonly severity: string;
  /** SQLSTATE. */
  readonly code?: string | undefined;
  readonly message: string;
}

/** Up to the message; what follows (detail, hint, query, ...) is not read. */
const CSV_PLACES = 14;
const HEAD = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [\w+:-]{1,6},/;
const SEVERITY = /^(?:DEBUG\d?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC)$/;
const CODE = /^[0-9A-Z]{5}$/;
/** Only these begin with the host or `[local]`. */
const PORT = /^(.{1,253}):(\d{1,5})$/;

/** A line of csvlog; undefined for any other, and for the second line of a record that has several. */
export function readCsv(line: string): LogRecord | undefined {
  if (!HEAD.test(line)) return undefined;
  const values = placesOf(line, CSV_PLACES);
  const [time = '', user, database, pid, client = '', session, , , , , , severity = '', code = '', message = ''] =
    values;
  if (values.length < CSV_PLACES || !SEVERITY.test(severity) || !CODE.test(code)) return undefined;
  const [, host = client, port] = PORT.exec(client) ?? [];
  return { time: timeOf(time), user, database, pid, host, port, session, severity, code, message };
}

/** A record of jsonlog (PostgreSQL 15 and later). */
export function readJson(body: Readonly<Record<string, unknown>>): LogRecord | undefined {
  const [severity, message] = [textOf(body, 'error_severity'), textOf(body, 'message')];
  if (severity === undefined || message === undefined || !SEVERITY.test(severity)) return undefined;
  if (textOf(body, 'pid') === undefined || textOf(body, 'backend_type') === undefined) return undefined;
  return {
    time: timeOf(textOf(body, 'timestamp') ?? ''),
    user: textOf(body, 'user'),
    database: textOf(body, 'dbname'),
    pid: textOf(body, 'pid'),
    host: textOf(body, 'remote_host'),
    port: textOf(body, 'remote_port'),
    session: textOf(body, 'session_id'),
    severity,
    code: textOf(body, 'state_code'),
    message,
  };
}

/** `2026-11-20 10:00:01.123 UTC`; other zones by their name stay text. */
function timeOf(text: string): string | number | undefined {
  return readForeignTime(text.replace(/ GMT$/, ' UTC')) ?? (text === '' ? undefined : text);
}

/** The first `count` values; quotes inside quotes are doubled (RFC 4180). */
function placesOf(line: string, count: number): string[] {
  const values: string[] = [];
  for (let at = 0; at <= line.length && values.length < count; at += 1) {
    if (line[at] !== '"') {
      const end = line.indexOf(',', at);
      values.push(line.slice(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length : end;
      continue;
    }
    const end = endOfQuotes(line, at + 1);
    values.push(line.slice(at + 1, end).replaceAll('""', '"'));
    at = end + 1;
    if (at < line.length && line[at] !== ',') return values;
  }
  return values;
}

/** The closing quote, or the end of the line where the record goes on in the next. */
function endOfQuotes(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at < 0 ? line.length : at;
}
