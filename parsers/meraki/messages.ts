// What stands behind Meraki's header.

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow, putEnd, readMac } from '#src/event/flow.js';
import { putUrl } from '#src/event/http-request.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  MALWARE_INFO,
  NETWORK_INFO,
  PROTOCOL_INFO,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';
import { withoutDoubled } from '#src/event/doubled.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';
import { PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  protocol: 'network.transport',
  sport: 'source.port',
  dport: 'destination.port',
  translated_src_ip: 'source.nat.ip',
  translated_dst_ip: 'destination.nat.ip',
  translated_port: 'source.nat.port',
  signature: 'rule.id',
  message: 'rule.name',
  identity: 'user.name',
  client_ip: 'source.ip',
  ip_src: 'source.ip',
  agent: 'user_agent.original',
  ssid: 'network.name',
  type: 'event.code',
  url: 'url.original',
  sha256: 'file.hash.sha256',
  name: 'file.name',
};
const MAPPING: Mapping = {
  prefix: 'meraki',
  names: new Map(Object.entries(NAMES)),
  dropped: new Set(['src', 'dst', 'mac', 'client_mac']),
};
/** What content filtering alone says; elsewhere it is a stranger's word. */
const FILTERED: Mapping = {
  prefix: 'meraki',
  names: new Map<string, FieldName>([...MAPPING.names, ['category0', 'rule.category']]),
  dropped: new Set([...MAPPING.dropped!, 'server']),
};

/** Told twice, differently, they are told by nobody: URLs and agents are strangers' words. */
const GUARDED: ReadonlySet<string> = new Set([
  'src',
  'dst',
  'server',
  'sport',
  'dport',
  'identity',
  'client_ip',
  'ip_src',
  'type',
]);
/** Behind these stands no pair any more. */
const WORDS = / (?:request|message): /;
const FILTER = 'content_filtering_block ';
const SIGNATURE = / message: (.{1,300})$/;

export function readMeraki(kind: string, text: string): Fields | undefined {
  const wordsAt = text.search(WORDS);
  const told = readPairs(wordsAt < 0 ? text : text.slice(0, wordsAt)).pairs;
  const { pairs, isDoubled } = withoutDoubled(told, GUARDED);
  const values = new Map(pairs.toReversed());
  const fields = kindOf(kind, text, values);
  if (fields === undefined) return undefined;
  if (isDoubled) fields.tags = ['meraki.doubled-name'];
  const said = SIGNATURE.exec(text)?.[1];
  if (said !== undefined && kind !== 'urls') put(fields, 'rule.name', said);
  if (kind === 'urls') putRequest(fields, text);
  const isFiltered = kind === 'events' && text.startsWith(FILTER);
  for (const [side, name] of [
    ['source', 'src'],
    ['destination', isFiltered ? 'server' : 'dst'],
  ] as const) {
    const end = values.get(name);
    if (end !== undefined && readMac(end) === undefined && fields[`${side}.ip`] === undefined)
      putEnd(fields, side, end, `meraki.${name}`);
  }
  const mac = readMac(values.get('mac') ?? values.get('client_mac') ?? (fields['source.mac'] as string | undefined));
  if (mac !== undefined) fields['source.mac'] = mac;
  putPairs(fields, isFiltered ? FILTERED : MAPPING, pairs);
  const transport = fields['network.transport'] as string | undefined;
  if (transport?.endsWith('/ip') === true) fields['network.transport'] = transport.slice(0, -'/ip'.length);
  if (!kind.endsWith('events')) delete fields['event.code']; // the `type` of an ICMP packet
  return completeFlow(fields);
}

/** `request: GET http://www.example.org/`, at the end; of what is encrypted `request: UNKNOWN https://www.example.org/...`. */
function putRequest(fields: Fields, text: string): void {
  const request = / request: ([A-Z]{1,20}) (\S+)$/.exec(text);
  if (request === null) return;
  if (request[1] !== 'UNKNOWN') put(fields, 'http.request.method', request[1]);
  putUrl(fields, request[2]!);
}

type Values = ReadonlyMap<string, string>;

function kindOf(kind: string, text: string, values: Values): Fields | undefined {
  switch (kind) {
    case 'events':
      if (text.startsWith(FILTER)) return event('web_blocked', WEB_DENIED, 1);
      return EVENTS.match(text) ?? eventOf(values.get('type'), values, text);
    case 'urls':
      return event('web_allowed', WEB_ACCESS, 1);
    case 'ids-alerts':
      return event('ids_alert', INTRUSION_INFO, priorityOf(values));
    case 'security_event':
      return securityEvent(text, values);
    case 'airmarshal_events':
      return event('ids_alert', INTRUSION_INFO, 2);
    case 'ip_flow_start':
      return flow('started');
    case 'ip_flow_end':
      return flow('ended');
    default:
      return packet(text, values);
  }
}

/**
 * `allow src=...`, `1 all`, `... pattern: 0 (tcp dst port 443) && ...`: a deny rule's `pattern` begins with `deny` or 1. The rules of
 * layer 7 say `decision=blocked`.
 */
