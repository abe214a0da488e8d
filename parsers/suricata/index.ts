// Suricata 4 to 8: EVE JSON (alerts, and what it saw of DNS, HTTP, TLS and other protocols) and fast.log. As EVE is JSON, a stranger's text
// cannot leave its field.

import type { Fields } from '#src/event/event.js';
import { readFastAlert } from '#src/event/fast-alert.js';
import { completeFlow } from '#src/event/flow.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putJson } from '#src/event/json-fields.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { MAPPING, READ_BY_CODE } from './names.js';
import { readEvent } from './events.js';

export default defineParser({
  id: 'suricata',
  title: 'Suricata',
  contract: '^1.0.0',
  family: 'network',
  priority: 1,
  hint: { apps: ['suricata*'], contains: ['"event_type":"', '"event_type": "', ' [**] ['] },
  parse,
});

const FILE = /^\d\d\/\d\d\/\d{4}-\d\d:/;

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json;
  if (body === undefined) return readLine(line);
  const type = body['event_type'];
  if (typeof type !== 'string' || typeof body['timestamp'] !== 'string') return undefined;
  if (body['flow_id'] === undefined && body[type] === undefined && body['src_ip'] === undefined) return undefined;
  const fields = readEvent(type, body);
  if (type !== 'stats') putJson(fields, MAPPING, body, READ_BY_CODE);
  if (type !== '') fields['suricata.event_type'] = type;
  const time = readForeignTime(body['timestamp']);
  if (time !== undefined) fields['@timestamp'] = time;
  return completeFlow(fields);
}

/** Snort's lines have no year in their time and another program. */
function readLine(line: SyslogLine): Fields | undefined {
  const isSuricata = line.app?.toLowerCase().startsWith('suricata') === true;
  if (isSuricata) return readFastAlert(line.message, 'suricata');
  return FILE.test(line.searched) ? readFastAlert(line.searched, 'suricata') : undefined;
}
