// What a line of ZLD is: by what it did with a packet (`note`), by the subject (`cat`), by its words (`msg`).

import type { Fields } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  MALWARE_INFO,
  NETWORK_INFO,
  WEB_ACCESS,
  WEB_DENIED,
} from '#src/event/kinds.js';
import { PatternTable } from '#src/event/patterns.js';

type Values = ReadonlyMap<string, string>;

const IN = event('device_login', LOGON, 1, 'success');
const OUT = event('device_logout', LOGOFF, 1);
const FAILED = event('device_login', LOGON, 3, 'failure');
const VPN_IN = event('vpn_login', LOGON, 1, 'success');
const VPN_OUT = event('vpn_logout', LOGOFF, 1);

/** `Administrator admin(MAC=-) from http/https has logged in Device`: who, is said by `user`, or by the note. */
const USERS = new PatternTable(
  [
    ['<zyxel.role> <user.name:text> from <zyxel.via> has logged in Device', IN],
    ['<zyxel.role> <user.name:text> from <zyxel.via> has logged out Device', OUT],
    ['<zyxel.role> <user.name:text> from <zyxel.via> has been logged out Device (<event.reason:phrase>)', OUT],
    ['Failed login attempt to Device from <zyxel.via> (<event.reason:phrase>)', FAILED],
    ['User <user.name:text> has been denied from <zyxel.via> (<event.reason:phrase>)', FAILED],
    ['<zyxel.role> <user.name:text> from <zyxel.via> has logged in SSLVPN', VPN_IN],
    ['<zyxel.role> <user.name:text> from <zyxel.via> has logged out SSLVPN', VPN_OUT],
    [
      'Failed login attempt to SSLVPN from <zyxel.via> (<event.reason:phrase>)',
      event('vpn_login', LOGON, 3, 'failure'),
    ],
  ],
  'zyxel',
);
const MAC = / ?\(MAC=[^)]{0,40}\)/;
/** What a message is about stands at its beginning. */
const MAX_SUBJECT_CHARS = 250;
const ACCOUNT = /^Account: (.{1,120})$/;

export function classify(values: Values): Fields {
  const note = values.get('note') ?? '';
  const msg = values.get('msg') ?? '';
  const cat = (values.get('cat') ?? '').toLowerCase();
  const user = cat === 'user' || cat.includes('ssl vpn') ? USERS.match(msg.slice(0, 400).replace(MAC, '')) : undefined;
  if (user !== undefined) {
    const account = ACCOUNT.exec(note)?.[1] ?? values.get('user');
    if (account !== undefined && account !== '') user['user.name'] = account;
    return user;
  }
  if (note === 'Traffic Log' || cat === 'traffic log') return flow('ended');
  if (/virus|malware|sandbox/.test(cat)) return event('malware_detected', MALWARE_INFO, 4);
  if (/\bidp\b|\bips\b|intrusion|adp|anomaly|ip reputation|dns threat|url threat/.test(cat)) {
    return event('ids_alert', isDenied(note) ? INTRUSION_DENIED : INTRUSION_INFO, 3);
  }
  if (/^blocked web|web ?sites? blocked|content filter/.test(cat) && !/forward|warning/i.test(note))
    return event('web_blocked', WEB_DENIED, 1);
  if (/^forward web|content filter/.test(cat)) return event('web_allowed', WEB_ACCESS, 1);
  if (isDenied(note)) return flow('denied');
  if (/^ACCESS (?:FORWARD|PERMIT|ALLOW)/i.test(note)) return flow('allowed');
  return bySubject(cat, msg.slice(0, MAX_SUBJECT_CHARS));
}

const isDenied = (note: string): boolean => /^ACCESS (?:BLOCK|DENY|DROP|REJECT)|^(?:DROP|REJECT|BLOCK)\b/i.test(note);

function bySubject(cat: string, msg: string): Fields {
  if (cat === 'ike' || cat.includes('ipsec')) {
    if (/fail|mismatch|no proposal|timeout|retry/i.test(msg))
      return event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure');
    if (/tunnel .*built|established/i.test(msg)) return event('vpn_server_started', CONNECTION_START, 1);
    return /disconnect|deleted|released/i.test(msg)
      ? event('vpn_server_stopped', CONNECTION_END, 1)
      : event('vpn_message', NETWORK_INFO, 1);
  }
  if (cat.includes('dhcp')) return event('dhcp_server_message', NETWORK_INFO, 1);
  if (cat.startsWith('interface')) {
    if (/\b(?:down|dead|disconnected)\b/i.test(msg)) return event('interface_down', NETWORK_INFO, 2);
    if (/\b(?:up|connected|alive)\b/i.test(msg)) return event('interface_up', NETWORK_INFO, 1);
  }
  if (/config|file manage/.test(cat)) return event('config_changed', CONFIGURATION_CHANGE, 2);
  return event('device_message', HOST_INFO, 1);
}
