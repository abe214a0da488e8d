// Sophos UTM 9 (Astaro): `ulogd[4711]: id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet dropped" action="drop" ...`,
// `aua[1]: id="3006" ... name="Authentication failed" srcip="..." user="..." caller="webadmin" reason="DENIED"`, `httpproxy`, `confd`, `smtpd`; its web
// application firewall alone names neither `sys` nor `sub`: `httpd: id="0299" srcip="..." ... statuscode="403" reason="waf" ... url="/"`.

import { withoutDoubled } from '#src/event/doubled.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow } from '#src/event/flow.js';
import { requestEvent } from '#src/event/http-request.js';
import {
  CONFIGURATION_CHANGE,
  EMAIL_DENIED,
  EMAIL_INFO,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  LOGON_INFO,
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
/** `sid`: a rule's number; of confd, a session. */
const IPS: Mapping = { ...MAPPING, names: new Map([...MAPPING.names, ['sid', 'rule.id']]) };
const GUARDED: ReadonlySet<string> = new Set([
  'srcip',
  'dstip',
  'srcport',
  'dstport',
  'user',
  'username',
  'id',
  'action',
  'event',
  'name',
  'sub',
  'sys',
]);

export function parseUtm(line: SyslogLine): Fields | undefined {
  const header = line.app === undefined ? HEADER.exec(line.message) : null;
  const app = header?.[6] ?? line.app;
  const text = withoutOrigin(app, header === null ? line.message : line.message.slice(header[0].length));
  if (!text.startsWith('id="')) return undefined;
  const { pairs, isDoubled } = withoutDoubled(readPairs(text).pairs, GUARDED);
  const values = new Map<string, string>();
  for (const [name, value] of pairs) if (!values.has(name)) values.set(name, value);
  const isWaf = WAF.has(app ?? '') && values.get('id') === '0299' && values.has('statuscode');
  if (!isWaf && (!values.has('sys') || !values.has('sub'))) return undefined;
  const fields = isWaf ? webApplication(values) : { ...classify(values) };
  const told = isWaf ? pairs.filter(([name, value]) => value !== '-' && name !== 'statuscode') : pairs;
  putPairs(fields, values.get('sub') === 'ips' ? IPS : MAPPING, told);
  if (isDoubled) fields.tags = ['sophos.doubled-name'];
  if (header !== null) putHeader(fields, header);
  return completeFlow(fields);
}

const WAF: ReadonlySet<string> = new Set(['httpd', 'reverseproxy']);
/** Where in its program confd says it, and which part of smtpd: `I Role::authenticate:185() => `, `SCANNER[9095]: `. */
const ORIGINS: ReadonlyMap<string, RegExp> = new Map([
  ['confd', /^[A-Z] [\w:]{1,100}\(\) => /],
  ['smtpd', /^[A-Z]{1,20}\[\d{1,9}\]: /],
]);

function withoutOrigin(app: string | undefined, text: string): string {
  const origin = ORIGINS.get(app ?? '')?.exec(text);
  return text.slice(origin?.[0].length ?? 0);
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
      if (!values.has('url')) return event('device_message', HOST_INFO, 1); // the proxy's own: an error of TLS, of a socket
      return DENYING.test(`${action} ${name}`)
        ? event('web_blocked', WEB_DENIED, 1)
        : event('web_allowed', WEB_ACCESS, 1);
    case 'auth':
      return values.has('caller') ? authenticated(values, name) : event('device_message', HOST_INFO, 1);
    case 'confd':
      return configured(name);
    case 'smtp':
      if (/pass/i.test(name)) return event('mail_received', EMAIL_INFO, 1);
      return /reject|block|quarantin|drop|blackhol/i.test(name)
        ? event('mail_rejected', EMAIL_DENIED, 1)
        : event('mail_message', EMAIL_INFO, 1);
    case 'vpn': // the tunnels of users have no `name`
      if (/start|success/i.test(values.get('event') ?? name)) return event('vpn_login', LOGON, 1, 'success');
      return event('vpn_logout', LOGOFF, 1);
    default:
      return event('device_message', HOST_INFO, /error|crit|alert/i.test(values.get('severity') ?? '') ? 2 : 1);
  }
}

/** Who logs on to the administration is told by `aua`; confd checks once more whoever asks it for something. */
function configured(name: string): Fields {
  if (!name.startsWith('authentication ')) return event('config_changed', CONFIGURATION_CHANGE, 2);
  return name.endsWith('successful')
    ? event('authentication', LOGON_INFO, 1, 'success')
    : event('authentication', LOGON_INFO, 3, 'failure');
}

/** `reason` names the part of the web application firewall that refused: `waf`, `cookie`, `dnsbl`, ... */
function webApplication(values: Values): Fields {
  const fields = requestEvent(values.get('statuscode'));
  const isRefused = (values.get('reason') ?? '-') !== '-' && values.get('statuscode') === '403';
  return isRefused ? Object.assign(fields, event('web_blocked', WEB_DENIED, 2)) : fields;
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
