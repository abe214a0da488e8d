// CEF events of UniFi Network (9 and later) and UniFi OS: https://help.ui.com/hc/en-us/articles/33349041044119 (SIEM integration). UniFi OS leaves
// a part of the head out. Aliases of clients are strangers' words: addresses that come twice, differently, are believed neither time.

import type { Cef } from '#src/event/cef.js';
import { withoutDoubled } from '#src/event/doubled.js';
import type { Fields, Level } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow, readMac } from '#src/event/flow.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  NETWORK_INFO,
  PACKAGE_CHANGE,
  WEB_DENIED,
} from '#src/event/kinds.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  src: 'source.ip',
  spt: 'source.port',
  dst: 'destination.ip',
  dpt: 'destination.port',
  proto: 'network.transport',
  app: 'network.protocol',
  in: 'destination.bytes',
  out: 'source.bytes',
  suser: 'user.name',
  duser: 'user.target.name',
  UNIFIadmin: 'user.name',
  UNIFIbytesSent: 'source.bytes',
  UNIFIbytesReceived: 'destination.bytes',
  UNIFIpacketsSent: 'source.packets',
  UNIFIpacketsReceived: 'destination.packets',
  UNIFItotalBytes: 'network.bytes',
  UNIFIclientIp: 'source.ip',
  UNIFIvpnClientIp: 'source.ip',
  UNIFIclientHostname: 'source.domain',
  UNIFIwifiName: 'network.name',
  UNIFIhost: 'host.name',
  UNIFIdeviceIp: 'observer.ip',
  UNIFIdeviceName: 'observer.name',
  UNIFIdeviceModel: 'observer.product',
  UNIFIdeviceVersion: 'observer.version',
  UNIFIipsSignature: 'rule.name',
  UNIFIipsSignatureId: 'rule.id',
  UNIFIpolicyName: 'rule.name',
  UNIFIpolicyType: 'rule.category',
  UNIFIsrcZone: 'observer.ingress.zone',
  UNIFIdstZone: 'observer.egress.zone',
  UNIFIdomain: 'dns.question.name',
  deviceInboundInterface: 'observer.ingress.interface.name',
  deviceOutboundInterface: 'observer.egress.interface.name',
  msg: 'unifi.msg',
};
const MAPPING: Mapping = { prefix: 'unifi', names: new Map(Object.entries(NAMES)), dropped: new Set(['UNIFIutcTime']) };
const GUARDED: ReadonlySet<string> = new Set([
  'src',
  'dst',
  'spt',
  'dpt',
  'suser',
  'UNIFIadmin',
  'UNIFIclientIp',
  'UNIFIclientMac',
  'UNIFIutcTime',
  'act',
]);
const DIRECTIONS: Readonly<Record<string, string>> = {
  incoming: 'inbound',
  outgoing: 'outbound',
  internal: 'internal',
};

export function readEvent(cef: Cef): Fields {
  const { pairs, isDoubled } = withoutDoubled(
    cef.extension.filter(([, value]) => value !== 'null'),
    GUARDED,
  );
  const values = new Map<string, string>();
  for (const [name, value] of pairs) if (!values.has(name)) values.set(name, value);
  const fields = classify(cef, values);
  put(fields, 'event.code', cef.code);
  put(fields, 'unifi.name', cef.name);
  put(fields, 'unifi.product', cef.product);
  putPairs(fields, MAPPING, pairs);
  const mac = readMac(values.get('UNIFIclientMac') ?? values.get('UNIFIsrcClientMac'));
  if (mac !== undefined) fields['source.mac'] = mac;
  const direction = values.get('UNIFIdirection') ?? '';
  if (Object.hasOwn(DIRECTIONS, direction)) fields['network.direction'] = DIRECTIONS[direction]!;
  const time = readForeignTime(values.get('UNIFIutcTime'));
  if (time !== undefined) fields['@timestamp'] = time;
  const isOther = values.has('src') && values.has('UNIFIclientIp') && values.get('src') !== values.get('UNIFIclientIp');
  if (isOther) delete fields['source.ip']; // one of them may be an alias's
  if (isDoubled || isOther) fields.tags = ['unifi.doubled-name'];
  if (cef.product === 'UniFi OS') adminOf(fields, values.get('msg') ?? '');
  return completeFlow(fields);
}

