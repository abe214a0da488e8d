// Structured data: names and values are escaped by RFC 5424, so a stranger's words stay where they are.

import type { Fields, Level } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow, flow, readDuration } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  MALWARE_INFO,
  NETWORK_INFO,
  PROCESS_INFO,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { put } from '#src/event/put.js';

const NAMES: Readonly<Record<string, FieldName>> = {
  'source-address': 'source.ip',
  'source-port': 'source.port',
  'destination-address': 'destination.ip',
  'destination-port': 'destination.port',
  'nat-source-address': 'source.nat.ip',
  'nat-source-port': 'source.nat.port',
  'nat-destination-address': 'destination.nat.ip',
  'nat-destination-port': 'destination.nat.port',
  'protocol-id': 'network.transport',
  'protocol-name': 'network.transport',
  'service-name': 'network.protocol',
  application: 'network.application',
  'policy-name': 'rule.name',
  'rule-name': 'juniper.rule-name',
  'attack-name': 'rule.name',
  'threat-severity': 'juniper.threat-severity',
  username: 'user.name',
  'user-name': 'user.name',
  'source-zone-name': 'observer.ingress.zone',
  'destination-zone-name': 'observer.egress.zone',
  'packet-incoming-interface': 'observer.ingress.interface.name',
  'interface-name': 'observer.ingress.interface.name',
  'bytes-from-client': 'source.bytes',
  'bytes-from-server': 'destination.bytes',
  'packets-from-client': 'source.packets',
  'packets-from-server': 'destination.packets',
  reason: 'event.reason',
  url: 'url.original',
  obj: 'url.path',
  category: 'rule.category',
  command: 'process.command_line',
};
const MAPPING: Mapping = {
  prefix: 'juniper',
  names: new Map(Object.entries(NAMES)),
  dropped: new Set(['elapsed-time', 'ssh-connection']),
};
type Values = Readonly<Record<string, string>>;

/** @param id the message's name, RFC 5424's MSGID */
export function readStructured(id: string, values: Values): Fields {
  const fields = kindOf(id, values);
  if (id !== '' && id !== '-') fields['event.code'] = id;
  putPairs(
    fields,
    MAPPING,
    Object.entries(values).filter(([, value]) => value !== 'N/A' && value !== 'UNKNOWN' && value !== 'None'),
  );
  // `192.0.2.5 50000 192.0.2.1 22`: both ends of the administrator's SSH connection.
  const [source, sourcePort, destination, destinationPort] = values['ssh-connection']?.split(' ', 4) ?? [];
  put(fields, 'source.ip', source);
  put(fields, 'source.port', sourcePort);
  put(fields, 'destination.ip', destination);
  put(fields, 'destination.port', destinationPort);
  const duration = readDuration(values['elapsed-time']);
  if (duration !== undefined) fields['event.duration'] = duration;
  return completeFlow(fields);
}

const SEVERITIES: Readonly<Record<string, Level>> = { CRITICAL: 4, HIGH: 4, MEDIUM: 3, LOW: 2 };

function kindOf(id: string, values: Values): Fields {
  if (id.endsWith('SESSION_DENY')) return flow('denied');
  if (id.endsWith('SESSION_CREATE')) return flow('started');
  if (id.endsWith('SESSION_CLOSE')) return flow('ended');
  if (id.startsWith('RT_SCREEN_')) return event('ids_alert', INTRUSION_DENIED, 3);
  if (id.startsWith('IDP_ATTACK')) {
    const isDropped = /drop|close/i.test(values['action'] ?? '');
    const severity = values['threat-severity'] ?? '';
    const level = Object.hasOwn(SEVERITIES, severity) ? SEVERITIES[severity]! : 3;
    return event('ids_alert', isDropped ? INTRUSION_DENIED : INTRUSION_INFO, level);
  }
  if (/^(?:AV_VIRUS|AAMW)/.test(id)) return event('malware_detected', MALWARE_INFO, 4);
  if (id === 'WEBFILTER_URL_BLOCKED') return event('web_blocked', WEB_DENIED, 1);
  if (id === 'WEBFILTER_URL_PERMITTED') return event('web_allowed', WEB_ACCESS, 1);
  if (id === 'UI_LOGIN_EVENT' || id === 'UI_AUTH_EVENT') return event('device_login', LOGON, 1, 'success');
  if (id === 'UI_LOGOUT_EVENT') return event('device_logout', LOGOFF, 1);
  if (/^(?:LOGIN_FAILED|SSHD_LOGIN_FAILED|UI_AUTH_INVALID)/.test(id)) return event('device_login', LOGON, 3, 'failure');
  if (id === 'UI_CMDLINE_READ_LINE') return event('device_command', PROCESS_INFO, 1);
  if (id.startsWith('UI_COMMIT') || id.startsWith('UI_CFG_AUDIT'))
    return event('config_changed', CONFIGURATION_CHANGE, 2);
  if (id === 'SNMP_TRAP_LINK_DOWN') return event('interface_down', NETWORK_INFO, 2);
  return id === 'SNMP_TRAP_LINK_UP' ? event('interface_up', NETWORK_INFO, 1) : event('device_message', HOST_INFO, 1);
}
