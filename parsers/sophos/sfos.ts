// Sophos Firewall: one set of names since Cyberoam, a few renamed with the "central reporting" format of SFOS 18.5 and later. Addresses,
// users and verdicts that come twice, differently, are believed neither time: URLs and subjects are strangers' words.

import { type Pair, withoutDoubled } from '#src/event/doubled.js';
import type { Fields, Level } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow, readDuration, transportOf } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  EMAIL_DENIED,
  EMAIL_INFO,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  LOGON_INFO,
  MALWARE_INFO,
  NETWORK_INFO,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';
import { put } from '#src/event/put.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  log_id: 'event.code',
  device_name: 'host.name',
  device_id: 'observer.serial_number',
  device_serial_id: 'observer.serial_number',
  device_model: 'observer.product',
  src_ip: 'source.ip',
  sourceip: 'source.ip',
  ipaddress: 'source.ip',
  client_physical_address: 'sophos.client_physical_address',
  src_port: 'source.port',
  dst_ip: 'destination.ip',
  destinationip: 'destination.ip',
  dst_port: 'destination.port',
  tran_src_ip: 'source.nat.ip',
  src_trans_ip: 'source.nat.ip',
  tran_src_port: 'source.nat.port',
  src_trans_port: 'source.nat.port',
  tran_dst_ip: 'destination.nat.ip',
  dst_trans_ip: 'destination.nat.ip',
  tran_dst_port: 'destination.nat.port',
  dst_trans_port: 'destination.nat.port',
  protocol: 'network.transport',
  in_interface: 'observer.ingress.interface.name',
  out_interface: 'observer.egress.interface.name',
  interface: 'observer.ingress.interface.name',
  src_zone: 'observer.ingress.zone',
  srczone: 'observer.ingress.zone',
  dst_zone: 'observer.egress.zone',
  dstzone: 'observer.egress.zone',
  user_name: 'user.name',
  user_gp: 'user.group.name',
  user_group: 'user.group.name',
  usergroupname: 'user.group.name',
  sent_bytes: 'source.bytes',
  bytes_sent: 'source.bytes',
  recv_bytes: 'destination.bytes',
  bytes_received: 'destination.bytes',
  sent_pkts: 'source.packets',
  packets_sent: 'source.packets',
  recv_pkts: 'destination.packets',
  packets_received: 'destination.packets',
  fw_rule_id: 'rule.id',
  fw_rule_name: 'rule.name',
  signature_id: 'rule.id',
  signature_msg: 'rule.name',
  virus: 'rule.name',
  malware: 'rule.name',
  threatname: 'rule.name',
  threat: 'rule.name',
  classification: 'rule.category',
  category: 'rule.category',
  url: 'url.original',
  domain: 'url.domain',
  domainname: 'url.domain',
  http_user_agent: 'user_agent.original',
  user_agent: 'user_agent.original',
  http_status: 'http.response.status_code',
  status_code: 'http.response.status_code',
  httpresponsecode: 'http.response.status_code',
  application: 'network.application',
  application_name: 'network.application',
  app_name: 'network.application',
  reason: 'event.reason',
  file_name: 'file.name',
  filename: 'file.name',
  file_size: 'file.size',
  src_country: 'source.geo.country_iso_code',
  src_country_code: 'source.geo.country_iso_code',
  dst_country: 'destination.geo.country_iso_code',
  dst_country_code: 'destination.geo.country_iso_code',
  ssid: 'network.name',
};
const MAPPING: Mapping = {
  prefix: 'sophos',
  names: new Map(Object.entries(NAMES)),
  dropped: new Set(['date', 'time', 'timezone', 'timestamp', 'device']),
};
/** Of a user's tunnel `ipaddress` is the address given inside of it, `remote_ip` where the user is. */
const TUNNEL_MAPPING: Mapping = {
  ...MAPPING,
  names: new Map<string, FieldName>([...MAPPING.names, ['ipaddress', 'source.nat.ip'], ['remote_ip', 'source.ip']]),
};
const GUARDED: ReadonlySet<string> = new Set([
  'log_id',
  'remote_ip',
  'src_ip',
  'dst_ip',
  'src_port',
  'dst_port',
  'sourceip',
  'destinationip',
  'ipaddress',
  'user_name',
  'status',
  'log_type',
  'log_component',
  'log_subtype',
]);

