// Keycloak's events (logger `org.keycloak.events`): `type="LOGIN_ERROR", realmId="master", ..., ipAddress="203.0.113.9", error="...", username="root"`, in
// quotes since version 21, and as JSON with the same text in `message`. The name comes last and may hold pairs of its own: a guarded name that
// is told twice, differently, is told by nobody, and only what opens the text says whether a user or an administrator did it. https://www.keycloak.org/docs/latest/server_admin/#auditing-user-events

import { withoutDoubled } from '#src/event/doubled.js';
import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { textOf } from '#src/event/json-fields.js';
import {
  CONFIGURATION_CHANGE,
  event,
  LOGOFF,
  LOGON,
  LOGON_INFO,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { mayStandBefore } from '#src/event/own-start.js';
import { readPairs } from '#src/event/pairs.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'keycloak',
  title: 'Keycloak',
  contract: '^1.0.0',
  family: 'application',
  priority: 1,
  hint: { contains: ['org.keycloak.events', ', realmId='] },
  parse,
});

const MAPPING: Mapping = {
  prefix: 'keycloak',
  names: new Map([
    ['ipAddress', 'source.ip'],
    ['username', 'user.name'],
    ['userId', 'user.id'],
    ['error', 'event.reason'],
  ] as const),
};
const GUARDED: ReadonlySet<string> = new Set([
  'type',
  'operationType',
  'ipAddress',
  'username',
  'userId',
  'error',
  'resourcePath',
  'resourceType',
]);
const TIME = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3}) /;

function parse(line: SyslogLine): Fields | undefined {
  const message = textOf(line.json, 'message') ?? line.message;
  const at = firstOf(message, ['type=', 'operationType=']);
  if (at < 0 || !isOwn(line, message.slice(0, at))) return undefined;
  const { pairs, isDoubled } = withoutDoubled(readPairs(message.slice(at)).pairs, GUARDED);
  const values = new Map([...pairs].reverse());
  if (!values.has('realmId') && !values.has('realm')) return undefined;
  const fields = message.startsWith('operationType=', at) ? administration(values) : userEvent(values);
  putPairs(
    fields,
    MAPPING,
    pairs.filter(([, value]) => value !== 'null'),
  );
  if (isDoubled) fields.tags = ['keycloak.doubled-name'];
  const time = TIME.exec(line.raw);
  const stamp = readForeignTime(line.json?.['timestamp']);
  if (stamp !== undefined) fields['@timestamp'] = stamp;
  else if (time !== null) fields['@timestamp'] = `${time[1]}.${time[2]}`;
  return fields;
}

/** `2026-11-20 10:00:01,123 WARN  [org.keycloak.events] (executor-thread-1) `; any other words before it are somebody else's line. */
const HEAD = /^(?:[\dT:,.Z+ -]{0,40}[A-Z]{4,7} {1,4})?\[org\.keycloak\.events\w{0,40}\] (?:\([^)]{0,80}\) )?$/;

function isOwn(line: SyslogLine, before: string): boolean {
  if (line.json !== undefined)
    return before === '' && textOf(line.json, 'loggerName')?.startsWith('org.keycloak') === true;
  return HEAD.test(before) || mayStandBefore(line, before);
}

function firstOf(text: string, words: readonly string[]): number {
  const found = words.map((word) => text.indexOf(word)).filter((at) => at >= 0 && at < 400);
  return found.length === 0 ? -1 : Math.min(...found);
}

function userEvent(values: ReadonlyMap<string, string>): Fields {
  const type = values.get('type') ?? '';
  const isFailed = type.endsWith('_ERROR');
  if (/^(?:LOGIN|IDENTITY_PROVIDER_LOGIN|CLIENT_LOGIN)(?:_ERROR)?$/.test(type)) {
    return isFailed ? event('application_login', LOGON, 3, 'failure') : event('application_login', LOGON, 1, 'success');
  }
  if (type.startsWith('USER_DISABLED_BY_')) return event('account_locked', USER_CHANGE, 3);
  if (type.startsWith('LOGOUT')) return event('application_logout', LOGOFF, 1, isFailed ? 'failure' : undefined);
  if (/^REGISTER(?:_ERROR)?$/.test(type))
    return event('user_created', USER_CREATION, 2, isFailed ? 'failure' : 'success');
  if (/^(?:UPDATE|RESET)_PASSWORD|^UPDATE_CREDENTIAL/.test(type))
    return event('password_changed', USER_CHANGE, 2, isFailed ? 'failure' : 'success');
  if (type.startsWith('DELETE_ACCOUNT'))
    return event('user_deleted', USER_DELETION, 3, isFailed ? 'failure' : 'success');
  return event('authentication', LOGON_INFO, isFailed ? 2 : 1, isFailed ? 'failure' : undefined);
}

/** `operationType="CREATE", realmId=..., ipAddress=..., resourceType="USER", resourcePath="users/<id>"` */
function administration(values: ReadonlyMap<string, string>): Fields {
  const operation = values.get('operationType');
  const isUser = values.get('resourceType') === 'USER';
  const fields =
    isUser && operation === 'CREATE'
      ? event('user_created', USER_CREATION, 3)
      : isUser && operation === 'DELETE'
        ? event('user_deleted', USER_DELETION, 3)
        : isUser
          ? event('user_changed', USER_CHANGE, 2)
          : event('config_changed', CONFIGURATION_CHANGE, 2);
  if (isUser) put(fields, 'user.target.id', values.get('resourcePath')?.replace(/^users\//, ''));
  return fields;
}
