// Who administers the ASA, what is changed, which credentials were checked, and what happens to the machine itself.

import {
  CONFIGURATION_CHANGE,
  event,
  HOST_CHANGE,
  HOST_END,
  HOST_START,
  LOGOFF,
  LOGON,
  LOGON_INFO,
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
const CHECKED = event('authentication', LOGON, 1, 'success');
const REJECTED = event('authentication', LOGON, 3, 'failure');
/**
 * What is told of a logon besides its own line: AAA's word (113xxx) and 6111xx. SSH, Telnet, ASDM and the console end in 605004 or 605005,
 * which name both addresses, AnyConnect and WebVPN in 716xxx, IKEv1 in 713167, the firewall's users in 109xxx: those count, once.
 */
const ACCEPTED_STEP = event('authentication', LOGON_INFO, 1, 'success');
const REJECTED_STEP = event('authentication', LOGON_INFO, 2, 'failure');
const STEP = event('authentication', LOGON_INFO, 1);
const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);
const COMMAND = event('device_command', PROCESS_INFO, 1);
const UP = event('interface_up', NETWORK_INFO, 1);
const DOWN = event('interface_down', NETWORK_INFO, 2);

export const ADMIN: readonly Pattern[] = [
  ['Login denied from <cisco_asa.from:phrase> to <cisco_asa.to:phrase> for user "<user.name:text>"', FAILED],
  ['Login permitted from <cisco_asa.from:phrase> to <cisco_asa.to:phrase> for user "<user.name:text>"', IN],
  ['User authentication succeeded: IP address: <source.ip>, Uname: <user.name:text>', ACCEPTED_STEP],
  ['User authentication failed: IP address: <source.ip>, Uname: <user.name:text>', REJECTED_STEP],
  ['User authentication succeeded: Uname: <user.name:text>', ACCEPTED_STEP],
  ['User authentication failed: Uname: <user.name:text>', REJECTED_STEP],
  ['User logged out: Uname: <user.name:text>', OUT],
  [
    'SSH session from <source.ip> on interface <observer.ingress.interface.name> for user "<user.name:text>" terminated normally',
    OUT,
  ],
  [
    'SSH session from <source.ip> on interface <observer.ingress.interface.name> for user "<user.name:text>" disconnected by SSH server, reason: <event.reason:phrase>',
    OUT,
  ],
  [
    'SSH session from <source.ip> on interface <observer.ingress.interface.name> for user <user.name> disconnected by SSH server, reason: <event.reason:text>',
    OUT,
  ],
  ['Attempted console login failed[[.]] <user.name:text>', FAILED, attempted],
  ['ASDM session number <cisco_asa.session> from <source.ip> started', IN],
  ['ASDM session number <cisco_asa.session> from <source.ip> ended', OUT],
  [
    '<cisco_asa.via:phrase> enable password incorrect for <cisco_asa.tries> tries (from <cisco_asa.from:phrase>)',
    FAILED,
  ],

  ['AAA user authentication Successful: server = <server.address:phrase>, User = <user.name:text>', ACCEPTED_STEP],
  ['AAA user authentication Successful: server = <server.address:phrase>: user = <user.name:text>', ACCEPTED_STEP],
  ['AAA user authentication Successful: local database: user = <user.name:text>', ACCEPTED_STEP],
  [
    'AAA user authentication Rejected: reason = <event.reason:phrase>: server = <server.address:phrase>: user = <user.name:text>[[: user IP = <source.ip>]]',
    REJECTED_STEP,
  ],
  [
    'AAA user authentication Rejected: reason = <event.reason:phrase>: local database: user = <user.name:text>[[: user IP = <source.ip>]]',
    REJECTED_STEP,
  ],
  ['AAA user authorization Successful: server = <server.address:phrase>, User = <user.name:text>', STEP],
  [
    'AAA user authorization Rejected: reason = <event.reason:phrase>: server = <server.address:phrase>: user = <user.name:text>[[: user IP = <source.ip>]]',
    REJECTED_STEP,
  ],
  ['AAA user accounting Successful: server = <server.address:phrase>: user = <user.name:text>', STEP],
  [
    'AAA credentials rejected: reason = <event.reason:phrase>: server = <server.address:phrase>: user = <user.name:text>[[: user IP = <source.ip>]]',
    REJECTED_STEP,
  ],
  ['AAA transaction status ACCEPT: user = <user.name:text>', ACCEPTED_STEP],
  ['AAA transaction status REJECT: user = <user.name:text>', REJECTED_STEP],
  ['AAA retrieved default group policy <user.group.name:phrase> for user <user.name:text>', STEP],
  ['AAA group policy for user <user.name:text> is being set to <user.group.name>', STEP],
  ['AAA unable to complete the request Error: reason = <event.reason:phrase>: user = <user.name:text>', STEP],
  [
    'AAA authentication server not accessible: server = <server.address:phrase>: user = <user.name:text>',
    { ...STEP, 'event.severity': 2 },
  ],
  [
    'User <user.target.name:text> locked out on exceeding <cisco_asa.tries:phrase> successive failed authentication attempts',
    event('account_locked', USER_CHANGE, 3),
  ],
  ['User <user.target.name:text> unlocked by <user.name>', event('user_unlocked', USER_CHANGE, 2)],
  [
    "Authentication succeeded for user '<user.name:text>' from <cisco_asa.from:phrase> to <cisco_asa.to:phrase> on interface <observer.ingress.interface.name>",
    CHECKED,
  ],
  [
    "Authentication failed for user '<user.name:text>' from <cisco_asa.from:phrase> to <cisco_asa.to:phrase> on interface <observer.ingress.interface.name>",
    REJECTED,
  ],

  ["User '<user.name:phrase>' executed the '<process.command_line:text>' command.", CHANGED],
  ["User '<user.name:phrase>' executed cmd: <process.command_line:text>", COMMAND],
  [
    "User '<user.name:phrase>', running '<cisco_asa.via:phrase>' from IP <source.ip>, executed '<process.command_line:text>'",
    CHANGED,
  ],
  ['Begin configuration: <source.ip:ip> writing to <cisco_asa.device>', CHANGED],
  ['Begin configuration: <cisco_asa.via> <cisco_asa.what:text>', CHANGED],
  ['<cisco_asa.via> end configuration: <cisco_asa.result>', CHANGED],
  [
    'New user added to local dbase: Uname: <user.target.name> Priv: <cisco_asa.privilege> Encpass: <_>',
    event('user_created', USER_CREATION, 3),
  ],
  [
    'User deleted from local dbase: Uname: <user.target.name> Priv: <cisco_asa.privilege> Encpass: <_>',
    event('user_deleted', USER_DELETION, 3),
  ],
  [
    'User priv level changed: Uname: <user.name> From: <cisco_asa.from_level> To: <cisco_asa.to_level>',
    event('device_privilege_raised', USER_CHANGE, 2),
  ],

  ['Reload command executed from <cisco_asa.via:text>', event('system_shutdown', HOST_END, 3)],
  ['<cisco_asa.product:phrase> startup completed.  Beginning operation.', event('system_started', HOST_START, 1)],
  [
    '(<cisco_asa.unit>) Switching to <cisco_asa.state:phrase> - <event.reason:text>',
    event('device_message', HOST_CHANGE, 3),
  ],
  ['Line protocol on Interface <observer.ingress.interface.name>, changed state to up', UP],
  ['Line protocol on Interface <observer.ingress.interface.name>, changed state to down', DOWN],
  ['Interface <observer.ingress.interface.name>, changed state to administratively up', UP],
  ['Interface <observer.ingress.interface.name>, changed state to administratively down', DOWN],
  [
    'user-identity: Add IP-User mapping <source.ip> - <user.name:text> Succeeded - <event.reason:phrase>',
    { ...event('session_opened', LOGON_INFO, 1) },
    domain,
  ],
  [
    'user-identity: Delete IP-User mapping <source.ip> - <user.name:text> Succeeded - <event.reason:phrase>',
    { ...event('session_closed', LOGON_INFO, 1) },
    domain,
  ],
];

type Then = NonNullable<Pattern[2]>;

/** `User eve did NOT have appropriate Admin Rights.` */
function attempted(fields: Parameters<Then>[0]): void {
  const text = (fields['user.name'] as string | undefined) ?? '';
  const name = /^User (.{1,200}) did NOT have /.exec(text)?.[1];
  if (name === undefined) delete fields['user.name'];
  else fields['user.name'] = name;
}

/** `EXAMPLE\alice` */
function domain(fields: Parameters<Then>[0]): void {
  const text = (fields['user.name'] as string | undefined) ?? '';
  const backslash = text.lastIndexOf('\\');
  if (backslash <= 0) return;
  fields['user.domain'] = text.slice(0, backslash);
  fields['user.name'] = text.slice(backslash + 1);
}