/** `mallory accessed the UniFi OS via unifi.ui.com. Source IP: 192.0.2.5`: the address is the last word. */
function adminOf(fields: Fields, text: string): void {
  const at = text.lastIndexOf(' Source IP: ');
  if (at >= 0 && fields['source.ip'] === undefined)
    put(fields, 'source.ip', text.slice(at + ' Source IP: '.length).replace(/\.$/, ''));
  const name =
    /^(.{1,100}?) (?:accessed|failed to access|logged in to|logged out of|changed|updated|added|removed) /.exec(
      text,
    )?.[1];
  if (fields['user.name'] === undefined) put(fields, 'user.name', name);
}

type Values = ReadonlyMap<string, string>;

/** By the event's name: UniFi's numbers are not documented and have changed. */
const KINDS: readonly (readonly [RegExp, (values: Values, name: string) => Fields])[] = [
  [/threat|intrusion|honeypot|\bips\b|\bids\b/i, threat],
  [
    /firewall|blocked by|traffic (?:blocked|allowed)|policy/i,
    (values, name) => flow(isBlocked(values, name) ? 'denied' : 'allowed'),
  ],
  [
    /admin.*(?:access(?:ed)?|log(?:ged)? ?in|sign(?:ed)? in)|accessed (?:the )?unifi/i,
    (values, name) =>
      isFailed(values, name) ? event('device_login', LOGON, 3, 'failure') : event('device_login', LOGON, 1, 'success'),
  ],
  [/admin.*(?:log(?:ged)? ?out|sign(?:ed)? out)/i, () => event('device_logout', LOGOFF, 1)],
  [
    /admin.*(?:made|changed|config)|config|settings|network (?:created|modified|deleted)|wifi (?:created|modified|deleted)/i,
    () => event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [/vpn.*(?:disconnect|down)/i, () => event('vpn_logout', LOGOFF, 1)],
  [/vpn.*(?:connect|up)/i, () => event('vpn_login', LOGON, 1, 'success')],
  [/wired client.*disconnect/i, () => event('device_found', CONNECTION_END, 1)],
  [/wired client.*connect/i, () => event('device_found', CONNECTION_START, 1)],
  [/(?:client|wifi).*disconnect/i, () => event('wifi_left', CONNECTION_END, 1)],
  [/(?:client|wifi).*(?:connect|roam)/i, () => event('wifi_joined', CONNECTION_START, 1)],
  [/client.*(?:blocked|refused|auth.*fail)/i, () => event('wifi_refused', CONNECTION_DENIED, 2, 'failure')],
  [/content filter|web.*blocked|ad.*blocked|domain blocked/i, () => event('web_blocked', WEB_DENIED, 1)],
  [/updat|upgrad|firmware/i, () => event('update_installed', PACKAGE_CHANGE, 1)],
  [/failover.*(?:restored|ended)|internet.*restored/i, () => event('interface_up', NETWORK_INFO, 1)],
  [
    /offline|disconnected|link down|port down|wan.*down|failover|unreachable/i,
    () => event('interface_down', NETWORK_INFO, 2),
  ],
  [/online|reconnected|link up|port up|wan.*up|adopted/i, () => event('interface_up', NETWORK_INFO, 1)],
];

const isBlocked = (values: Values, name: string): boolean =>
  /block|drop|reject|deny|denied/i.test(`${name} ${values.get('act') ?? ''} ${values.get('msg') ?? ''}`);
const isFailed = (values: Values, name: string): boolean =>
  /\bfail|\bdenied|\binvalid/i.test(`${name} ${values.get('msg') ?? ''}`);

const MAX_NAME_CHARS = 200;

function classify(cef: Cef, values: Values): Fields {
  const name = cef.name === '' ? `${cef.code} ${values.get('msg') ?? ''}` : cef.name;
  const words = name.slice(0, MAX_NAME_CHARS);
  const found = KINDS.find(([expression]) => expression.test(words));
  return (
    found?.[1](values, words) ??
    event('device_message', HOST_INFO, Number(cef.severity) >= 7 ? 3 : Number(cef.severity) >= 4 ? 2 : 1)
  );
}

const RISKS: Readonly<Record<string, Level>> = { low: 2, medium: 3, high: 4, critical: 4 };

function threat(values: Values, name: string): Fields {
  const risk = (values.get('UNIFIrisk') ?? '').toLowerCase();
  return event(
    'ids_alert',
    isBlocked(values, name) ? INTRUSION_DENIED : INTRUSION_INFO,
    Object.hasOwn(RISKS, risk) ? RISKS[risk]! : 3,
  );
}
