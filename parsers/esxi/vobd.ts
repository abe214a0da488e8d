// vobd's observations: `[UserLevelCorrelator] 410535867us: [esx.audit.account.locked] Remote access for ...`, and vmkernel's warnings.
// https://knowledge.broadcom.com/ (vSphere ESXi observation log)

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_CHANGE, event, HOST_CHANGE, HOST_ERROR, HOST_INFO, HOST_START, LOGON, NETWORK_INFO, SESSION_END, USER_CHANGE } from '#src/event/kinds.js'; // prettier-ignore
import { PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { splitPeer } from './peer.js';

const ACCESS = event('remote_access_changed', CONFIGURATION_CHANGE, 3);
const DOWN = event('interface_down', NETWORK_INFO, 3);
const UP = event('interface_up', NETWORK_INFO, 1);
const STORAGE = event('disk_problem', HOST_ERROR, 3);

const TABLE = new PatternTable(
  [
    ["Remote access for ESXi local user account '<user.target.name:text>' has been locked for <esxi.seconds> seconds after <esxi.failures:int> failed login attempts.", event('account_locked', USER_CHANGE, 3)],
    ["Multiple remote login failures detected for ESXi local user account '<user.target.name:text>'.", event('authentication', LOGON, 3, 'failure')],
    ["SSH session was opened for '<esxi.peer:text>'.", event('ssh_login', LOGON, 2, 'success'), splitPeer],
    ["SSH session was closed for '<esxi.peer:text>'.", event('ssh_connection_closed', SESSION_END, 1), splitPeer],
    ["SSH login has failed for '<esxi.peer:text>'.", event('ssh_login', LOGON, 3, 'failure'), splitPeer],
    ['SSH access has been enabled.', ACCESS],
    ['SSH access has been disabled.', ACCESS],
    ['The ESXi Shell has been enabled.', ACCESS],
    ['The ESXi Shell has been disabled.', ACCESS],
    ['ESXi shell login enabled', ACCESS],
    ['ESXi shell login disabled', ACCESS],
    ['The ESXi command line shell has been enabled.', ACCESS],
    ['The ESXi command line shell has been disabled.', ACCESS],
    ['The DCUI has been enabled.', ACCESS],
    ['The DCUI has been disabled.', ACCESS],
    ['Administrator access to the host has been enabled.', ACCESS],
    ['Administrator access to the host has been disabled.', ACCESS],
    ["Firewall configuration has changed. Operation '<esxi.operation:phrase>' for rule set <esxi.rule_set> succeeded.", event('config_changed', CONFIGURATION_CHANGE, 3, 'success')],
    ['DCUI login password has been changed.', event('password_changed', USER_CHANGE, 3)],
    ['Physical NIC <observer.ingress.interface.name> linkstate is down[[.]]', DOWN],
    ['Physical NIC <observer.ingress.interface.name> linkstate is up[[.]]', UP],
    ['vmnic <observer.ingress.interface.name> linkstate down', DOWN],
    ['vmnic <observer.ingress.interface.name> linkstate up', UP],
    ['Device or filesystem with identifier [<esxi.device>] has entered the All Paths Down state.', STORAGE],
    ['Device or filesystem with identifier [<esxi.device>] has entered the All Paths Down Timeout state<_:text>', STORAGE],
    ['Device or filesystem with identifier [<esxi.device>] has exited the All Paths Down state.', event('disk_problem', HOST_INFO, 1)],
    ['Storage path <esxi.path> is down<_:text>', STORAGE],
    ['Device <esxi.device> performance has deteriorated. <event.reason:text>', event('disk_problem', HOST_ERROR, 2)],
    ['Lost network connectivity on virtual switch "<esxi.switch:phrase>". Physical NIC <observer.ingress.interface.name> is down.<_:text>', DOWN],
    ['Lost uplink redundancy on virtual switch "<esxi.switch:phrase>". Physical NIC <observer.ingress.interface.name> is down.<_:text>', DOWN],
    ['Network connectivity restored on virtual switch "<esxi.switch:phrase>"<_:text>', UP],
    ['Lost connectivity to storage device <esxi.device>. Path<_:text>', STORAGE],
    ['Lost path redundancy to storage device <esxi.device>. Path<_:text>', STORAGE],
    ['Connectivity to storage device <esxi.device> (<_:phrase>) restored.<_:text>', event('disk_problem', HOST_INFO, 1)],
    ['Host has booted.', event('system_started', HOST_START, 2)],
    ['The host has been rebooted.', event('system_started', HOST_START, 2)],
    ['The host is being rebooted through <_:text>', event('system_shutdown', HOST_CHANGE, 2)],
    ['The host is being powered off through <_:text>', event('system_shutdown', HOST_CHANGE, 2)],
  ],
  'esxi',
); // prettier-ignore

/** The same words in an event of the host's or vCenter's own list. */
export const readWords = (text: string): Fields | undefined => TABLE.match(text);

const HEAD = /^(?:\[\w{1,40}Correlator\] )?(?:\d{1,20}us: )?\[((?:esx|vob)\.[\w.]{1,120})\] /;

export function readObservation(text: string): Fields | undefined {
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const code = head[1]!;
  const isProblem = code.startsWith('esx.problem.');
  const fields =
    TABLE.match(text.slice(head[0].length)) ??
    event('device_message', isProblem ? HOST_ERROR : HOST_INFO, isProblem ? 3 : code.startsWith('esx.audit.') ? 2 : 1);
  put(fields, 'event.code', code);
  return fields;
}

/** `cpu3:2097152)WARNING: ...`; the rest of vmkernel's talk says little outside a support case. */
export function readKernel(text: string): Fields | undefined {
  const close = /^cpu\d{1,4}:\d{1,12}(?: opID=\w{1,40})?\)/.exec(text);
  const said = close === null ? text : text.slice(close[0].length);
  const word = /^(ALERT|WARNING): /.exec(said);
  if (word === null) return undefined;
  return event('device_message', HOST_ERROR, word[1] === 'ALERT' ? 3 : 2);
}
