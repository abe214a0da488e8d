// FortiGate (FortiOS 5.6 to 7.6): key="value" (default), CSV, CEF and RFC 5424 formats of one set of names. What it says is decided by
// type, subtype and action; see https://docs.fortinet.com/document/fortigate/7.6.0/fortios-log-message-reference

import type { Fields } from '#src/event/event.js';
import { completeFlow, readDuration, readMac } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { putPairs } from '#src/event/mapping.js';
import { opensWithPair } from '#src/event/own-start.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { classify } from './classes.js';
import { MAPPING } from './names.js';
import { readFormat } from './formats.js';
import { withPerson } from './person.js';
import { timeOf } from './time.js';

export default defineParser({
  id: 'fortigate',
  title: 'Fortinet FortiGate',
  contract: '^1.0.0',
  family: 'network',
  priority: 1,
  hint: { contains: ['logid=', 'log_id=', 'FTNTFGT', '|Fortinet|'] },
  parse,
});

const TYPES: ReadonlySet<string> = new Set([
  'traffic',
  'utm',
  'event',
  'anomaly',
  'virus',
  'ips',
  'webfilter',
  'app-ctrl',
  'dns',
  'emailfilter',
  'dlp',
  'voip',
]);

/** Sophos has a `log_id`, too, but `log_type`. */
const HAS_TYPE = /[ ,]type=/;

function parse(line: SyslogLine): Fields | undefined {
  const isCef = line.message.includes('|Fortinet|');
  const format = isCef || (HAS_TYPE.test(line.message) && opensWithPair(line)) ? readFormat(line.message) : undefined;
  if (format === undefined) return undefined;
  const values = withPerson(format.values);
  if (!TYPES.has(values.get('type') ?? '') || values.get('subtype') === undefined) return undefined;
  if (values.get('logid') === undefined) return undefined;
  const fields = classify(values);
  putPairs(fields, MAPPING, [...values]);
  putTyped(fields, values);
  completeFlow(fields);
  const time = timeOf(line, values);
  if (time !== undefined) fields['@timestamp'] = time;
  if (format.isDoubled) fields.tags = ['fortigate.doubled-name'];
  return fields;
}

const DIRECTIONS: Readonly<Record<string, string>> = { incoming: 'inbound', outgoing: 'outbound' };

/** What one name for one value does not say. */
function putTyped(fields: Fields, values: ReadonlyMap<string, string>): void {
  const duration = readDuration(values.get('duration'));
  if (duration !== undefined) fields['event.duration'] = duration;
  put(fields, 'rule.id', values.get('attackid')); // of the signature, not of the policy
  const direction = values.get('direction') ?? values.get('dir') ?? '';
  if (Object.hasOwn(DIRECTIONS, direction)) fields['network.direction'] = DIRECTIONS[direction]!;
  for (const name of ['srcmac', 'mac', 'stamac']) {
    const mac = readMac(values.get(name));
    if (mac !== undefined) fields['source.mac'] = mac;
  }
  // `ui="https(192.0.2.1)"`: older releases tell the administrator's address nowhere else.
  const ui = values.get('ui') ?? values.get('userfrom') ?? '';
  if (fields['source.ip'] === undefined)
    put(fields, 'source.ip', ui.endsWith(')') ? ui.slice(ui.indexOf('(') + 1, -1) : ui);
}
