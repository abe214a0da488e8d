// pppd with its VPN fronts xl2tpd and pptpd: peers that connect, are checked by CHAP or PAP, get an address, and leave. The lines of one session have
// the process id in common and nothing else, so each tells only its own part.

import type { Fields } from '#src/event/event.js';
import {
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGON,
  LOGON_INFO,
  NETWORK_INFO,
  SESSION_END,
  SESSION_START,
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'pppd',
  title: 'pppd, xl2tpd and pptpd',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['pppd', 'xl2tpd', 'pptpd', 'ppp*'] },
  parse: (line: SyslogLine): Fields | undefined => MESSAGES.match(line.message),
});

const LOGGED_ON = event('vpn_login', LOGON, 1, 'success');
const REFUSED = event('vpn_login', LOGON, 3, 'failure');

/** Sources: ppp pppd/{auth,chap-new,upap,ipcp,main}.c; xl2tpd control.c; pptpd pptpctrl.c */
const messages: readonly Pattern[] = [
  ['CHAP peer authentication succeeded for <user.name:text>', LOGGED_ON],
  ['PAP peer authentication succeeded for <user.name:text>', LOGGED_ON],
  ['EAP peer authentication succeeded for <user.name:text>', LOGGED_ON],
  ['CHAP peer authentication failed for <user.name:text>', REFUSED],
  ['PAP peer authentication failed for <user.name:text>', REFUSED],
  ['Peer <user.name:text> failed CHAP authentication', REFUSED],
  ['peer refused to authenticate: terminating link', REFUSED],
  ['PAP authentication failure for <user.name:text>', REFUSED],
  [
    'Peer <user.name:text> is not authorized to use remote address <source.nat.ip>',
    event('vpn_login', LOGON, 2, 'failure'),
  ],
  ['CHAP authentication succeeded[[: <event.reason:text>]]', event('vpn_login_step', LOGON_INFO, 1, 'success')],
  ['CHAP authentication failed[[: <event.reason:text>]]', event('vpn_login_step', LOGON_INFO, 2, 'failure')],
  [
    'user <user.name:text> logged in on tty <_> intf <observer.ingress.interface.name>',
    event('session_opened', SESSION_START, 1),
  ],
  [
    'user <user.name:text> logged out on tty <_> intf <observer.ingress.interface.name>',
    event('session_closed', SESSION_END, 1),
  ],
  ['remote IP address <source.nat.ip>', event('vpn_lease', CONNECTION_START, 1, 'success')],
  ['peer from calling number <source.ip> authorized', event('vpn_connection', CONNECTION_START, 1)],
  ['Connect: <observer.ingress.interface.name> <<--> <_:text>', event('vpn_connection', CONNECTION_START, 1)],
  ['Connect time <pppd.minutes> minutes.', event('vpn_logout', SESSION_END, 1)],
  ['Sent <destination.bytes> bytes, received <source.bytes> bytes.', event('vpn_message', NETWORK_INFO, 1)],
  ['Connection terminated.', event('vpn_logout', CONNECTION_END, 1)],
  ['LCP terminated by peer[[ (<event.reason:text>)]]', event('vpn_logout', CONNECTION_END, 1)],
  ['Connection established to <source.ip>, <source.port>. <_:text>', event('vpn_connection', CONNECTION_START, 1)],
  ['Call established with <source.ip>, <_:text>', event('vpn_connection', CONNECTION_START, 1)],
  ['control_finish: Connection closed to <source.ip>, <_:text>', event('vpn_logout', CONNECTION_END, 1)],
  [
    'Connection <_> closed to <source.ip>, port <source.port> (<event.reason:phrase>)',
    event('vpn_logout', CONNECTION_END, 1),
  ],
  ['Maximum retries exceeded for tunnel <_:text>', event('vpn_message', CONNECTION_ERROR, 2)],
  ['CTRL: Client <source.ip> control connection started', event('vpn_connection', CONNECTION_START, 1)],
  ['CTRL: Client <source.ip> control connection finished', event('vpn_logout', CONNECTION_END, 1)],
];
const MESSAGES = new PatternTable(messages, 'pppd');
