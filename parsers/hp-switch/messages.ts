// What they say: data. Whoever fails to log on chooses the user name; addresses are matched from the end.

import {
  CONFIGURATION_CHANGE,
  event,
  HOST_START,
  INTRUSION_DENIED,
  LOGOFF,
  LOGON,
  NETWORK_INFO,
  PROCESS_INFO,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const IN = event('device_login', LOGON, 1, 'success');
const FAILED = event('device_login', LOGON, 3, 'failure');
const OUT = event('device_logout', LOGOFF, 1);
const UP = event('interface_up', NETWORK_INFO, 1);
const DOWN = event('interface_down', NETWORK_INFO, 2);
const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);
const SPOOFED = event('ids_alert', INTRUSION_DENIED, 3);
const PORT = '<observer.ingress.interface.name>';

export const PROCURVE: readonly Pattern[] = [
  [
    "auth: Invalid user name/password on <hp_switch.via> session User '<user.name:text>' is trying to login from <source.ip>",
    FAILED,
  ],
  ['auth: Invalid user name/password on <hp_switch.via> session', FAILED],
  ["auth: User '<user.name:text>' logged in from <source.ip> to <hp_switch.via> session", IN],
  ["auth: User '<user.name:text>' logged in to <hp_switch.via> session", IN],
  ["auth: User '<user.name:text>' logged out of <hp_switch.via> session from <source.ip>", OUT],
  ["auth: User '<user.name:text>' logged out of <hp_switch.via> session", OUT],
  ['mgr: SME <hp_switch.via> from <source.ip> - <hp_switch.mode> Mode', IN],
  ['mgr: SME CONSOLE Session - <hp_switch.mode> Mode', { ...IN, 'hp_switch.via': 'CONSOLE' }],
  ['mgr: Startup configuration changed by <hp_switch.via>.[[ New seq. number <_>]]', CHANGED],
  ['mgr: User <user.name:text>: <hp_switch.via> changed the running configuration<_:phrase>', CHANGED],
  ['ssh: User <user.name:text> failed to authenticate from <source.ip>', FAILED],
  ['snmp: SNMP authentication failure from <source.ip>', event('device_login', LOGON, 2, 'failure')],
  ['snmp: Security access violation from <source.ip> for the community name or user name : <user.name:text>', FAILED],
  [`ports: port ${PORT} is now on-line`, UP],
  [`ports: port ${PORT} is now off-line`, DOWN],
  [`ports: port ${PORT} in Trk<_> is now on-line`, UP],
  [`ports: port ${PORT} in Trk<_> is now off-line`, DOWN],
  [`FFI: port ${PORT}-<event.reason:text>`, { ...event('device_message', NETWORK_INFO, 2) }],
  [
    `port-access: Port ${PORT}; client <source.mac> authentication failed<_:phrase>`,
    event('authentication', LOGON, 2, 'failure'),
  ],
  [
    `dhcp-snoop: backplane: Ceasing untrusted server logs for <hp_switch.time:text>`,
    event('dhcp_warning', NETWORK_INFO, 2),
  ],
  [
    'dhcp-snoop: backplane: Server <source.ip> packet received on untrusted port <observer.ingress.interface.name> dropped',
    SPOOFED,
  ],
  [
    `arp-protect: Deny ARP <hp_switch.kind> <source.mac>,<source.ip> port <observer.ingress.interface.name>, vlan <network.vlan.id>`,
    SPOOFED,
  ],
  ['system: System reboot due to <event.reason:text>', event('system_started', HOST_START, 2)],
];

export const CX: readonly Pattern[] = [
  ['User <user.name:text> logged in from <source.ip> through <hp_switch.via> session[[.]]', IN],
  ['User <user.name:text> logged out of <hp_switch.via> session from <source.ip>[[.]]', OUT],
  ['User <user.name:text> failed to log in from <source.ip> through <hp_switch.via> session[[.]]', FAILED],
  [`Link status for interface ${PORT} is up`, UP],
  [`Link status for interface ${PORT} is down`, DOWN],
];

export const COMWARE: readonly Pattern[] = [
  ['SHELL_LOGIN: <user.name:text> logged in from <source.ip:ip>.', IN],
  ['SHELL_LOGIN: <user.name:text> logged in from <hp_switch.line>.', IN],
  ['SHELL_LOGOUT: <user.name:text> logged out from <source.ip:ip>.', OUT],
  ['SHELL_LOGOUT: <user.name:text> logged out from <hp_switch.line>.', OUT],
  ['LOGIN_FAILED: <user.name:text> failed to log in from <source.ip:ip>.', FAILED],
  ['LOGIN_FAILED: <user.name:text> failed to log in from <hp_switch.line>.', FAILED],
  [
    'SHELL_LOGINFAIL: <hp_switch.via> user <user.name:text> failed to log in from <source.ip:ip> on <hp_switch.line>.[[.]]',
    FAILED,
  ],
  ['SHELL_LOGINFAIL: <hp_switch.via> user failed to log in on <hp_switch.line>.[[.]]', FAILED],
  ['SHELL_LOGINFAIL: <hp_switch.via> user failed to log in from <source.ip:ip> on <hp_switch.line>.[[.]]', FAILED],
  [
    'SSHS_LOG: Authentication failed for user <user.name:text> from <source.ip> port <source.port> because of <event.reason:phrase>.',
    FAILED,
  ],
  ['SSHS_AUTH_FAIL: SSH user <user.name:text> (IP: <source.ip>) failed authentication<event.reason:phrase>', FAILED],
  [
    'SSHS_AUTH_SUCCESS: SSH user <user.name:text> from <source.ip> port <source.port> passed <hp_switch.method> authentication.',
    IN,
  ],
  ['WEB_LOGIN: <user.name:text> logged in from <source.ip>.', IN],
  ['WEB_LOGOUT: <user.name:text> logged out from <source.ip>.', OUT],
  ['LOGIN: <user.name:text> logged in from <source.ip>[[.]]', IN],
  ['LOGOUT: <user.name:text> logged out from <source.ip>[[.]]', OUT],
  [
    'SHELL_CMD: -Line=<hp_switch.line>-IPAddr=<source.ip>-User=<user.name:phrase>; Command is <process.command_line:text>',
    event('device_command', PROCESS_INFO, 1),
  ],
  ['CFGMAN_CFGCHANGED: <hp_switch.change:text>', CHANGED],
  [`PHY_UPDOWN: Physical state on the interface ${PORT} changed to up.`, UP],
  [`PHY_UPDOWN: Physical state on the interface ${PORT} changed to down.`, DOWN],
  [`LINK_UPDOWN: Line protocol state on the interface ${PORT} changed to up.`, UP],
  [`LINK_UPDOWN: Line protocol state on the interface ${PORT} changed to down.`, DOWN],
];
