// SonicWall (SonicOS 5 to 7): `id=firewall sn=... time="..." fw=... pri=6 c=262144 m=98 msg="Connection Opened" src=ip:port:zone ...`.
// The number of the message (`m`) says what it is: https://www.sonicwall.com/support/technical-documentation/sonicos-log-events-reference

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, readDuration, readMac } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { type Pair, withoutDoubled } from '#src/event/doubled.js';
import { readPairs } from '#src/event/pairs.js';
import { put, putHost } from '#src/event/put.js';
import { unshaped } from '#src/event/unshaped.js';
import { defineParser } from '#src/plugin/parser.js';
import { classify } from './classes.js';

export default defineParser({
  id: 'sonicwall',
  title: 'SonicWall',
  contract: '^1.0.0',
  family: 'network',
  hint: { contains: ['id=firewall ', ' sn='] },
  parse,
});

const NAMES: Readonly<Record<string, FieldName>> = {
  m: 'event.code',
  sn: 'observer.serial_number',
  fw: 'observer.ip',
  usr: 'user.name',
  user: 'user.name',
  sent: 'source.bytes',
  rcvd: 'destination.bytes',
  spkt: 'source.packets',
  rpkt: 'destination.packets',
  srcZone: 'observer.ingress.zone',
  dstZone: 'observer.egress.zone',
  srcV6: 'source.ip',
  dstV6: 'destination.ip',
  dstname: 'url.domain',
  arg: 'url.path',
  op: 'sonicwall.op',
  rule: 'rule.name',
  sid: 'rule.id',
  ipscat: 'rule.name',
  Category: 'rule.category',
  appName: 'network.application',
  vpnpolicy: 'sonicwall.vpnpolicy',
};
const ENDS = new Set(['src', 'dst', 'natSrc', 'natDst', 'proto', 'time', 'id', 'cdur', 'srcMac', 'dstMac']);
const MAPPING: Mapping = { prefix: 'sonicwall', names: new Map(Object.entries(NAMES)), dropped: ENDS };
const GUARDED: ReadonlySet<string> = new Set([
  'src',
  'dst',
  'usr',
  'user',
  'm',
  'natSrc',
  'natDst',
  'fw',
  'fw_action',
  'srcV6',
  'dstV6',
]);
const NOBODY = /^(?:Unknown|unknown|N\/A|System)\b/;
/** Blanks (SonicOS 6.5 and 7) and an address may stand before it; `id=` names what the administrator called the firewall. */
const BEGIN = /^ {0,4}(?:[0-9a-fA-F.:]{2,45} +)?id=\S{1,64} +sn=/;

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined || !BEGIN.test(line.message)) return undefined;
  const { pairs, isDoubled } = withoutDoubled(readPairs(line.message).pairs.map(withoutNone), GUARDED);
  const values = new Map<string, string>();
  for (const [name, value] of pairs) if (!values.has(name)) values.set(name, value);
  const fields = unshaped(classify(values));
  putEnd(fields, 'source', values.get('src'), values.get('natSrc'));
  putEnd(fields, 'destination', values.get('dst'), values.get('natDst'));
  putPairs(fields, MAPPING, pairs);
  const [transport, service] = (values.get('proto') ?? '').split('/');
  put(fields, 'network.transport', transport);
  put(fields, 'network.protocol', service);
  if (fields['user.name'] !== undefined && NOBODY.test(fields['user.name'])) delete fields['user.name'];
  const duration = readDuration(values.get('cdur'));
  if (duration !== undefined) fields['event.duration'] = duration / 1000; // told in milliseconds
  const mac = readMac(values.get('srcMac'));
  if (mac !== undefined) put(fields, 'sonicwall.srcMac', mac);
  putTime(fields, line, values.get('time'));
  if (isDoubled) fields.tags = ['sonicwall.doubled-name'];
  return completeFlow(fields);
}

const withoutNone = (pair: Pair): Pair => (pair[1] === 'N/A' || pair[1] === 'NA' ? [pair[0], ''] : pair);

const SIDES = { source: 'ingress', destination: 'egress' } as const;

/** `192.0.2.1:50000:X0:laptop.example.org`, `:8080:X1` (IPv6: the address has a name of its own), `192.0.2.1::X0`, `192.0.2.1`. */
function putEnd(
  fields: Fields,
  side: 'source' | 'destination',
  text: string | undefined,
  nat: string | undefined,
): void {
  const [address = '', port, name, host] = (text ?? '').split(':');
  putHost(fields, side, address, `sonicwall.${side}`);
  put(fields, `${side}.port`, port, `sonicwall.${side}_port`);
  put(fields, `observer.${SIDES[side]}.interface.name`, name);
  if (host !== undefined) put(fields, `${side}.domain`, host);
  const [natAddress, natPort] = (nat ?? '').split(':');
  put(fields, `${side}.nat.ip`, natAddress);
  put(fields, `${side}.nat.port`, natPort);
}

const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)( UTC)?$/;

/** The firewall's own time where the line has none; with `UTC` it is better than a header without a zone. */
function putTime(fields: Fields, line: SyslogLine, text: string | undefined): void {
  const match = TIME.exec(text ?? '');
  if (match === null || (line.time !== undefined && match[3] === undefined)) return;
  const ms = match[3] === undefined ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`);
  fields['@timestamp'] = Number.isNaN(ms) ? `${match[1]} ${match[2]}` : ms;
}
