// GitLab's JSON logs: auth.json and application_json.log (failed logons), audit_json.log, production_json.log and api_json.log (requests).
// https://docs.gitlab.com/administration/logs/

import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putUrl, requestEvent } from '#src/event/http-request.js';
import { putJson, textOf } from '#src/event/json-fields.js';
import { CONFIGURATION_CHANGE, event, LOGON, WEB_DENIED } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import type { Mapping } from '#src/event/mapping.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'gitlab',
  title: 'GitLab',
  contract: '^1.0.0',
  family: 'application',
  priority: 1,
  hint: { apps: ['gitlab*'], contains: ['"correlation_id":"'] },
  parse,
});

const MAPPING: Mapping = {
  prefix: 'gitlab',
  names: new Map([
    ['remote_ip', 'source.ip'],
    ['ip_address', 'source.ip'],
    ['username', 'user.name'],
    ['meta.user', 'user.name'],
    ['author_name', 'user.name'],
    ['user_id', 'user.id'],
    ['method', 'http.request.method'],
    ['request_method', 'http.request.method'],
    ['host', 'url.domain'],
    ['ua', 'user_agent.original'],
    ['target_details', 'gitlab.target_details'],
  ] as const),
  dropped: new Set(['time', 'path', 'status', 'params']),
};

const REFUSED = event('application_login', LOGON, 3, 'failure');
const MESSAGES = new PatternTable(
  [
    ['Failed Login: username=<user.name:text> ip=<source.ip>', REFUSED],
    ['(API) Failed Login: username=<user.name:text> ip=<source.ip>', REFUSED],
    [
      'Successful Login: username=<user.name:text> ip=<source.ip> method=<gitlab.login_method> admin=<gitlab.is_admin>',
      event('application_login', LOGON, 1, 'success'),
    ],
    ['Rack_Attack', event('web_blocked', WEB_DENIED, 2)],
  ] satisfies readonly Pattern[],
  'gitlab',
);

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json;
  if (body === undefined || textOf(body, 'correlation_id') === undefined) return undefined;
  const fields = readKind(body);
  if (fields === undefined) return undefined;
  const path = textOf(body, 'path');
  if (path !== undefined) putUrl(fields, path);
  putJson(fields, MAPPING, body, READ_BY_CODE);
  const time = readForeignTime(body['time']);
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}

const READ_BY_CODE: ReadonlySet<string> = new Set(['params']);

function readKind(body: Readonly<Record<string, unknown>>): Fields | undefined {
  const known = MESSAGES.match(textOf(body, 'message') ?? '');
  if (known !== undefined) return known;
  if (textOf(body, 'author_name') !== undefined && textOf(body, 'entity_type') !== undefined)
    return event('config_changed', CONFIGURATION_CHANGE, 2);
  if (textOf(body, 'status') === undefined || textOf(body, 'method') === undefined) return undefined;
  return requestEvent(textOf(body, 'status'));
}
