// Sophos UTM 9 (Astaro): `ulogd[4711]: id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet dropped" action="drop" ...`,
// `aua[1]: id="3006" ... name="Authentication failed" srcip="..." user="..." caller="webadmin" reason="DENIED"`, `httpproxy`, `confd`, `reverseproxy`.

import { withoutDoubled } from '#src/event/doubled.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  EMAIL_INFO,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  id: 'event.code',
  srcip: 'source.ip',
  dstip: 'destination.ip',
  srcport: 'source.port',
  dstport: 'destination.port',
  proto: 'network.transport',
  initf: 'observer.ingress.interface.name',
  outitf: 'observer.egress.interface.name',
  fwrule: 'rule.id',
  sid: 'rule.id',
  user: 'user.name',
  username: 'user.name',
  virtual_ip: 'source.nat.ip',
  method: 'http.request.method',
  statuscode: 'http.response.status_code',
  url: 'url.original',
  ua: 'user_agent.original',
  size: 'http.response.body.bytes',
  categoryname: 'rule.category',
  referer: 'http.request.referrer',
};
const MAPPING: Mapping = { prefix: 'sophos', names: new Map(Object.entries(NAMES)) };
const GUARDED: ReadonlySet<string> = new Set([
  'srcip',
  'dstip',
  'srcport',
  'dstport',
  'user',
  'id',
  'action',
  'name',
  'sub',
  'sys',
]);

export function parseUtm(line: SyslogLine): Fields | undefined {
  const header = line.app === undefined ? HEADER.exec(line.message) : null;
  const text = header === null ? line.message : line.message.slice(header[0].length);
  if (!text.startsWith('id="')) return undefined;
  const { pairs, isDoubled } = withoutDoubled(readPairs(text).pairs, GUARDED);
  const values = new Map<string, string>();
  for (const [name, value] of pairs) if (!values.has(name)) values.set(name, value);
  if (!values.has('sys') || !values.has('sub')) return undefined;
  const fields = { ...classify(values) };
  putPairs(fields, MAPPING, pairs);
  if (isDoubled) fields.tags = ['sophos.doubled-name'];
  if (header !== null) putHeader(fields, header);
  return completeFlow(fields);
}

/** `2026:11:20-10:01:01 utm ulogd[4711]: `: UTM's own header, in its files and as it sends them. */
const HEADER = /^(\d{4}):(\d\d):(\d\d)-(\d\d:\d\d:\d\d) ([\w.-]{1,100}) ([\w.-]{1,60})(?:\[(\d{1,9})\])?: /;

function putHeader(fields: Fields, [, year, month, day, clock, host, app, pid]: RegExpExecArray): void {
  fields['@timestamp'] = `${year}-${month}-${day} ${clock}`;
  fields['host.name'] = host!;
  fields['process.name'] = app!;
  if (pid !== undefined) fields['process.pid'] = Number(pid);
}

type Values = ReadonlyMap<string, string>;
const DENYING = /drop|reject|block|deny|denied/i;

function classify(values: Values): Fields {
  const name = values.get('name') ?? '';
  const action = values.get('action') ?? '';
  switch (values.get('sub')) {
    case 'packetfilter':
      if (DENYING.test(action) || DENYING.test(name)) return flow('denied');
      return flow(/accept|allow/i.test(action) ? 'allowed' : 'logged');
    case 'ips':
      return event('ids_alert', DENYING.test(action) ? INTRUSION_DENIED : INTRUSION_INFO, 3);
    case 'http':
      return DENYING.test(`${action} ${name}`)
        ? event('web_blocked', WEB_DENIED, 1)
        : event('web_allowed', WEB_ACCESS, 1);
    case 'auth':
      return values.has('caller') ? authenticated(values, name) : event('device_message', HOST_INFO, 1);
    case 'confd':
      return event('config_changed', CONFIGURATION_CHANGE, 2);
    case 'smtp':
      return event('mail_received', EMAIL_INFO, 1);
    case 'vpn':
      if (/start|success/i.test(name)) return event('vpn_login', LOGON, 1, 'success');
      return event('vpn_logout', LOGOFF, 1);
    default:
      return event('device_message', HOST_INFO, /error|crit|alert/i.test(values.get('severity') ?? '') ? 2 : 1);
  }
}

function authenticated(values: Values, name: string): Fields {
  const caller = values.get('caller') ?? '';
  const action = /webadmin|ssh|console|acc/i.test(caller)
    ? 'device_login'
    : /vpn|pptp|l2tp|ipsec/i.test(caller)
      ? 'vpn_login'
      : 'application_login';
  const isFailed = /fail|denied/i.test(`${name} ${values.get('reason') ?? ''}`);
  return isFailed ? event(action, LOGON, 3, 'failure') : event(action, LOGON, 1, 'success');
}
