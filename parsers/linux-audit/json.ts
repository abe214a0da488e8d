// Audit events as JSON: Laurel (one object an event, a member a record type), go-audit (`messages` of type number and text) and Auditbeat
// (`auditd.message_type` and `auditd.data`).
// https://github.com/threathunters-io/laurel, https://github.com/slackhq/go-audit, https://www.elastic.co/docs/reference/beats/auditbeat

import { objectOf } from '#src/event/json-text.js';
import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { put } from '#src/event/put.js';
import { fieldsOf } from './fields.js';
import { type AuditRecord, readStamp, readValues } from './record.js';
import { typeOfNumber } from './types.js';

type Json = Readonly<Record<string, unknown>>;

const MAX_RECORDS = 64;
const MAX_WORDS = 1_000;

export function parseAuditJson(json: Json): Fields | undefined {
  if (typeof json['ID'] === 'string' && /^\d+\.\d+:\d+$/.test(json['ID'])) return readLaurel(json, json['ID']);
  if (Array.isArray(json['messages']) && json['sequence'] !== undefined)
    return readGoAudit(json, json['messages'] as unknown[]);
  const auditd = objectOf(json['auditd']);
  return auditd === undefined ? undefined : readAuditbeat(json, auditd);
}

function readLaurel(json: Json, id: string): Fields | undefined {
  const records: AuditRecord[] = [];
  for (const [type, member] of Object.entries(json)) {
    if (
      !/^[A-Z][A-Z0-9_]+(?:\[\d+\])?$/.test(type) ||
      type === 'ID' ||
      type === 'NODE' ||
      records.length >= MAX_RECORDS
    )
      continue;
    for (const one of (Array.isArray(member) ? member : [member]) as unknown[]) {
      const record = objectOf(one);
      if (record !== undefined) records.push({ type, values: laurelValues(type, record) });
    }
  }
  if (records.length === 0) return undefined;
  const fields = fieldsOf(records, readStamp(id), textOf(json['NODE']));
  const parent = objectOf(objectOf(json['SYSCALL'])?.['PPID']);
  put(fields, 'process.parent.executable', textOf(parent?.['exe']));
  return fields;
}

function laurelValues(type: string, record: Json): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(record)) {
    const text = textOf(value);
    if (text !== undefined) values.set(name, text);
  }
  const words = Array.isArray(record['ARGV']) ? (record['ARGV'] as unknown[]).slice(0, MAX_WORDS) : [];
  if (type === 'EXECVE') words.forEach((word, n) => values.set(`a${n}`, textOf(word) ?? '?'));
  if (type === 'PROCTITLE' && words.length > 0)
    values.set('proctitle', words.map((word) => textOf(word) ?? '?').join(' '));
  const socket = objectOf(record['SADDR']);
  if (socket !== undefined)
    values.set('SADDR', `{ addr=${textOf(socket['addr']) ?? ''} port=${textOf(socket['port']) ?? ''} }`);
  if (type === 'SOCKADDR' && record['addr'] !== undefined) {
    values.set('SADDR', `{ addr=${textOf(record['addr']) ?? ''} port=${textOf(record['port']) ?? ''} }`);
    values.delete('addr');
    values.delete('port');
  }
  return values;
}

/** `{"sequence":1,"timestamp":"1459447820.317","messages":[{"type":1300,"data":"arch=..."}],"uid_map":{"0":"root"}}` */
function readGoAudit(json: Json, messages: readonly unknown[]): Fields | undefined {
  const names = objectOf(json['uid_map']) ?? {};
  const records: AuditRecord[] = [];
  for (const message of messages.slice(0, MAX_RECORDS)) {
    const { type, data } = objectOf(message) ?? {};
    if (typeof type !== 'number' || typeof data !== 'string') continue;
    const record = { type: typeOfNumber(type), values: readValues(data, typeOfNumber(type)) };
    for (const id of ['auid', 'uid'] as const) {
      const name = textOf(names[record.values.get(id) ?? '']);
      if (name !== undefined && name !== 'UNKNOWN_USER') record.values.set(id.toUpperCase(), name);
    }
    records.push(record);
  }
  if (records.length === 0) return undefined;
  return fieldsOf(
    records,
    readStamp(`${textOf(json['timestamp']) ?? ''}:${textOf(json['sequence']) ?? ''}`),
    undefined,
  );
}

function readAuditbeat(json: Json, auditd: Json): Fields | undefined {
  const type = textOf(auditd['message_type'])?.toUpperCase();
  const data = objectOf(auditd['data']);
  if (type === undefined || !/^[A-Z][A-Z0-9_]+$/.test(type)) return undefined;
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(data ?? {})) {
    const text = textOf(value);
    if (text !== undefined) values.set(name, text);
  }
  const user = objectOf(json['user']);
  const process = objectOf(json['process']);
  const audit = objectOf(user?.['audit']);
  const result = textOf(auditd['result']);
  for (const [name, value] of [
    ['AUID', audit?.['name']],
    ['UID', user?.['name']],
    ['auid', audit?.['id']],
    ['uid', user?.['id']],
    ['exe', process?.['executable']],
    ['pid', process?.['pid']],
    ['ppid', objectOf(process?.['parent'])?.['pid']],
    ['cwd', process?.['working_directory']],
    ['proctitle', process?.['title']],
    ['addr', objectOf(json['source'])?.['ip']],
    ['res', result === 'fail' ? 'failed' : result],
  ] as const) {
    const text = textOf(value);
    if (text !== undefined) values.set(name, text);
  }
  const fields = fieldsOf(
    [{ type, values }],
    undefined,
    textOf(objectOf(json['host'])?.['hostname']) ?? textOf(objectOf(json['host'])?.['name']),
  );
  put(fields, 'linux_audit.serial', textOf(auditd['sequence']));
  const time = readForeignTime(json['@timestamp']);
  if (time !== undefined) fields['@timestamp'] = time;
  const words = process?.['args'];
  if (Array.isArray(words))
    put(
      fields,
      'process.command_line',
      (words as unknown[])
        .slice(0, MAX_WORDS)
        .map((word) => textOf(word) ?? '?')
        .join(' '),
    );
  return fields;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
