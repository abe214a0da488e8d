// What they say: data. Whoever fails to log on chooses the user name: addresses are matched from the end.

import {
  CONFIGURATION_CHANGE,
  event,
  LOGOFF,
  LOGON,
  LOGON_INFO,
  NETWORK_INFO,
  PROCESS_INFO,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import type { Fields } from '#src/event/event.js';
import type { Pattern } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const IN = event('device_login', LOGON, 1, 'success');
const FAILED = event('device_login', LOGON, 3, 'failure');
const OUT = event('device_logout', LOGOFF, 1);
const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);

export const MESSAGES: readonly Pattern[] = [
  [
    "Successful login for user '<user.name:text>' from: <pfsense.from:phrase>[[ (<pfsense.method:phrase>)]]",
    IN,
    origin,
  ],
  ["Successful login for user '<user.name:text>' from <source.ip>[[ (<pfsense.method:phrase>)]]", IN],
  [
    "webConfigurator authentication error for user '<user.name:text>' from: <pfsense.from:phrase>[[ (<pfsense.method:phrase>)]]",
    FAILED,
    origin,
  ],
  [
    "webConfigurator authentication error for '<user.name:text>' from: <pfsense.from:phrase>[[ (<pfsense.method:phrase>)]]",
    FAILED,
    origin,
  ],
  ["webConfigurator authentication error for '<user.name:text>' from <source.ip>", FAILED],
  ["Web GUI authentication error for '<user.name:text>' from <source.ip>", FAILED],
  [
    "User logged out for user '<user.name:text>' from: <pfsense.from:phrase>[[ (<pfsense.method:phrase>)]]",
    OUT,
    origin,
  ],
  ["User '<user.name:text>' logged out from: <pfsense.from:phrase>", OUT, origin],
  [
    "Session timed out for user '<user.name:text>' from: <pfsense.from:phrase>[[ (<pfsense.method:phrase>)]]",
    OUT,
    origin,
  ],
  [
    'user <user.name:text> authenticated successfully for <pfsense.service> [using <pfsense.method:phrase>]',
    IN,
    byService,
  ],
  [
    'user <user.name:text> could not authenticate for <pfsense.service>. [using <pfsense.method:phrase>]',
    FAILED,
    byService,
  ],
  [
    "Captive portal login failed for user '<user.name:text>' from <source.ip>",
    event('application_login', LOGON, 3, 'failure'),
  ],

  [
    'user <user.name:phrase>@<source.ip> changed configuration to <pfsense.backup> in <url.path> <pfsense.change:text>',
    CHANGED,
  ],
  ['user (<user.name:phrase>) changed configuration to <pfsense.backup> in <url.path> <pfsense.change:text>', CHANGED],
  ['user <user.name> changed configuration to <pfsense.backup> in <url.path> <pfsense.change:text>', CHANGED],
  ['Configuration Change: <user.name>@<source.ip> (<pfsense.method:phrase>): <pfsense.change:text>', CHANGED],
  ['Configuration Change: (system): <pfsense.change:text>', { ...CHANGED, 'event.severity': 1 }],
  ['Successfully created user: <user.target.name:text>', event('user_created', USER_CREATION, 3)],
  ['Successfully created user <user.target.name>', event('user_created', USER_CREATION, 3)],
  ['Successfully deleted user: <user.target.name:text>', event('user_deleted', USER_DELETION, 3)],
  ['Successfully edited user: <user.target.name:text>', event('user_changed', USER_CHANGE, 2)],
  ['action allowed <process.command_line:phrase> for user <user.name>', event('device_command', PROCESS_INFO, 1)],

  [
    '<pfsense.gateway> <destination.ip>: Alarm latency <pfsense.latency:phrase> loss <pfsense.loss>',
    event('interface_down', NETWORK_INFO, 2),
  ],
  [
    '<pfsense.gateway> <destination.ip>: Clear latency <pfsense.latency:phrase> loss <pfsense.loss>',
    event('interface_up', NETWORK_INFO, 1),
  ],
  ['Linkup starting <observer.ingress.interface.name>', event('interface_up', NETWORK_INFO, 1)],
];

/**
 * `192.0.2.5`, or `192.0.2.5[198.51.100.7]` where the request had a header that tells of a client before a proxy: whatever its sender
 * likes, also a second `' from: `. Then nobody can tell which address is the connection's.
 */
function origin(fields: Fields, text: string): void {
  const from = fields['pfsense.from'] as string | undefined;
  delete fields['pfsense.from'];
  if (from === undefined) return;
  const bracket = from.indexOf('[');
  if (bracket < 0 || !from.endsWith(']')) {
    put(fields, 'source.ip', from, 'pfsense.source_ip');
    return;
  }
  put(fields, 'pfsense.forwarded_for', from.slice(bracket + 1, -1));
  if (text.indexOf("' from: ") === text.lastIndexOf("' from: ")) {
    put(fields, 'source.ip', from.slice(0, bracket), 'pfsense.source_ip');
    return;
  }
  delete fields['user.name'];
  fields.tags = ['pfsense.doubled-address'];
}

/** These say themselves who logged on, from where: the page in a line of its own, the others through syslog. */
const SPEAKS_FOR_ITSELF = /^(?:webgui|sshd|su|sudo|login|system)$/i;

/** OPNsense's authentication, whoever asked it: the same attempt must not count twice. */
function byService(fields: Fields): void {
  const service = String(fields['pfsense.service'] ?? '');
  if (SPEAKS_FOR_ITSELF.test(service)) fields['event.type'] = LOGON_INFO.type;
  else if (/^openvpn/i.test(service)) fields['event.action'] = 'vpn_login';
}
