// Snort 2 and 3: alert_fast and alert_syslog lines (also of pfSense), and Snort 3's alert_json.

import type { Fields } from '#src/event/event.js';
import { levelOfPriority, readFastAlert } from '#src/event/fast-alert.js';
import { completeFlow } from '#src/event/flow.js';
import { putJson, textOf } from '#src/event/json-fields.js';
import { event, INTRUSION_DENIED, INTRUSION_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import type { Mapping } from '#src/event/mapping.js';
import { put, putEndpoint } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'snort',
  title: 'Snort',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['snort*'], contains: [' [**] [', '"pkt_gen"', '"src_ap"'] },
  parse,
});

const FILE = /^\d\d\/\d\d(?:\/\d\d)?-\d\d:/;

function parse(line: SyslogLine): Fields | undefined {
  if (line.json !== undefined) return readJson(line.json);
  if (line.app?.toLowerCase().startsWith('snort') === true) return readFastAlert(line.message, 'snort');
  return FILE.test(line.searched) ? readFastAlert(line.searched, 'snort') : undefined;
}

const MAPPING: Mapping = {
  prefix: 'snort',
  names: new Map([
    ['src_addr', 'source.ip'],
    ['src_port', 'source.port'],
    ['dst_addr', 'destination.ip'],
    ['dst_port', 'destination.port'],
    ['proto', 'network.transport'],
    ['msg', 'rule.name'],
    ['sid', 'rule.id'],
    ['rev', 'rule.version'],
    ['class', 'rule.category'],
    ['iface', 'observer.ingress.interface.name'],
    ['service', 'network.protocol'],
  ] as const),
  dropped: new Set(['timestamp', 'seconds', 'b64_data', 'src_ap', 'dst_ap', 'rule']),
};

/** `"rule": "1:2001219:20"`, `"src_ap": "203.0.113.9:5555"`, `"action": "allow"`. Snort 3 manual, alert_json */
function readJson(body: Readonly<Record<string, unknown>>): Fields | undefined {
  const rule = textOf(body, 'rule');
  if ((rule === undefined && textOf(body, 'sid') === undefined) || textOf(body, 'proto') === undefined)
    return undefined;
  const isStopped = /^(?:drop|block|reject)/.test(textOf(body, 'action') ?? '');
  const fields = event(
    'ids_alert',
    isStopped ? INTRUSION_DENIED : INTRUSION_INFO,
    levelOfPriority(textOf(body, 'priority')),
  );
  putJson(fields, MAPPING, body);
  putEndpoint(fields, 'source', textOf(body, 'src_ap'), 'snort.src_ap');
  putEndpoint(fields, 'destination', textOf(body, 'dst_ap'), 'snort.dst_ap');
  const [gid, sid, rev] = (rule ?? '').split(':', 3);
  put(fields, 'snort.gid', gid);
  put(fields, 'rule.id', sid);
  put(fields, 'rule.version', rev);
  const time = /^(?:(\d\d)\/)?(\d\d)\/(\d\d)-(\d\d:\d\d:\d\d\.\d{3})/.exec(textOf(body, 'timestamp') ?? '');
  if (time?.[1] !== undefined) fields['@timestamp'] = `20${time[1]}-${time[2]}-${time[3]} ${time[4]}`;
  const seconds = body['seconds'];
  if (typeof seconds === 'number' && seconds > 0 && seconds < 1e11) fields['@timestamp'] = Math.floor(seconds * 1000);
  return completeFlow(fields);
}
