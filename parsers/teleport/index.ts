// Teleport's audit events (JSON): logons, SSH and database sessions, commands, users and roles. `event` names the kind, `code` the number.
// https://goteleport.com/docs/reference/monitoring/audit/

import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putJson, textOf } from '#src/event/json-fields.js';
import type { SyslogLine } from '#src/event/line.js';
import { put, putEndpoint } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { readKind } from './kinds.js';
import { MAPPING } from './names.js';

export default defineParser({
  id: 'teleport',
  title: 'Teleport (audit log)',
  contract: '^1.0.0',
  family: 'application',
  priority: 1,
  hint: { apps: ['teleport'], contains: ['"cluster_name":"', '"cluster_name": "'] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json;
  const name = textOf(body, 'event');
  if (
    body === undefined ||
    name === undefined ||
    textOf(body, 'uid') === undefined ||
    textOf(body, 'code') === undefined
  )
    return undefined;
  const fields = readKind(name, body);
  putJson(fields, MAPPING, body);
  putEndpoint(fields, 'source', textOf(body, 'addr.remote'), 'teleport.addr.remote');
  putEndpoint(fields, 'destination', textOf(body, 'addr.local'), 'teleport.addr.local');
  put(fields, 'teleport.event', name);
  const time = readForeignTime(body['time']);
  if (time !== undefined) fields['@timestamp'] = time;
  return fields;
}