function packet(text: string, values: Values): Fields | undefined {
  if (!values.has('src')) return undefined;
  const verdict =
    /^(allow|deny|block)\b/.exec(text)?.[1] ??
    /pattern: (allow|deny|0|1)\b/.exec(text)?.[1] ??
    /^(?:allow|block)/.exec(values.get('decision') ?? '')?.[0];
  if (verdict === undefined) return flow('logged');
  return flow(verdict === 'allow' || verdict === '0' ? 'allowed' : 'denied');
}

const priorityOf = (values: Values): 2 | 3 | 4 =>
  values.get('priority') === '1' ? 4 : values.get('priority') === '2' ? 3 : 2;

function securityEvent(text: string, values: Values): Fields {
  if (/^security_filtering|file_scanned|disposition=malicious/.test(text)) {
    const isBlocked = /block/.test(values.get('action') ?? '');
    return values.get('disposition') === 'malicious' || text.includes('disposition_change')
      ? event('malware_detected', MALWARE_INFO, 4, isBlocked ? 'success' : 'failure')
      : event('device_message', NETWORK_INFO, 1);
  }
  return event(
    'ids_alert',
    /block/.test(values.get('decision') ?? '') ? INTRUSION_DENIED : INTRUSION_INFO,
    priorityOf(values),
  );
}

function eventOf(type: string | undefined, values: Values, text: string): Fields {
  if (type === undefined) return event('device_message', HOST_INFO, 1);
  if (/disassociation|wpa_deauth|8021x_deauth/.test(type)) return event('wifi_left', CONNECTION_END, 1);
  if (/reject|eap_failure|8021x_auth_fail/.test(type)) return event('wifi_refused', CONNECTION_DENIED, 2, 'failure');
  if (/^association|wpa_auth|8021x_auth|8021x_eap_success|splash_auth/.test(type))
    return event('wifi_joined', CONNECTION_START, 1);
  if (/multiple_dhcp_servers/.test(type)) return event('dhcp_warning', PROTOCOL_INFO, 3);
  if (/vpn_connectivity_change|vpn_registry_change/.test(type))
    return values.get('connectivity') === 'false'
      ? event('vpn_server_stopped', CONNECTION_END, 2)
      : event('vpn_server_started', CONNECTION_START, 1);
  if (/anyconnect_vpn_auth_success/.test(type)) return sessionOf(event('vpn_login', LOGON, 1, 'success'), text);
  if (/anyconnect_vpn_auth_fail/.test(type)) return sessionOf(event('vpn_login', LOGON, 3, 'failure'), text);
  if (/anyconnect_vpn_session_manager/.test(type) && text.includes('Session disconnected'))
    return sessionOf(event('vpn_logout', LOGOFF, 1), text);
  return event('device_message', HOST_INFO, 1);
}

/** `Peer IP=203.0.113.9 ... User[alice]` or `User=alice: ` */
function sessionOf(fields: Fields, text: string): Fields {
  const ip = /Peer IP=([0-9a-fA-F.:]{2,45})[ ,']/.exec(text)?.[1];
  const user = /User(?:\[([^\]]{1,100})\]|=([^:']{1,100}?)(?=: |'|$| IP=))/.exec(text);
  if (ip !== undefined) putEnd(fields, 'source', ip, 'meraki.peer');
  const name = user?.[1] ?? user?.[2];
  if (name !== undefined) fields['user.name'] = name;
  return fields;
}

const VPN_IN = event('vpn_login', LOGON, 1, 'success');
const VPN_OUT = event('vpn_logout', LOGOFF, 1);

const EVENTS = new PatternTable(
  [
    ["client_vpn_connect user id '<user.name:text>' local ip <source.nat.ip> connected from <source.ip>", VPN_IN],
    ["client_vpn_connect user id '<user.name:text>' local ip <source.nat.ip> reconnected from <source.ip>", VPN_IN],
    ["client_vpn_disconnect user id '<user.name:text>' local ip <source.nat.ip> connected from <source.ip>", VPN_OUT],
    ["anyconnect_vpn_connect user id '<user.name:text>' local ip <source.nat.ip> connected from <source.ip>", VPN_IN],
    ["anyconnect_vpn_connect user id '<user.name:text>' local ip <source.nat.ip> reconnected from <source.ip>", VPN_IN],
    [
      "anyconnect_vpn_disconnect user id '<user.name:text>' local ip <source.nat.ip> connected from <source.ip>",
      VPN_OUT,
    ],
    [
      'dhcp lease of ip <source.ip> from <_:phrase> for client mac <source.mac> <_:text>',
      event('dhcp_ack', CONNECTION_START, 1, 'success'),
    ],
    ['dhcp no offers for mac <source.mac><_:text>', event('dhcp_warning', PROTOCOL_INFO, 2)],
    [
      'Blocked ARP Packet from <source.mac> with IP <source.ip> on VLAN <network.vlan.id>',
      event('ids_alert', INTRUSION_DENIED, 3),
    ],
    [
      'port <observer.ingress.interface.name> status changed from <_> to down',
      event('interface_down', NETWORK_INFO, 2),
    ],
    [
      'port <observer.ingress.interface.name> status changed from down to <meraki.speed>',
      event('interface_up', NETWORK_INFO, 1),
    ],
    ['carrier_change device <observer.ingress.interface.name> up true', event('interface_up', NETWORK_INFO, 1)],
    ['carrier_change device <observer.ingress.interface.name> up false', event('interface_down', NETWORK_INFO, 2)],
  ],
  'meraki',
);
