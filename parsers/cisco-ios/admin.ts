// Who logs on to the device, and what is changed. `text` captures stand where whoever fails to log on chooses the words.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import {
  CONFIGURATION_CHANGE,
  event,
  HOST_END,
  HOST_START,
  LOGOFF,
  LOGON,
  LOGON_INFO,
  NETWORK_DENIED,
  PROCESS_INFO,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const IN = event('device_login', LOGON, 1, 'success');
const FAILED = event('device_login', LOGON, 3, 'failure');
const OUT = event('device_logout', LOGOFF, 1);
const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);
const SSH = event('ssh_connection', LOGON_INFO, 1);

/** https://www.cisco.com/c/en/us/td/docs/routers/asr9000/error/message: SECURITY-LOGIN, SECURITY-SSHD, MGBL-CONFIG. */
const IOS_XR: readonly Pattern[] = [
  ["AUTHEN_SUCCESS: Successfully authenticated user '<user.name:text>' from '<source:host>' on '<cisco_ios.line>'", IN],
  [
    "AUTHEN_FAILED: Failed authentication attempt by user '<user.name:text>' from '<source:host>' on '<cisco_ios.line>'",
    FAILED,
  ],
  [
    "INFO_SUCCESS: Successfully authenticated user '<user.name:text>' from '<source.ip>' on '<cisco_ios.line>'[[(cipher '<_>', mac '<_>')]]",
    IN,
  ],
  [
    "INFO_FAILURE: Failed authentication attempt by user '<user.name:text>' from '<source.ip>' on '<cisco_ios.line>'",
    FAILED,
  ],
  ["INFO_USER_LOGOUT: User '<user.name:text>' from '<source.ip>' logged out on '<cisco_ios.line>'", OUT],
  [
    "DB_COMMIT: Configuration committed by user '<user.name:phrase>'. Use '<process.command_line:phrase>' to view the changes.",
    CHANGED,
  ],
];

/** Web pages of IOS XE and of wireless controllers. */
const WEB: readonly Pattern[] = [
  ["LOGIN_PASSED: Login Successful from host <source.ip> by user '<user.name:text>'[[ using crypto cipher '<_>']]", IN],
  [
    "LOGIN_FAILED: Login Un-Successful from host <source.ip> by user '<user.name:text>'[[ using crypto cipher '<_>']]",
    FAILED,
  ],
  [
    "SESS_LOGOUT: Successfully logged out from host <source.ip> by user '<user.name:text>'[[ using crypto cipher '<_>']]",
    OUT,
  ],
  ["AAA_AUTH_ADMIN_USER: Authentication succeeded for admin user '<user.name:text>' on <source.ip>", IN],
  ["AAA_AUTH_ADMIN_USER: Authentication failed for admin user '<user.name:text>' on <source.ip>", FAILED],
];

