// authentik's log (JSON lines): audit events (`logger` authentik.events.models or `action` and `client_ip`), and requests of server and worker.
// https://docs.goauthentik.io/sys-mgmt/events/

import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putUrl, requestEvent } from '#src/event/http-request.js';
import { bodyOf, putJson, textOf } from '#src/event/json-fields.js';
import {
  CONFIGURATION_CHANGE,
  event,
  type Kind,
  LOGOFF,
  LOGON,
  LOGON_INFO,
  USER_CHANGE,
  WEB_DENIED,
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import type { Mapping } from '#src/event/mapping.js';
import { put, putEndpoint } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'authentik',
  title: 'authentik',
  contract: '^1.0.0',
  family: 'application',
  priority: 1,
  hint: { apps: ['authentik*'], contains: ['"logger":"authentik.', '"logger": "authentik.'] },
  parse,
});

const MAPPING: Mapping = {
  prefix: 'authentik',
  names: new Map([
    ['client_ip', 'source.ip'],
    ['method', 'http.request.method'],
    ['user_agent', 'user_agent.original'],
    ['context.http_request.user_agent', 'user_agent.original'],
  ] as const),
  dropped: new Set(['timestamp', 'status', 'remote']),
};

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json;
  if (body === undefined || textOf(body, 'logger')?.startsWith('authentik.') !== true) return undefined;
  const action = textOf(body, 'action');
  const isRequest = textOf(body, 'status') !== undefined && textOf(body, 'method') !== undefined;
  if (!isRequest && action === undefined) return undefined;
  const fields = isRequest ? requestEvent(textOf(body, 'status')) : actionEvent(action!);
  if (isRequest) putUrl(fields, textOf(body, 'event') ?? '');
  put(
    fields,
    'user.name',
    textOf(bodyOf(body, 'context'), 'username') ?? textOf(bodyOf(body, 'user'), 'username') ?? textOf(body, 'user'),
  );
  putEndpoint(fields, 'source', textOf(body, 'remote'), 'authentik.remote');
  putJson(fields, MAPPING, body);
  const time = readForeignTime(body['timestamp']);
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}

type Row = readonly [action: string, kind: Kind, level: 1 | 2 | 3, outcome?: 'success' | 'failure'];

const ACTIONS: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['login', ['application_login', LOGON, 1, 'success']],
  ['login_failed', ['application_login', LOGON, 3, 'failure']],
  ['logout', ['application_logout', LOGOFF, 1]],
  ['authorize_application', ['authentication', LOGON_INFO, 1, 'success']],
  ['suspicious_request', ['web_blocked', WEB_DENIED, 3]],
  ['password_set', ['password_changed', USER_CHANGE, 2]],
  ['user_write', ['user_changed', USER_CHANGE, 2]],
  ['impersonation_started', ['session_opened', LOGON_INFO, 3]],
  ['secret_view', ['authentication', LOGON_INFO, 2]],
  ['model_created', ['config_changed', CONFIGURATION_CHANGE, 2]],
  ['model_updated', ['config_changed', CONFIGURATION_CHANGE, 1]],
  ['model_deleted', ['config_changed', CONFIGURATION_CHANGE, 2]],
]);

function actionEvent(name: string): Fields {
  const row = ACTIONS.get(name);
  return row === undefined ? event('application_message', LOGON_INFO, 1) : event(...row);
}
