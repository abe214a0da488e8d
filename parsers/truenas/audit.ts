// `{"TNAUDIT":{"aid":..,"vers":{..},"addr":"192.0.2.7","user":"root","sess":"..","time":"2026-11-20 10:00:01.123456","svc":"MIDDLEWARE",
// "svc_data":"{..}","event":"METHOD_CALL","event_data":"{..}","success":true}}`; svc_data and event_data are JSON in text.
// https://www.truenas.com/docs/scale/scaletutorials/systemsettings/auditingscale/

import { membersOf, parseJson } from '#src/event/json-text.js';
import type { Fields } from '#src/event/event.js';
import { flatten } from '#src/event/flatten.js';
import { type Mapping, MAX_KEPT, putMapped } from '#src/event/mapping.js';
import { put, putEndpoint } from '#src/event/put.js';
import { METHODS, OTHERS, SMB } from './kinds.js';

type Body = Readonly<Record<string, unknown>>;

const MAPPING: Mapping = {
  prefix: 'truenas',
  names: new Map([
    ['method', 'truenas.method'],
    ['error', 'event.reason'],
    ['host', 'truenas.client'],
    ['file.path', 'file.path'],
    ['src_file.path', 'file.path'],
    ['dst_file.path', 'file.target_path'],
    ['proctitle', 'process.command_line'],
    ['sudo.accept.command', 'process.command_line'],
    ['sudo.accept.runuser', 'user.target.name'],
    ['sudo.reject.command', 'process.command_line'],
    ['sudo.reject.runuser', 'user.target.name'],
    ['sudo.reject.reason', 'event.reason'],
  ]),
  dropped: new Set([
    'vers.major',
    'vers.minor',
    'authenticated',
    'authorized',
    'credentials.credentials_data.username',
  ]),
};
/** Longer JSON in text is not read: the raw line keeps it. */
const MAX_INNER_CHARS = 16_384;

export function readAudit(record: Body): Fields | undefined {
  const { event, svc, addr, user, time, success } = record;
  if (typeof event !== 'string' || typeof svc !== 'string') return undefined;
  const data = innerOf(record['event_data']);
  const isOk = success !== false;
  const fields: Fields = { ...kindOf(event, svc, data), 'event.outcome': isOk ? 'success' : 'failure' };
  if (!isOk) fields['event.severity'] = Math.max(3, fields['event.severity'] ?? 1) as 3;
  putTime(fields, time);
  put(fields, 'user.name', userOf(user, data));
  if (typeof addr === 'string') putEndpoint(fields, 'source', addr, 'truenas.addr');
  putOrigin(fields, innerOf(record['svc_data']));
  put(fields, 'event.code', event);
  put(fields, 'truenas.service', svc);
  put(fields, 'truenas.session', wordOf(record['sess']));
  putTarget(fields, data);
  let kept = 0;
  flatten(data, (name, value) => {
    if (kept < MAX_KEPT && !name.startsWith('params')) putMapped(fields, MAPPING, name, value);
    kept += 1;
  });
  return fields;
}

function kindOf(event: string, svc: string, data: Body): Fields {
  if (event === 'METHOD_CALL') {
    const method = wordOf(data['method']) ?? '';
    return METHODS.find(([prefix]) => method.startsWith(prefix))![1];
  }
  const kind = (svc === 'SMB' ? SMB[isOpening(event, data) ? 'OPEN' : event] : undefined) ?? OTHERS[event];
  return kind ?? OTHERS['GENERIC']!;
}

function isOpening(event: string, data: Body): boolean {
  return event === 'CREATE' && membersOf(data['parameters'])['CreateDisposition'] === 'OPEN';
}

/** Who failed to log on is not the session's user: that is nobody yet. */
function userOf(user: unknown, data: Body): string | undefined {
  if (typeof user === 'string' && user !== '' && !user.startsWith('.')) return user;
  const claimed = membersOf(membersOf(data['credentials'])['credentials_data'])['username'];
  return wordOf(claimed) ?? (typeof data['username'] === 'string' ? data['username'] : undefined);
}

/** Newer systems put the peer's port there: `192.0.2.7:52344`. */
function putOrigin(fields: Fields, service: Body): void {
  const { origin } = service;
  if (typeof origin === 'string' && fields['source.ip'] === undefined)
    putEndpoint(fields, 'source', origin, 'truenas.origin');
  put(fields, 'truenas.protocol', wordOf(service['protocol']));
  put(fields, 'truenas.share', wordOf(service['service']));
  put(fields, 'truenas.credentials', wordOf(membersOf(service['credentials'])['credentials']));
}

/** The account that a call makes or changes: `params: [{"username": "bob"}]`, else in `description`, e.g. `Create user bob`. */
function putTarget(fields: Fields, data: Body): void {
  const method = wordOf(data['method']) ?? '';
  const [first] = Array.isArray(data['params']) ? (data['params'] as unknown[]) : [];
  const named = membersOf(first);
  const described = wordOf(data['description'])?.split(' ');
  const last = described !== undefined && described.length === 3 ? described[2] : undefined;
  if (method.startsWith('user.')) put(fields, 'user.target.name', wordOf(named['username']) ?? last);
  if (method.startsWith('group.')) put(fields, 'group.name', wordOf(named['name']) ?? last);
}

/** `2026-11-20 10:00:01.123456`, UTC. */
function putTime(fields: Fields, time: unknown): void {
  if (typeof time !== 'string' || !/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/.test(time)) return;
  const ms = Date.parse(`${time.slice(0, 10)}T${time.slice(11, 23)}Z`);
  if (!Number.isNaN(ms)) fields['@timestamp'] = ms;
}

function innerOf(value: unknown): Body {
  if (typeof value !== 'string') return membersOf(value);
  if (value.length > MAX_INNER_CHARS) return {};
  return membersOf(parseJson(value));
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
