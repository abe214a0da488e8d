// What they say: data. Whoever fails to log on chooses the user name: addresses are matched from the end.

import {
  CONFIGURATION_CHANGE,
  event,
  LOGOFF,
  LOGON,
  NETWORK_INFO,
  PROCESS_INFO,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const IN = event('device_login', LOGON, 1, 'success');
const FAILED = event('device_login', LOGON, 3, 'failure');
const OUT = event('device_logout', LOGOFF, 1);
const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);

export const MESSAGES: readonly Pattern[] = [
  ["Successful login for user '<user.name:text>' from: <source.ip>[[ (<pfsense.method:phrase>)]]", IN],
  ["Successful login for user '<user.name:text>' from <source.ip>[[ (<pfsense.method:phrase>)]]", IN],
  [
    "webConfigurator authentication error for user '<user.name:text>' from: <source.ip>[[ (<pfsense.method:phrase>)]]",
    FAILED,
  ],
  [
    "webConfigurator authentication error for '<user.name:text>' from: <source.ip>[[ (<pfsense.method:phrase>)]]",
    FAILED,
  ],
  ["webConfigurator authentication error for '<user.name:text>' from <source.ip>", FAILED],
  ["Web GUI authentication error for '<user.name:text>' from <source.ip>", FAILED],
  ["User logged out for user '<user.name:text>' from: <source.ip>[[ (<pfsense.method:phrase>)]]", OUT],
  ["User '<user.name:text>' logged out from: <source.ip>", OUT],
  ["Session timed out for user '<user.name:text>' from: <source.ip>[[ (<pfsense.method:phrase>)]]", OUT],
  ['user <user.name:text> authenticated successfully for <pfsense.service> [using <pfsense.method:phrase>]', IN],
  ['user <user.name:text> could not authenticate for <pfsense.service>. [using <pfsense.method:phrase>]', FAILED],
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
