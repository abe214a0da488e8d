// An entry of systemd's journal as JSON (`journalctl -o json`, Vector, Fluent Bit, Filebeat): journald wrote who said it, so that is the
// header, and the text is the program's own, which is not searched for another header.
// https://systemd.io/JOURNAL_EXPORT_FORMATS/, systemd.journal-fields(7)

import { objectOf } from '../../event/json-text.js';
import { makeEnvelope } from '../../event/envelope.js';
import { readForeignTime } from '../../event/foreign-time.js';
import type { Opened } from './wrapped.js';

type Body = Readonly<Record<string, unknown>>;

/** Bytes of a MESSAGE that is no UTF-8 text; more are cut. */
const MAX_MESSAGE_BYTES = 1_048_576;
/** Only journald's own, so that any of them tells an entry. */
const MARKS = [
  'SYSLOG_IDENTIFIER',
  'syslog_identifier',
  '_TRANSPORT',
  '_COMM',
  '_SYSTEMD_UNIT',
  '__REALTIME_TIMESTAMP',
  '__CURSOR',
];
/** What is in the header, or means nothing elsewhere. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'message',
  'hostname',
  'host',
  'syslog_identifier',
  'syslog_pid',
  'pid',
  'priority',
  'syslog_facility',
  'timestamp',
  'realtime_timestamp',
  'source_realtime_timestamp',
  'monotonic_timestamp',
  'cursor',
  'boot_id',
  'seqnum',
  'seqnum_id',
  'syslog_timestamp',
  'source_boottime_timestamp',
  'source_monotonic_timestamp',
  'syslog_raw',
  'stream_id',
  'invocation_id',
]);

/** Undefined for what is no entry of the journal. */
export function openJournal(body: Body): Opened | undefined {
  const beat = beatOf(body);
  if (beat === undefined && !MARKS.some((mark) => body[mark] !== undefined)) return undefined;
  const text = messageOf(body['MESSAGE'] ?? body['message']);
  if (text === undefined) return undefined;
  // What begins with `_` journald wrote itself; the rest is whatever a program on that host says.
  const get = (name: string): unknown =>
    body[`_${name}`] ?? body[`_${name.toLowerCase()}`] ?? body[name] ?? body[name.toLowerCase()];
  const time = readForeignTime(
    body['__REALTIME_TIMESTAMP'] ?? body['_SOURCE_REALTIME_TIMESTAMP'] ?? body['timestamp'] ?? body['@timestamp'],
  );
  const isAudit = get('TRANSPORT') === 'audit';
  const isKernel = get('TRANSPORT') === 'kernel';
  const named = {
    host: get('HOSTNAME') ?? hostOf(body['host']),
    app: isAudit ? 'audit' : isKernel ? 'kernel' : (get('SYSLOG_IDENTIFIER') ?? beat ?? get('COMM')),
    pid: get('SYSLOG_PID') ?? get('PID'),
    facility: get('SYSLOG_FACILITY'),
    severity: get('PRIORITY'),
    time: typeof time === 'number' ? time : undefined,
  };
  const rest = Object.entries(body).filter(([name]) => !LEFT_OUT.has(name.toLowerCase().replace(/^_+/, '')));
  // Written out under the journal's own names: `_COMM` or `UNIT` must not turn into fields of the line's event.
  const kept = Object.fromEntries(rest.map(([name, value]) => [`journald.${name}`, value]));
  return { envelope: makeEnvelope('journald', named, [kept]), text, hasHeader: false };
}

/** Filebeat's journald input names things its own way: `syslog.identifier` beside `journald` or `systemd`. */
function beatOf(body: Body): unknown {
  if (body['journald'] === undefined && body['systemd'] === undefined) return undefined;
  const syslog = objectOf(body['syslog']) ?? objectOf(objectOf(body['log'])?.['syslog']);
  return syslog?.['identifier'] ?? syslog?.['appname'];
}

function hostOf(host: unknown): unknown {
  const named = objectOf(host);
  return named === undefined ? host : (named['hostname'] ?? named['name']);
}

/** Text, or an array of bytes where it is not UTF-8; of a field that was given more than once the first counts. */
function messageOf(message: unknown): string | undefined {
  if (typeof message === 'string') return message;
  if (!Array.isArray(message) || message.length === 0) return undefined;
  const parts = message as readonly unknown[];
  if (typeof parts[0] === 'string') return parts[0];
  const bytes = parts.slice(0, MAX_MESSAGE_BYTES);
  return bytes.every((byte) => typeof byte === 'number' && byte >= 0 && byte <= 255)
    ? Buffer.from(bytes as number[]).toString('utf8')
    : undefined;
}