export function parseSfos(line: SyslogLine): Fields | undefined {
  const { pairs, isDoubled } = withoutDoubled(readPairs(line.message).pairs, GUARDED);
  const values = new Map<string, string>();
  const told: Pair[] = [];
  for (const pair of pairs) {
    if (!values.has(pair[0])) values.set(pair[0], pair[1]);
    if (pair[1] !== '' && pair[1] !== 'N/A') told.push(pair);
  }
  if (!values.has('log_type') || !(values.has('log_component') || values.has('log_id'))) return undefined;
  const fields = classify(values);
  putPairs(fields, isTunnel(values) ? TUNNEL_MAPPING : MAPPING, told);
  if (values.has('signature_id')) {
    put(fields, 'rule.id', values.get('signature_id')); // of the signature, not of the policy
    put(fields, 'sophos.fw_rule_id', values.get('fw_rule_id'));
  }
  const duration = readDuration(values.get('duration') ?? values.get('con_duration'));
  if (duration !== undefined) fields['event.duration'] = duration;
  const time = timeOf(values);
  if (time !== undefined) fields['@timestamp'] = time;
  if (transportOf(fields['network.transport'] as string | undefined) === undefined) delete fields['network.transport'];
  if (isDoubled) fields.tags = ['sophos.doubled-name'];
  return completeFlow(fields);
}

type Values = ReadonlyMap<string, string>;
const isTunnel = (values: Values): boolean => has(values, 'log_component', /^(?:ssl ?vpn|l2tp|pptp|ipsec)/i);
const has = (values: Values, name: string, words: RegExp): boolean => words.test(values.get(name) ?? '');

function classify(values: Values): Fields {
  const subtype = values.get('log_subtype') ?? '';
  const isDenied = /denied|drop|block|reject|violation|deny/i.test(subtype);
  switch (values.get('log_type')?.toLowerCase()) {
    case 'firewall':
      return firewall(values, isDenied);
    case 'content filtering':
    case 'wireless protection':
      return has(values, 'log_type', /wireless/i) ? wireless(values) : filtered(values, isDenied);
    case 'ssl':
    case 'waf':
      return isDenied ? event('web_blocked', WEB_DENIED, 1) : event('web_allowed', WEB_ACCESS, 1);
    case 'idp':
    case 'ips':
    case 'atp':
    case 'active threat response':
      return event('ids_alert', isDenied ? INTRUSION_DENIED : INTRUSION_INFO, has(values, 'log_type', /atp/i) ? 4 : 3);
    case 'anti-virus':
    case 'sandbox':
    case 'zero-day protection':
      return /virus|pua|denied|malicious/i.test(subtype)
        ? event('malware_detected', MALWARE_INFO, 4, 'success')
        : event('device_message', NETWORK_INFO, 1);
    case 'anti-spam':
    case 'email':
      return /allowed|clean|accept/i.test(subtype)
        ? event('mail_received', EMAIL_INFO, 1)
        : event('mail_rejected', EMAIL_DENIED, 2);
    default:
      return administrative(values, subtype);
  }
}

function firewall(values: Values, isDenied: boolean): Fields {
  if (isDenied || has(values, 'status', /deny|drop/i)) return flow('denied');
  const moment = values.get('con_event') ?? values.get('connevent') ?? '';
  if (/start/i.test(moment)) return flow('started');
  return /stop|end/i.test(moment) ? flow('passed') : flow('allowed');
}

function filtered(values: Values, isDenied: boolean): Fields {
  if (!has(values, 'log_component', /application/i))
    return isDenied ? event('web_blocked', WEB_DENIED, 1) : event('web_allowed', WEB_ACCESS, 1);
  return isDenied ? event('app_blocked', CONNECTION_DENIED, 1) : flow('allowed');
}

function wireless(values: Values): Fields {
  return has(values, 'clients_conn_ssid', /^0$/) || has(values, 'log_subtype', /disconnect/i)
    ? event('wifi_left', CONNECTION_END, 1)
    : event('device_message', NETWORK_INFO, 1);
}

/** Sentences of the firewall about a logon of an administrator; what one changes ends in `by 'admin' from '192.0.2.5' using 'GUI'`. */
const ADMIN_IN = /^User .{1,200} (?:logged in successfully (?:to|through|using) |failed to log ?in )/;
const ADMIN_OUT = /^User .{1,200} logged out (?:of|from) /;
const CHANGE = / by '[^']{1,200}'(?: from '[^']{1,100}')? using '\w{1,20}'\.?$/;
const USER_OUT = /^User .{1,200} (?:was )?(?:logged out|disconnected)\b/;
/** The last five digits of `log_id` are the message: a logon to the firewall itself. */
const ADMIN_LOGON_ID = '17507';

