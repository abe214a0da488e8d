// The same messages as plain text: data.

import { flow } from '#src/event/flow.js';
import { CONFIGURATION_CHANGE, event, LOGOFF, LOGON, NETWORK_INFO, PROCESS_INFO } from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const ENDS = '<source.ip>/<source.port>-><destination.ip>/<destination.port>';

export const MESSAGES: readonly Pattern[] = [
  [`RT_FLOW_SESSION_CREATE: session created ${ENDS} <juniper.details:text>`, flow('started')],
  [`RT_FLOW_SESSION_CLOSE: session closed <event.reason:phrase>: ${ENDS} <juniper.details:text>`, flow('ended')],
  [`RT_FLOW_SESSION_DENY: session denied ${ENDS} <juniper.details:text>`, flow('denied')],
  [
    "UI_AUTH_EVENT: Authenticated user '<user.name:text>' <juniper.details:phrase>",
    event('device_login', LOGON, 1, 'success'),
  ],
  [
    "UI_LOGIN_EVENT: User '<user.name:phrase>' login, class '<juniper.class:phrase>' [<_>], ssh-connection '<source.ip> <source.port> <destination.ip> <destination.port>', client-mode '<juniper.mode:text>'",
    event('device_login', LOGON, 1, 'success'),
  ],
  ["UI_LOGOUT_EVENT: User '<user.name:text>' logout", event('device_logout', LOGOFF, 1)],
  [
    'LOGIN_FAILED: Login failed for user <user.name:text> from host <source.ip>',
    event('device_login', LOGON, 3, 'failure'),
  ],
  [
    "SSHD_LOGIN_FAILED: Login failed for user '<user.name:text>' from host '<source.ip>'",
    event('device_login', LOGON, 3, 'failure'),
  ],
  [
    "UI_CMDLINE_READ_LINE: User '<user.name:phrase>', command '<process.command_line:text> '",
    event('device_command', PROCESS_INFO, 1),
  ],
  [
    "UI_COMMIT: User '<user.name:phrase>' requested 'commit' operation (comment: <juniper.comment:text>)",
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [
    "UI_CFG_AUDIT_SET: User '<user.name:phrase>' set: <juniper.details:text>",
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
  [
    'SNMP_TRAP_LINK_DOWN: ifIndex <_>, ifAdminStatus <_>, ifOperStatus <_>, ifName <observer.ingress.interface.name>',
    event('interface_down', NETWORK_INFO, 2),
  ],
  [
    'SNMP_TRAP_LINK_UP: ifIndex <_>, ifAdminStatus <_>, ifOperStatus <_>, ifName <observer.ingress.interface.name>',
    event('interface_up', NETWORK_INFO, 1),
  ],
];
