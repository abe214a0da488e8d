// What the Linux audit system tells: records of auditd, one a line or joined, translated or not, of the kernel, of journald, and as JSON.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { event, PROCESS_END, PROCESS_ERROR, PROCESS_START } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { fieldsOf } from './fields.js';
import { parseAuditJson } from './json.js';
import { readJournalRecord, readRecords } from './record.js';

/** Who may speak for the audit system; anybody else's text may hold such words because a stranger chose them. */
const SPEAKERS: ReadonlySet<string | undefined> = new Set([
  undefined,
  'audit',
  'auditd',
  'audispd',
  'audisp',
  'audisp-syslog',
  'audisp-remote',
  'kernel',
  'laurel',
  'go-audit',
  'auditbeat',
  'node',
  'audit_log',
  'auditlog',
  'tag_audit_log',
]);

export default defineParser({
  id: 'linux-audit',
  title: 'Linux audit (auditd, Laurel, go-audit, Auditbeat)',
  contract: '^1.0.0',
  family: 'linux',
  hint: {
    apps: ['audit', 'auditd', 'audispd', 'audisp*', 'laurel', 'go-audit', 'auditbeat'],
    contains: ['audit(', '"SYSCALL":{', '"auditd":{', '"messages":[{"type":1', '"ID":"1', '"EXECVE":{'],
  },
  // Records of one event share the serial: those that come after SYSCALL get what only SYSCALL says.
  join: {
    // Serials begin anew with each boot.
    key: (fields) => {
      const serial = fields['linux_audit.serial'] as string | undefined;
      return serial === undefined ? undefined : `${String(fields['@timestamp'])}:${serial}`;
    },
    carry: [
      'user.name',
      'user.id',
      'process.executable',
      'process.name',
      'process.pid',
      'process.command_line',
      'linux_audit.key',
      'linux_audit.tty',
    ],
    ttlMs: 10_000,
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  if (!SPEAKERS.has(line.app?.toLowerCase())) return undefined;
  const text = line.message;
  if (text.charCodeAt(0) === 0x7b) return line.json === undefined ? undefined : parseAuditJson(line.json);
  const read = isRecord(text) ? readRecords(text) : undefined;
  if (read !== undefined) return fieldsOf(read.records, read.stamp, read.node);
  if (line.app?.toLowerCase() === 'auditd') return readDaemon(text);
  const record = line.app?.toLowerCase() === 'audit' ? readJournalRecord(text) : undefined;
  if (record === undefined) return undefined;
  const fields = fieldsOf([record], undefined, undefined);
  put(fields, 'linux_audit.serial', asText(line.envelope?.fields['journald._AUDIT_ID']));
  return fields;
}

/** auditd about itself, in syslog. */
function readDaemon(text: string): Fields | undefined {
  const isEnd = text.startsWith('The audit daemon is exiting') || text.startsWith('The audit daemon is now halting');
  const isBad = /^(?:Audit daemon (?:is suspending|has no space|is low on disk|log file is larger)|Error )/.test(text);
  if (isEnd || isBad)
    return event('audit_changed', isEnd ? PROCESS_END : PROCESS_ERROR, 3, isBad ? 'failure' : undefined);
  return text.startsWith('Init complete') ? event('audit_changed', PROCESS_START, 1) : undefined;
}

/** A record opens the message, perhaps behind `node=<host> ` or the kernel's `audit: ` and its time since boot. */
function isRecord(text: string): boolean {
  const at = text.indexOf('type=');
  if (at === 0) return true;
  if (at < 0 || at > 120) return false;
  return /^(?:node=\S+ |(?:\[ *\d+\.\d+\] )?(?:audit: )?|audispd: )$/.test(text.slice(0, at));
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}