export const ADMIN: readonly Pattern[] = [
  [
    'LOGIN_SUCCESS: Login Success [user: <user.name:text>] [Source: <source.ip>] [localport: <destination.port>] at <_:phrase>',
    IN,
  ],
  [
    'LOGIN_FAILED: Login failed [user: <user.name:text>] [Source: <source.ip>] [localport: <destination.port>] [Reason: <event.reason:phrase>] at <_:phrase>',
    FAILED,
  ],
  ['LOGOUT: User <user.name:text> has exited tty session <cisco_ios.tty>(<source.ip>)', OUT],
  [
    'QUIET_MODE_ON: Still timeleft for watching failures is <_> secs, [user: <user.name:text>] [Source: <source.ip>] [localport: <destination.port>] [Reason: <event.reason:phrase>] [ACL: <rule.name:phrase>] at <_:phrase>',
    event('device_login', NETWORK_DENIED, 3, 'failure'),
  ],
  ['SYSTEM_LOGIN_FAILED: <user.name:text> from <source.ip>', FAILED],
  ['SYSTEM_MSG: Authentication failed for user <user.name:text> from <source.ip:ip> - <cisco_ios.via>', FAILED],
  ['SYSTEM_MSG: Authentication failed for user <user.name:text> from <source.ip:ip>', FAILED],
  ['SYSTEM_MSG: Authentication failed from <source.ip:ip> - <cisco_ios.via>', FAILED],
  ['SYSTEM_MSG: Authentication failed from <source.ip:ip>', FAILED],
  ['SYSTEM_MSG: Login failed for user <user.name:text> - <cisco_ios.via>', FAILED],
  ['SYSTEM_MSG: Login succeeded for user <user.name:text>', IN],
  ['VSHD_SYSLOG_CONFIG_I: Configured from vty by <user.name> on <cisco_ios.line>', CHANGED, lineOf],
  [
    "SSH2_SESSION: SSH2 Session request from <source.ip> (tty = <cisco_ios.tty>) using crypto cipher '<_:phrase>', hmac '<_:phrase>' Succeeded",
    SSH,
  ],
  [
    "SSH2_SESSION: SSH2 Session request from <source.ip> (tty = <cisco_ios.tty>) using crypto cipher '<_:phrase>', hmac '<_:phrase>' Failed",
    { ...SSH, 'event.action': 'ssh_negotiation_failed', 'event.outcome': 'failure' },
  ],
  [
    "SSH2_USERAUTH: User '<user.name:text>' authentication for SSH2 Session from <source.ip> (tty = <cisco_ios.tty>) using crypto cipher '<_:phrase>', hmac '<_:phrase>' Succeeded",
    event('ssh_login', LOGON, 1, 'success'),
  ],
  [
    "SSH2_USERAUTH: User '<user.name:text>' authentication for SSH2 Session from <source.ip> (tty = <cisco_ios.tty>) using crypto cipher '<_:phrase>', hmac '<_:phrase>' Failed",
    event('ssh_login', LOGON, 3, 'failure'),
  ],
  [
    "SSH2_CLOSE: SSH2 Session from <source.ip> (tty = <cisco_ios.tty>) for user '<user.name:text>' using crypto cipher '<_:phrase>', hmac '<_:phrase>' closed",
    event('ssh_connection_closed', LOGOFF, 1),
  ],

  ['CONFIG_I: Configured from <cisco_ios.via> by <user.name> on <cisco_ios.line> (<source.ip>)', CHANGED],
  ['CONFIG_I: Configured from <cisco_ios.via> by <user.name> on <cisco_ios.line>', CHANGED],
  ['CONFIG_I: Configured from <cisco_ios.via> by <cisco_ios.line> (<source.ip>)', CHANGED],
  ['CONFIG_I: Configured from <cisco_ios.via> by <cisco_ios.line>', CHANGED],
  ['CONFIG: Configured from <cisco_ios.via> by <user.name> on <cisco_ios.line>', CHANGED],
  [
    'CONFIG_P: Configured programmatically by process <cisco_ios.process:phrase> from <cisco_ios.via> as <user.name:phrase> on <cisco_ios.line>',
    CHANGED,
  ],
  [
    'CFGLOG_LOGGEDCMD: User:<user.name>  logged command:<process.command_line:text>',
    event('device_command', PROCESS_INFO, 1),
  ],
  ['CONFIG_I: Configured from <cisco_ios.via> by <user.name>, transaction-id <_>', CHANGED],
  [
    'PRIV_AUTH_PASS: Privilege level set to <cisco_ios.privilege> by <user.name> on <cisco_ios.line> (<source.ip>)',
    event('device_privilege_raised', USER_CHANGE, 1, 'success'),
  ],
  [
    'PRIV_AUTH_PASS: Privilege level set to <cisco_ios.privilege> by <user.name> on <cisco_ios.line>',
    event('device_privilege_raised', USER_CHANGE, 1, 'success'),
  ],
  [
    'PRIV_AUTH_FAIL: Authentication to privilege level <cisco_ios.privilege> failed by <user.name:text> on <cisco_ios.line> (<source.ip>)',
    event('device_privilege_raised', LOGON, 3, 'failure'),
  ],
  ...IOS_XR,
  ...WEB,
  ['USER_CREATED: User <user.target.name:text> created by <user.name>', event('user_created', USER_CREATION, 3)],
  ['USER_DELETED: User <user.target.name:text> deleted by <user.name>', event('user_deleted', USER_DELETION, 3)],
  [
    'PRIV_AUTH_FAIL: Authentication to Privilege level <cisco_ios.privilege> failed by <user.name:text> on <cisco_ios.line> (<source.ip>)',
    event('device_privilege_raised', LOGON, 3, 'failure'),
  ],
  [
    'PRIV_AUTH_FAIL: Authentication to Privilege level <cisco_ios.privilege> failed by <user.name:text> on <cisco_ios.line>',
    event('device_privilege_raised', LOGON, 3, 'failure'),
  ],
  ['LOGIN_AUTHEN_FAIL: User <user.name:text> failed to authenticate from <source.ip>', FAILED],
  [
    'RELOAD: Reload requested by <user.name> on <cisco_ios.line> (<source.ip>). Reload Reason: <event.reason:text>',
    event('system_shutdown', HOST_END, 3),
  ],
  [
    'RELOAD: Reload requested by <user.name> on <cisco_ios.line>. Reload Reason: <event.reason:text>',
    event('system_shutdown', HOST_END, 3),
  ],
  ['RELOAD: Reload requested <event.reason:text>', event('system_shutdown', HOST_END, 3)],
  ['RESTART: System restarted --<_:text>', event('system_started', HOST_START, 2)],
  ['AUTHFAIL: Authentication failure for SNMP req from host <source.ip>', event('device_login', LOGON, 2, 'failure')],
];

/** `console0`, or `192.0.2.5@pts/1` */
function lineOf(fields: Fields): void {
  const line = (fields['cisco_ios.line'] as string | undefined) ?? '';
  const at = line.indexOf('@');
  if (at > 0 && readIp(line, 0, at) !== undefined) put(fields, 'source.ip', line.slice(0, at));
}
