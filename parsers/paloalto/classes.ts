// What a PAN-OS line is: by type, subtype and action.

import { readIp } from '#src/event/address.js';
import type { Fields, Level } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_END,
  CONNECTION_START,
  event,
  FILE_ACCESS,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  LOGON_INFO,
  MALWARE_INFO,
  NETWORK_INFO,
  SESSION_END,
  SESSION_START,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

type Values = ReadonlyMap<string, string>;
const DENYING = /^(?:deny|drop|block|reset|sinkhole|override-lockout)/;
const LEVELS: Readonly<Record<string, Level>> = { critical: 4, high: 4, medium: 3, low: 2 };

export function classify(type: string, values: Values): Fields {
  const subtype = values.get('subtype') ?? '';
  switch (type) {
    case 'TRAFFIC':
      return traffic(subtype, values);
    case 'THREAT':
      return threat(subtype, values);
    case 'CONFIG':
      return event('config_changed', CONFIGURATION_CHANGE, 2);
    case 'GLOBALPROTECT':
      return globalProtect(values);
    case 'AUTHENTICATION':
      return isFailed(values.get('description'), values.get('result'))
        ? event('authentication', LOGON, 3, 'failure')
        : event('authentication', LOGON, 1, 'success');
    case 'USERID':
      return subtype === 'logout' ? event('session_closed', SESSION_END, 1) : event('session_opened', SESSION_START, 1);
    default:
      return system(subtype, values);
  }
}

const isFailed = (...texts: (string | undefined)[]): boolean =>
  texts.some((text) => /fail|denied|invalid|reject/i.test(text ?? ''));

function traffic(subtype: string, values: Values): Fields {
  if (subtype === 'drop' || subtype === 'deny' || DENYING.test(values.get('action') ?? '')) return flow('denied');
  if (subtype === 'start') return flow('started');
  return flow(subtype === 'end' ? 'passed' : 'allowed');
}

/** `Apache Log4j Remote Code Execution Vulnerability(91991)` */
const NUMBERED = /^(.{1,300})\((\d{1,10})\)$/;

function threat(subtype: string, values: Values): Fields {
  const isDenied = DENYING.test(values.get('action') ?? '');
  const level = LEVELS[values.get('severity') ?? ''] ?? 1;
  if (subtype === 'url') return isDenied ? event('web_blocked', WEB_DENIED, 1) : event('web_allowed', WEB_ACCESS, 1);
  if (subtype === 'file' || subtype === 'data') return event('file_transferred', FILE_ACCESS, 1);
  const isMalware = /virus|wildfire/.test(subtype);
  const fields = isMalware
    ? event('malware_detected', MALWARE_INFO, 4, isDenied ? 'success' : 'failure')
    : event('ids_alert', isDenied ? INTRUSION_DENIED : INTRUSION_INFO, level);
  const numbered = NUMBERED.exec(values.get('threat') ?? '');
  put(fields, 'paloalto.rule', values.get('rule.name'));
  put(fields, 'rule.id', numbered?.[2]);
  put(fields, 'paloalto.threat', numbered?.[1] ?? values.get('threat'));
  return fields;
}

function globalProtect(values: Values): Fields {
  const code = values.get('event.code') ?? '';
  const failed = isFailed(values.get('status'), values.get('error'));
  if (/logout/.test(code)) return event('vpn_logout', LOGOFF, 1);
  if (/auth|login/.test(code)) {
    if (failed) return event('vpn_login', LOGON, 3, 'failure');
    return /auth|portal|prelogin/.test(code)
      ? event('vpn_login_step', LOGON_INFO, 1, 'success')
      : event('vpn_login', LOGON, 1, 'success');
  }
  return /connected/.test(code) ? event('vpn_login', LOGON, 1, 'success') : event('vpn_message', NETWORK_INFO, 1);
}

/** `failed authentication for user 'admin'. Reason: Invalid username/password. From: 203.0.113.66.` */
const WHO = /(?:[Uu]ser(?:name)?|for user) ['"]?([^'" ]{1,100})/;
const ORIGINS = ['From: ', ' from ', 'Client IP: '] as const;

/** The address behind the last of the product's own words: the name before it is a stranger's. */
function addressOf(text: string): string | undefined {
  const [at, word] = ORIGINS.map((origin) => [text.lastIndexOf(origin), origin] as const).reduce((last, one) =>
    one[0] > last[0] ? one : last,
  );
  const from = at + word.length;
  const end = text.slice(from).search(/[ ,]|\.?$/);
  return at < 0 || end < 0 ? undefined : readIp(text, from, from + end);
}

/** `GlobalProtect portal user authentication succeeded. Login from: 203.0.113.9, Source region: US, User name: example\\alice, Auth type: ...` */
const PORTAL =
  /^GlobalProtect (?:portal|gateway) (?:user|client) ([a-z -]{1,40}) (succeeded|failed)\. (?:Login from: ([^ ,]{1,64}), )?(?:Source region: [^,]{0,40}, )?User name: (.{1,200})/;

/** Before PAN-OS 9.1, which has a log of GlobalProtect's own. The address stands before the name, which is a stranger's. */
function ofPortal(text: string): Fields | undefined {
  const [, step, outcome, address, rest] = PORTAL.exec(text) ?? [];
  if (step === undefined) return undefined;
  const fields = portalStep(step, outcome === 'failed');
  put(fields, 'source.ip', address, 'paloalto.address');
  put(fields, 'user.name', rest!.replace(/, [A-Z][A-Za-z ]{1,30}: .*$|\.$/s, ''));
  return fields;
}

function portalStep(step: string, isRefused: boolean): Fields {
  if (step.includes('logout')) return event('vpn_logout', LOGOFF, 1);
  if (!/authentication|login/.test(step)) return event('vpn_message', NETWORK_INFO, 1);
  if (isRefused) return event('vpn_login', LOGON, 3, 'failure');
  return step.includes('login')
    ? event('vpn_login', LOGON, 1, 'success')
    : event('vpn_login_step', LOGON_INFO, 1, 'success');
}

function system(subtype: string, values: Values): Fields {
  const text = values.get('description') ?? '';
  const portal = subtype === 'globalprotect' ? ofPortal(text) : undefined;
  if (portal !== undefined) return portal;
  const level = LEVELS[values.get('severity') ?? ''] ?? 1;
  if (!['auth', 'general', 'globalprotect'].includes(subtype) || !/authenticat|logged (?:in|out)|login/i.test(text)) {
    if (/link-change|interface/.test(values.get('event.code') ?? '')) return linkOf(text);
    if (subtype === 'vpn') return event('vpn_message', NETWORK_INFO, level);
    return event('device_message', HOST_INFO, level);
  }
  const fields = /logged out/i.test(text)
    ? event('device_logout', LOGOFF, 1)
    : isFailed(text)
      ? event('device_login', LOGON, 3, 'failure')
      : event('device_login', LOGON, 1, 'success');
  put(fields, 'user.name', WHO.exec(text)?.[1]);
  put(fields, 'source.ip', addressOf(text));
  return fields;
}

const linkOf = (text: string): Fields =>
  /\bdown\b/i.test(text) ? event('interface_down', CONNECTION_END, 2) : event('interface_up', CONNECTION_START, 1);
