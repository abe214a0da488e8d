// UPS: apcupsd, and Network UPS Tools (upsmon, upsd). http://www.apcupsd.org/manual/ https://networkupstools.org/docs/

import { event, HOST_CHANGE, HOST_END, HOST_ERROR, HOST_INFO, LOGON, SESSION_END } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const LOST = event('power_lost', HOST_CHANGE, 3);
const RESTORED = event('power_restored', HOST_CHANGE, 1);
const PROBLEM = event('power_problem', HOST_ERROR, 3);
const CRITICAL = event('power_problem', HOST_ERROR, 4);
const INFO = event('power_info', HOST_INFO, 1);
const DOWN = event('system_shutdown', HOST_END, 4);
const IN = event('application_login', LOGON, 1, 'success');
const REFUSED = event('application_login', LOGON, 3, 'failure');

const table = (patterns: readonly Pattern[]): PatternTable => new PatternTable(patterns, 'linux_system');

export const APCUPSD = table([
  ['Power failure.', LOST],
  ['Running on UPS batteries.', LOST],
  ['Power is back. UPS running on mains.', RESTORED],
  ['Mains returned. No longer on UPS batteries.', RESTORED],
  ['Battery power exhausted.', CRITICAL],
  ['Battery charge below low limit.', CRITICAL],
  ['Remaining battery charge below limit on batteries.', CRITICAL],
  ['Reached run time limit on batteries.', CRITICAL],
  ['Reached remaining time percentage limit on batteries.', CRITICAL],
  ['Initiating system shutdown!', DOWN],
  ['User logins prohibited', DOWN],
  ['UPS battery must be replaced.', PROBLEM],
  ['UPS battery has been replaced.', INFO],
  ['Battery disconnected.', PROBLEM],
  ['Battery reattached.', INFO],
  ['Communications with UPS lost.', PROBLEM],
  ['Communications with UPS restored.', INFO],
  ['UPS Self Test switch to battery.', INFO],
  ['UPS Self Test completed: <linux_system.result:text>', INFO],
  ['apcupsd <service.version> <_:phrase> startup succeeded', INFO],
  ['apcupsd exiting, signal <_>', INFO],
  ['apcupsd shutdown succeeded', INFO],
]);

const UPS = 'UPS <linux_system.ups>';

export const UPSMON = table([
  [`${UPS} on battery`, LOST],
  [`${UPS} on line power`, RESTORED],
  [`${UPS} battery is low`, CRITICAL],
  [`${UPS} battery needs to be replaced`, PROBLEM],
  [`${UPS}: forced shutdown in progress`, DOWN],
  [`Communications with ${UPS} lost`, PROBLEM],
  [`Communications with ${UPS} established`, INFO],
  [`${UPS} is unavailable`, PROBLEM],
  [`Poll ${UPS} failed - <event.reason:text>`, PROBLEM],
  ['Poll UPS [<linux_system.ups>] failed - <event.reason:text>', PROBLEM],
  ['Login on UPS [<linux_system.ups>] failed - got [<event.reason:phrase>]', REFUSED],
  ['Auto logout and shutdown proceeding', DOWN],
  ['Executing automatic power-fail shutdown', DOWN],
  ['Startup successful', INFO],
]);

export const UPSD = table([
  ['User <user.name:text>@<source.ip> logged into UPS [<linux_system.ups>][[ (<_:phrase>)]]', IN],
  ['Client <user.name:text>@<source.ip> logged into UPS [<linux_system.ups>]', IN],
  ['User <user.name:text>@<source.ip> logged out from UPS [<linux_system.ups>][[ (<_:phrase>)]]', event('application_logout', SESSION_END, 1)],
  ['Client on <source.ip> logged out', event('application_logout', SESSION_END, 1)],
  ['Instant command: <user.name:text>@<source.ip> did <linux_system.command> on <linux_system.ups>[[ (<_:phrase>)]]', event('power_info', HOST_CHANGE, 2)],
  ['Connection from <source.ip>', INFO],
  ['Rejecting TCP connection from <source.ip>', REFUSED],
  ["Can't connect to UPS [<linux_system.ups>] (<_:phrase>): <event.reason:text>", PROBLEM],
  ['Data for UPS [<linux_system.ups>] is stale - check driver', PROBLEM],
  ['UPS [<linux_system.ups>] data is no longer stale', INFO],
  ['Connected to UPS [<linux_system.ups>]: <_:text>', INFO],
  ['Startup successful', INFO],
]); // prettier-ignore
