// What Firebox's other programs say: data.

import {
  CONFIGURATION_CHANGE,
  event,
  INTRUSION_INFO,
  LOGOFF,
  LOGON,
  MALWARE_INFO,
  NETWORK_DENIED,
  NETWORK_INFO,
  USER_CHANGE,
} from '#src/event/kinds.js';
import type { Fields } from '#src/event/event.js';
import type { Pattern } from '#src/event/patterns.js';

const PORT = '[<observer.ingress.interface.name:phrase>]';

export const MESSAGES: readonly Pattern[] = [
  ['Management user <user.name:text> from <source.ip> logged in', event('device_login', LOGON, 1, 'success')],
  ['Management user <user.name:text> from <source.ip> logged out', event('device_logout', LOGOFF, 1)],
  [
    'Management user <user.name:text> from <source.ip> log in attempt was rejected - <event.reason:phrase>',
    event('device_login', LOGON, 3, 'failure'),
    ownReason,
  ],
  [
    'Management user <user.name:text> from <source.ip> log in attempt was rejected.',
    event('device_login', LOGON, 3, 'failure'),
  ],
  ['WSM User <user.name:text> from <source.ip> logged in', event('device_login', LOGON, 1, 'success')],
  ['WSM User <user.name:text> from <source.ip> logged out', event('device_logout', LOGOFF, 1)],
  [
    'WSM User <user.name:text> from <source.ip> log in attempt was rejected - <event.reason:phrase>.',
    event('device_login', LOGON, 3, 'failure'),
    ownReason,
  ],
  [
    'WSM User <user.name:text> from <source.ip> log in attempt was rejected.',
    event('device_login', LOGON, 3, 'failure'),
  ],
  [
    'User <user.target.name:text> is locked out <watchguard.what:phrase> after <watchguard.tries> login failures',
    event('account_locked', USER_CHANGE, 3),
  ],
  ['Temporarily blocking host <source.ip>[[ <event.reason:phrase>]]', event('flow_denied', NETWORK_DENIED, 2)],
  [
    'Management user <user.name:text> from <source.ip> modified <watchguard.what:phrase>',
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [
    'Management user <user.name:text> from <source.ip> added <watchguard.what:phrase>',
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [
    'Management user <user.name:text> from <source.ip> deleted <watchguard.what:phrase>',
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [
    'Authentication of <watchguard.kind:phrase> user [<user.name:text>] from <source.ip> was rejected, <event.reason:phrase>',
    event('authentication', LOGON, 3, 'failure'),
  ],
  [
    'Authentication of <watchguard.kind:phrase> user [<user.name:text>] from <source.ip> was accepted',
    event('authentication', LOGON, 1, 'success'),
  ],
  [
    'Mobile VPN with SSL user <user.name:text> logged in. Virtual IP address is <source.nat.ip>. Real IP address is <source.ip>.',
    event('vpn_login', LOGON, 1, 'success'),
  ],
  [
    'Mobile VPN with SSL user <user.name:text> logged out. Virtual IP address is <source.nat.ip>.',
    event('vpn_logout', LOGOFF, 1),
  ],
  [
    "APT threat notified. Details='Policy Name: <rule.name:phrase> Reason: <event.reason:phrase> Task_UUID: <watchguard.task_uuid> Source IP: <source.ip> Source Port: <source.port> Destination IP: <destination.ip> Destination Port: <destination.port> Proxy Type: <watchguard.details:text>'",
    event('malware_detected', MALWARE_INFO, 4, 'failure'), // it had passed when the analysis ended
  ],
  [
    'ARP spoofing attack detected, ip=<source.ip>, mac=<source.mac>, interface=<observer.ingress.interface.name>',
    event('ids_alert', INTRUSION_INFO, 3),
  ],
  [`${PORT} Interface link status changed to UP`, event('interface_up', NETWORK_INFO, 1)],
  [`${PORT} Interface link status changed to DOWN`, event('interface_down', NETWORK_INFO, 2)],
  [`${PORT} Interface link status changed to up`, event('interface_up', NETWORK_INFO, 1)],
  [`${PORT} Interface link status changed to down`, event('interface_down', NETWORK_INFO, 2)],
];

/** Firebox's reasons do not say it again; where one does, a stranger's name has Firebox's own words. */
function ownReason(fields: Fields): boolean {
  return !String(fields['event.reason']).includes(' log in attempt was rejected');
}
