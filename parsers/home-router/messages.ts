// What they say: data.

import {
  CONFIGURATION_CHANGE,
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  event,
  LOGON,
  LOGON_INFO,
  NETWORK_INFO,
  PROCESS_INFO,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const IN = event('device_login', LOGON, 1, 'success');
const FAILED = event('device_login', LOGON, 3, 'failure');
const JOINED = event('wifi_joined', CONNECTION_START, 1);
const LEFT = event('wifi_left', CONNECTION_END, 1);
const REFUSED = event('wifi_refused', CONNECTION_DENIED, 2, 'failure');
const STEP = event('wifi_joined', LOGON_INFO, 1);
const RADIO = '<observer.ingress.interface.name>';

export const MESSAGES: readonly Pattern[] = [
  // DD-WRT
  ['httpd login failure for <source.ip>', FAILED],
  ['httpd login failure - bad passwd !', FAILED],
  ['Authentication fail from <source.ip>', FAILED],
  // AsusWRT
  ['Succeeded login from <source.ip>:', IN],
  ['Succeeded login from <source.ip>', IN],
  ['Failed login from <source.ip>[[:]]', FAILED],
  ["login '<source.ip:ip>' successful", IN],
  ["login '<source.ip:ip>' fail", FAILED],
  [
    'Detect abnormal logins at <home_router.times> times. The newest one was from <source.ip>[[ in <_>]][[.]]',
    { ...FAILED, 'event.severity': 4 },
  ],
  // Tomato
  ["login '<user.name:text>' successful from <source.ip>:<source.port>", IN],
  ["login '<user.name:text>' failed from <source.ip>:<source.port>", FAILED],
  // Broadcom's wireless daemon
  [`${RADIO}: Auth <source.mac>, status: Successful (0)[[, rssi:<_>]]`, STEP],
  [`${RADIO}: Assoc <source.mac>, status: Successful (0)[[, rssi:<_>]]`, JOINED],
  [`${RADIO}: ReAssoc <source.mac>, status: Successful (0)[[, rssi:<_>]]`, JOINED],
  [`${RADIO}: Auth <source.mac>, status: <event.reason:phrase>[[, rssi:<_>]]`, REFUSED],
  [`${RADIO}: Assoc <source.mac>, status: <event.reason:phrase>[[, rssi:<_>]]`, REFUSED],
  [`${RADIO}: Deauth_ind <source.mac>, status: <_>, reason: <event.reason:phrase>[[, rssi:<_>]]`, LEFT],
  [`${RADIO}: Disassoc <source.mac>, status: <_>, reason: <event.reason:phrase>[[, rssi:<_>]]`, LEFT],
  [`${RADIO}: Deauth_ind <source.mac>`, LEFT],
  // services restarted from the web page
  ['<process.parent.name> <_>:notify_rc <process.command_line:text>', event('device_command', PROCESS_INFO, 1)],
  ['WAN Connection: WAN was restored.', event('interface_up', NETWORK_INFO, 1)],
  ['WAN Connection: <event.reason:text>', event('interface_down', NETWORK_INFO, 2)],
  // EdgeOS, VyOS
  [
    'Successful change to active configuration by user <user.name:text> on <home_router.terminal>',
    event('config_changed', CONFIGURATION_CHANGE, 2),
  ],
];
