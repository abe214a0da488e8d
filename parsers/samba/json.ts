// Samba's JSON audit (log classes auth_json_audit, dsdb_json_audit, dsdb_password_json_audit, dsdb_group_json_audit):
// {"timestamp": ..., "type": "Authentication", "Authentication": {...}}. https://wiki.samba.org/index.php/Setting_up_Audit_Logging

import { objectOf } from '#src/event/json-text.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { event, GROUP_CHANGE, LOGON, SESSION_START, USER_CHANGE, CONFIGURATION_CHANGE } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';
import { known, logon, putAccount, putPeer } from './auth.js';

type Json = Readonly<Record<string, unknown>>;

export function parseSambaJson(json: Json): Fields | undefined {
  const type = textOf(json['type']) ?? '';
  const said = objectOf(json[type]);
  if (said === undefined) return undefined;
  const fields = ofType(type, said);
  if (fields === undefined) return undefined;
  const time = readForeignTime(json['timestamp']);
  if (time !== undefined) fields['@timestamp'] = time;
  putPeer(fields, 'source', textOf(said['remoteAddress']) ?? '');
  putPeer(fields, 'destination', textOf(said['localAddress']) ?? '');
  for (const [name, value] of Object.entries(said)) {
    const text = textOf(value);
    if (!TAKEN.has(name) && text !== undefined && /^\w{1,60}$/.test(name)) put(fields, `samba.${name}`, known(text));
  }
  put(fields, 'event.code', textOf(said['eventId']));
  return fields;
}

const PRIVILEGED = /^(?:Domain|Enterprise|Schema) Admins$|^Administrators$|^(?:Account|Server|Backup) Operators$/;

const TAKEN: ReadonlySet<string> = new Set([
  'remoteAddress',
  'localAddress',
  'clientAccount',
  'clientDomain',
  'eventId',
  'version',
  'status',
]);

function ofType(type: string, said: Json): Fields | undefined {
  const get = (name: string): string => textOf(said[name]) ?? '';
  switch (type) {
    case 'Authentication': {
      const fields = logon(get('status'));
      putAccount(
        fields,
        get('clientDomain'),
        get('clientAccount') === '' ? get('mappedAccount') : get('clientAccount'),
      );
      return fields;
    }
    case 'Authorization': {
      const fields = event('smb_authorized', SESSION_START, 1, 'success');
      putAccount(fields, get('domain'), get('account'));
      return fields;
    }
    case 'KDC Authorization': {
      const fields = logonOf(get('status'));
      putAccount(fields, get('domain'), get('account'));
      return fields;
    }
    case 'passwordChange': {
      const isSuccess = get('status') === 'Success' || said['statusCode'] === 0;
      const fields = event('password_changed', USER_CHANGE, 2, isSuccess ? 'success' : 'failure');
      putNames(fields, said, get('dn'), 'user.target.name');
      return fields;
    }
    case 'groupChange': {
      const isRemoval = get('action').toLowerCase().startsWith('remove');
      const group = commonName(get('group')) ?? '';
      const level = PRIVILEGED.test(group) ? 4 : isRemoval ? 2 : 3;
      const fields = event(
        isRemoval ? 'group_member_removed' : 'group_member_added',
        GROUP_CHANGE,
        level,
        get('status') === 'Success' ? 'success' : 'failure',
      );
      putNames(fields, said, get('user'), 'user.target.name');
      put(fields, 'group.name', group);
      return fields;
    }
    case 'dsdbChange': {
      const fields = event(
        'directory_changed',
        CONFIGURATION_CHANGE,
        2,
        get('status') === 'Success' ? 'success' : 'failure',
      );
      put(fields, 'samba.actor_sid', known(get('userSid')));
      return fields;
    }
    default:
      return undefined;
  }
}

function logonOf(status: string): Fields {
  return status === 'NT_STATUS_OK' || status === ''
    ? event('smb_authorized', SESSION_START, 1, 'success')
    : event('smb_login', LOGON, 3, 'failure');
}

function putNames(fields: Fields, said: Json, dn: string, field: FieldName): void {
  put(fields, field, commonName(dn));
  put(fields, 'samba.actor_sid', known(textOf(said['userSid']) ?? ''));
}

/** `CN=bob,CN=Users,DC=example,DC=org` */
function commonName(dn: string): string | undefined {
  const found = /^cn=([^,]{1,256})/i.exec(dn);
  return found === null ? known(dn) : found[1];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