/** `Event` and `System`: logons, configuration, VPN, DHCP, interfaces. What came of it says `status`; names in `message` are strangers'. */
function administrative(values: Values, subtype: string): Fields {
  const component = values.get('log_component') ?? '';
  const message = (values.get('message') ?? '').slice(0, 500);
  const status = values.get('status') ?? '';
  const isVpn = /vpn|l2tp|pptp|ipsec/i.test(component);
  const isFailed = /fail|denied|unsuccessful/i.test(status) || (status === '' && / failed /.test(message));
  if (subtype === 'Authentication' || /authentication/i.test(component)) {
    const action = isVpn ? 'vpn_login' : 'application_login';
    if (isFailed) return event(action, LOGON, 3, 'failure');
    if (USER_OUT.test(message)) return event(isVpn ? 'vpn_logout' : 'application_logout', LOGOFF, 1);
    return event(action, LOGON, 1, 'success');
  }
  if (subtype === 'Admin' || /^(?:gui|cli|console|api|ssh)$/i.test(component))
    return administered(values, message, isFailed);
  if (isVpn) return tunnel(values, isFailed, status === '' ? message : status);
  if (/dhcp server/i.test(component))
    return has(values, 'status', /renew|new|ack|lease/i) || /leased|renewed/i.test(message)
      ? event('dhcp_ack', CONNECTION_START, 1, 'success')
      : event('dhcp_server_message', NETWORK_INFO, 1);
  if (/interface/i.test(component) && /\b(?:up|down)\b/i.test(`${values.get('status') ?? ''} ${message}`))
    return /\bdown\b/i.test(`${values.get('status') ?? ''} ${message}`)
      ? event('interface_down', NETWORK_INFO, 2)
      : event('interface_up', NETWORK_INFO, 1);
  return event('device_message', HOST_INFO, levelOf(values));
}

function administered(values: Values, message: string, isFailed: boolean): Fields {
  const isLogonId = values.get('log_id')?.endsWith(ADMIN_LOGON_ID) === true;
  if (!isLogonId && CHANGE.test(message)) return event('config_changed', CONFIGURATION_CHANGE, 2);
  if (!isFailed && ADMIN_OUT.test(message)) return event('device_logout', LOGOFF, 1);
  if (!isLogonId && !ADMIN_IN.test(message)) return event('config_changed', CONFIGURATION_CHANGE, 2);
  return isFailed ? event('device_login', LOGON, 3, 'failure') : event('device_login', LOGON, 1, 'success');
}

/** A user's logon is told by `SSL VPN Authentication`; here the tunnel begins and ends. @param state the status, else the message */
function tunnel(values: Values, isFailed: boolean, state: string): Fields {
  const isDown = /terminat|disconnect|\bdown\b|deleted/i.test(state);
  if (isFailed) return event('vpn_tls_error', CONNECTION_DENIED, 2, 'failure');
  if (values.get('user_name')) return isDown ? event('vpn_logout', LOGOFF, 1) : event('vpn_lease', LOGON_INFO, 1);
  return isDown ? event('vpn_server_stopped', CONNECTION_END, 1) : event('vpn_server_started', CONNECTION_START, 1);
}

const LEVELS: Readonly<Record<string, Level>> = { emergency: 3, alert: 3, critical: 3, error: 2, warning: 2 };

function levelOf(values: Values): Level {
  const name = (values.get('priority') ?? values.get('severity') ?? '').toLowerCase();
  return Object.hasOwn(LEVELS, name) ? LEVELS[name]! : 1;
}

/** `timestamp="2026-11-20T10:00:01+0100"`, or `date=2026-11-20 time=10:00:01`, whose zone has only a name. */
function timeOf(values: Values): number | string | undefined {
  const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d):?(\d\d)$/.exec(values.get('timestamp') ?? '');
  if (stamp !== null) {
    const ms = Date.parse(`${stamp[1]}${stamp[2]}:${stamp[3]}`);
    return Number.isNaN(ms) ? undefined : ms;
  }
  const date = values.get('date') ?? '';
  const time = values.get('time') ?? '';
  return /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d:\d\d$/.test(time) ? `${date} ${time}` : undefined;
}
