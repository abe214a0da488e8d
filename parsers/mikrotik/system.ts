// Logons to the router, changes of its configuration, starts and upgrades. Whoever fails to log on chooses the user name.

import type { Fields } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';
import { readMac } from '#src/event/flow.js';
import {
  CONFIGURATION_CHANGE,
  event,
  HOST_START,
  LOGOFF,
  LOGON,
  LOGON_DENIED,
  PACKAGE_CHANGE,
  PACKAGE_INSTALLATION,
  USER_CHANGE,
  USER_CREATION,
  USER_DELETION,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const IN = event('device_login', LOGON, 1, 'success');
const FAILED = event('device_login', LOGON, 3, 'failure');
const OUT = event('device_logout', LOGOFF, 1, 'success');
const CHANGED = event('config_changed', CONFIGURATION_CHANGE, 2);
const STARTED = event('system_started', HOST_START, 1);
const BROKEN = event('system_started', HOST_START, 3);

export const SYSTEM: readonly Pattern[] = [
  ['user <user.name:text> logged in from <source.ip:ip> via <mikrotik.via>', IN],
  ['user <user.name:text> logged in from <source.mac> via <mikrotik.via>', IN, hasMac],
  ['user <user.name:text> logged in via <mikrotik.via>', IN],
  ['user <user.name:text> logged out from <source.ip:ip> via <mikrotik.via>', OUT],
  ['user <user.name:text> logged out from <source.mac> via <mikrotik.via>', OUT, hasMac],
  ['user <user.name:text> logged out via <mikrotik.via>', OUT],
  ['login failure for user <user.name:text> from <source.ip:ip> via <mikrotik.via>', FAILED],
  ['login failure for user <user.name:text> from <source.mac> via <mikrotik.via>', FAILED, hasMac],
  ['login failure for user <user.name:text> via <mikrotik.via>', FAILED],
  ['denied winbox/dude connect from <source.ip:ip>', event('device_login', LOGON_DENIED, 2, 'failure')],

  ['user <user.target.name> added by <mikrotik.by:text>', event('user_created', USER_CREATION, 3), byWhom],
  ['user <user.target.name> removed by <mikrotik.by:text>', event('user_deleted', USER_DELETION, 3), byWhom],
  ['user <user.target.name> changed by <mikrotik.by:text>', event('user_changed', USER_CHANGE, 2), byWhom],
  ['<mikrotik.item:phrase> added by <mikrotik.by:text>', CHANGED, byWhom],
  ['<mikrotik.item:phrase> changed by <mikrotik.by:text>', CHANGED, byWhom],
  ['<mikrotik.item:phrase> removed by <mikrotik.by:text>', CHANGED, byWhom],
  ['<mikrotik.item:phrase> moved by <mikrotik.by:text>', CHANGED, byWhom],
  ['<mikrotik.item:phrase> enabled by <mikrotik.by:text>', CHANGED, byWhom],
  ['<mikrotik.item:phrase> disabled by <mikrotik.by:text>', CHANGED, byWhom],

  ['router rebooted', STARTED],
  ['router rebooted by <user.name:text>', STARTED],
  ['router was rebooted without proper shutdown[[, <event.reason:text>]]', BROKEN],
  ['Firmware upgraded successfully<_:text>', event('update_installed', PACKAGE_CHANGE, 2, 'success')],
  ['installed <package.name:text>', event('package_installed', PACKAGE_INSTALLATION, 2, 'success')],
];

function hasMac(fields: Fields): boolean {
  const mac = readMac(fields['source.mac'] as string | undefined);
  if (mac !== undefined) fields['source.mac'] = mac;
  return mac !== undefined;
}

const MAX_ITEM_CHARS = 80;
/** `(/user add name=bob group=full ...)`: what RouterOS 7 adds. */
const COMMAND = /^(\S{1,200}|[^(]{1,200}) \((.{1,4000})\)$/s;
/** `winbox-3.41/tcp-msg(winbox):admin@192.0.2.5/action:7`, `ssh:admin@192.0.2.5` */
const ORIGIN = /^(?:(.{1,60})[:/])?([^:/@]{1,64})@([0-9a-fA-F.:]{2,45})(?:\/.*)?$/;

/** `admin`, or the program, user and address that RouterOS 7 tells, with the command. */
function byWhom(fields: Fields): boolean {
  const by = (fields['mikrotik.by'] as string | undefined) ?? '';
  const item = fields['mikrotik.item'] as string | undefined;
  if (item !== undefined && item.length > MAX_ITEM_CHARS) return false;
  const command = COMMAND.exec(by);
  const origin = ORIGIN.exec(command?.[1] ?? by);
  if (command === null && by.includes(' ')) return false;
  if (command !== null) put(fields, 'mikrotik.command', command[2]);
  if (origin === null) put(fields, 'user.name', command?.[1] ?? by);
  else {
    put(fields, 'user.name', origin[2]);
    if (readIp(origin[3]!) !== undefined) put(fields, 'source.ip', origin[3]);
    put(fields, 'mikrotik.via', origin[1]);
  }
  delete fields['mikrotik.by'];
  return true;
}
