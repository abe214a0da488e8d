// What a log of Check Point is, by its blade (`product`), its action, and for administrators the operation.

import type { Fields, Level } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_START,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  MALWARE_INFO,
  NETWORK_DENIED,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';

type Values = ReadonlyMap<string, string>;

const DENIED: ReadonlySet<string> = new Set(['drop', 'reject', 'block', 'prevent', 'redirect', 'quarantine', 'deny']);
const ALLOWED: ReadonlySet<string> = new Set([
  'accept',
  'allow',
  'encrypt',
  'decrypt',
  'vpn routing',
  'bypass',
  'monitor',
]);
const INTRUSIONS = /^(?:SmartDefense|IPS|Anti-?Bot|DDoS Protector|Threat Prevention|Core)/i;
const MALWARE = /(?:Anti[ -]?(?:Malware|Virus|Ransomware)|Threat (?:Emulation|Extraction)|Zero Phishing|Forensics)/i;
const REMOTE_ACCESS = /(?:Mobile Access|VPN|Endpoint Connect|Remote Access|Capsule|SNX)/i;

export function classify(values: Values): Fields {
  const product = values.get('product') ?? values.get('ProductName') ?? '';
  const action = (values.get('action') ?? values.get('rule_action') ?? '').toLowerCase();
  if (values.has('administrator') || values.get('subject')?.startsWith('Administrator ') === true)
    return administration(values);
  if (action.includes('log in') || action.includes('log out') || action === 'logout')
    return logon(values, product, action);
  const isStopped = DENIED.has(action);
  if (MALWARE.test(product)) {
    if (!isFinding(values) || !isMalicious(values, action)) return event('device_message', HOST_INFO, 1);
    return event('malware_detected', MALWARE_INFO, isStopped ? 4 : 5, isStopped ? 'success' : 'failure');
  }
  if ((INTRUSIONS.test(product) && isFinding(values)) || values.has('attack')) {
    return event('ids_alert', isStopped ? INTRUSION_DENIED : INTRUSION_INFO, levelOf(values));
  }
  if (product.startsWith('URL Filtering') && values.has('src'))
    return isStopped ? event('web_blocked', WEB_DENIED, 1) : event('web_allowed', WEB_ACCESS, 1);
  if (product.startsWith('Application Control') && values.has('src') && isStopped)
    return event('app_blocked', NETWORK_DENIED, 1);
  if (action === 'key install') return event('vpn_server_started', CONNECTION_START, 1);
  if (product === 'Log Update' && values.has('bytes')) return flow('ended');
  if (isStopped && (values.has('src') || values.has('dst'))) return flow('denied');
  if (values.has('src') && ALLOWED.has(action)) return flow('allowed');
  return values.has('src') && values.has('dst') ? flow('logged') : event('device_message', HOST_INFO, 1);
}

function administration(values: Values): Fields {
  const operation = values.get('operation') ?? '';
  const isFailed = /^fail/i.test(values.get('audit_status') ?? '');
  if (operation === 'Log Out') return event('device_logout', LOGOFF, 1);
  if (operation === 'Log In') {
    return isFailed ? event('device_login', LOGON, 3, 'failure') : event('device_login', LOGON, 1, 'success');
  }
  return event('config_changed', CONFIGURATION_CHANGE, 2, isFailed ? 'failure' : undefined);
}

/** Of users: to the VPN or its portal, else to what Identity Awareness or a captive portal asks for. */
function logon(values: Values, product: string, action: string): Fields {
  const isVpn = REMOTE_ACCESS.test(product) && !product.startsWith('Identity');
  if (!action.includes('log in')) return event(isVpn ? 'vpn_logout' : 'application_logout', LOGOFF, 1);
  const isFailed = action.includes('fail') || /^fail/i.test(values.get('status') ?? values.get('auth_status') ?? '');
  const name = isVpn ? 'vpn_login' : 'application_login';
  return isFailed ? event(name, LOGON, 3, 'failure') : event(name, LOGON, 1, 'success');
}

/** The blades tell of their updates, too. */
const isFinding = (values: Values): boolean =>
  values.has('src') || values.has('protection_name') || values.has('malware_action') || values.has('attack');

/**
 * They tell of each file that they looked at: `verdict:"Benign"`, or `action:"Accept"`; `action:"Extract"` took the active parts out of a
 * document, whatever was in it, and says so in `protection_name`.
 */
function isMalicious(values: Values, action: string): boolean {
  const verdict = values.get('verdict')?.toLowerCase();
  if (verdict !== undefined) return verdict === 'malicious' || (verdict !== 'benign' && DENIED.has(action));
  if (DENIED.has(action) || action === 'detect') return true;
  return action !== 'extract' && !ALLOWED.has(action);
}

/** 0 informational .. 4 critical, by number or word. */
function levelOf(values: Values): Level {
  const severity = values.get('severity')?.toLowerCase() ?? '';
  if (severity === '4' || severity === 'critical') return 5;
  if (severity === '3' || severity === 'high') return 4;
  return severity === '2' || severity === 'medium' ? 3 : 2;
}
