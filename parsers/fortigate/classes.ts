// What a FortiGate line is: by type, subtype and action.

import type { Fields, Level } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import {
  CONNECTION_ALLOWED,
  CONNECTION_DENIED,
  EMAIL_DENIED,
  EMAIL_INFO,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  MALWARE_INFO,
  PROTOCOL_DENIED,
  PROTOCOL_INFO,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';
import { classifySystem, classifyUser, classifyVpn, classifyWireless } from './events.js';

export type Values = ReadonlyMap<string, string>;

export function classify(values: Values): Fields {
  const type = values.get('type')!;
  const subtype = values.get('subtype')!;
  if (type === 'traffic') return traffic(values);
  if (type !== 'event') return inspected(type === 'utm' || type === 'anomaly' ? subtype : type, values);
  return eventOf(subtype, values) ?? event('device_message', HOST_INFO, levelOf(values));
}

function eventOf(subtype: string, values: Values): Fields | undefined {
  if (subtype === 'vpn') return classifyVpn(values);
  if (subtype === 'user') return classifyUser(values);
  if (subtype === 'wireless') return classifyWireless(values);
  return classifySystem(values);
}

const DENYING =
  /^(?:deny|denied|block|blocked|drop|dropped|reset|reset_\w+|clear_session|redirect|quarantine|ban|filtered)/;
const ENDED: ReadonlySet<string> = new Set(['close', 'timeout', 'client-rst', 'server-rst', 'ip-conn']);

/** https://docs.fortinet.com/document/fortigate/7.6.0/fortios-log-message-reference/357866: actions of traffic logs. */
function traffic(values: Values): Fields {
  const action = values.get('action') ?? '';
  if (DENYING.test(action)) return flow('denied');
  if (ENDED.has(action)) return flow('passed');
  if (action === 'start') return flow('started');
  return flow(action === '' ? 'logged' : 'allowed');
}

/** What the content inspection found. */
function inspected(subtype: string, values: Values): Fields {
  const isDenied = DENYING.test(values.get('action') ?? '');
  switch (subtype) {
    case 'webfilter':
      return isDenied ? event('web_blocked', WEB_DENIED, 1) : event('web_allowed', WEB_ACCESS, 1);
    case 'virus':
      return event('malware_detected', MALWARE_INFO, 4, isDenied ? 'success' : 'failure');
    case 'ips':
    case 'anomaly':
    case 'waf':
      return event('ids_alert', isDenied ? INTRUSION_DENIED : INTRUSION_INFO, severityOf(values));
    case 'dns':
      if (isDenied) return event('dns_blocked', PROTOCOL_DENIED, 1);
      return event(values.get('eventtype') === 'dns-response' ? 'dns_reply' : 'dns_query', PROTOCOL_INFO, 1);
    case 'emailfilter':
    case 'spam':
      return isDenied ? event('mail_rejected', EMAIL_DENIED, 2) : event('mail_received', EMAIL_INFO, 1);
    default:
      return isDenied ? event('app_blocked', CONNECTION_DENIED, 2) : event('flow_allowed', CONNECTION_ALLOWED, 1);
  }
}

const SEVERITIES: Readonly<Record<string, Level>> = { critical: 4, high: 4, medium: 3, low: 2, info: 1 };

/** Of an attack; where none is told the line's own. */
function severityOf(values: Values): Level {
  const severity = values.get('severity') ?? '';
  return Object.hasOwn(SEVERITIES, severity) ? SEVERITIES[severity]! : levelOf(values);
}

const LEVELS: Readonly<Record<string, Level>> = { emergency: 3, alert: 3, critical: 3, error: 2, warning: 2 };

function levelOf(values: Values): Level {
  const level = values.get('level') ?? values.get('pri') ?? '';
  return Object.hasOwn(LEVELS, level) ? LEVELS[level]! : 1;
}
