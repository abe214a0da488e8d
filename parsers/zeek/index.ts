// Zeek's logs as JSON (policy/tuning/json-logs, or the JSON streaming package, which adds `_path`). Without `_path` the kind of log is known by
// its fields. Lines of its tab-separated format lack the names of their columns and are left alone.

import type { Fields } from '#src/event/event.js';
import { completeFlow } from '#src/event/flow.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putJson } from '#src/event/json-fields.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readLog } from './logs.js';
import { MAPPING, SEEN_MAPPING } from './names.js';
import { pathOf } from './paths.js';

export default defineParser({
  id: 'zeek',
  title: 'Zeek (JSON logs)',
  contract: '^1.0.0',
  family: 'network',
  priority: 1,
  hint: {
    apps: ['zeek*', 'bro'],
    contains: ['"id.orig_h"', '"_path":', '"_path" :', '"tx_hosts"', '"client_addr"', '"msg_types"', '"suppress_for"'],
  },
  parse,
});

const NS_PER_SECOND = 1e9;

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json;
  if (body === undefined || body['ts'] === undefined) return undefined;
  const path = pathOf(body);
  if (path === undefined) return undefined;
  const fields = readLog(path, body);
  putJson(fields, path === 'software' || path.startsWith('known_') ? SEEN_MAPPING : MAPPING, body);
  fields['zeek.log'] = path;
  const time = readForeignTime(body['ts']);
  if (time !== undefined) fields['@timestamp'] = time;
  const duration = body['duration'];
  if (typeof duration === 'number' && duration >= 0 && duration < 1e6)
    fields['event.duration'] = Math.round(duration * NS_PER_SECOND);
  return completeFlow(fields);
}
