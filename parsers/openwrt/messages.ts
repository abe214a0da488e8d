// What they say: data. A logon's user is a stranger's words: its address stands behind the last `from`.

import { readMac } from '#src/event/flow.js';
import {
  CONNECTION_END,
  CONNECTION_START,
  event,
  HOST_END,
  HOST_START,
  LOGOFF,
  LOGON,
  NETWORK_INFO,
  PACKAGE_CHANGE,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const FAILED = event('device_login', LOGON, 3, 'failure');
const IN = event('device_login', LOGON, 1, 'success');
const UP = event('interface_up', NETWORK_INFO, 1);
const DOWN = event('interface_down', NETWORK_INFO, 2);
const PORT = '<observer.ingress.interface.name>';

export const MESSAGES: readonly Pattern[] = [
  ['luci: failed login on <url.path> for <user.name:text> from <source.ip>', FAILED],
  ['luci: accepted login on <url.path> for <user.name:text> from <source.ip>', IN],
  ['failed login on <url.path> for <user.name:text> from <source.ip>', FAILED],
  ['accepted login on <url.path> for <user.name:text> from <source.ip>', IN],
  ['[info] luci: accepted login on <url.path> for <user.name:text> from <source.ip>', IN],
  ['[info] luci: failed login on <url.path> for <user.name:text> from <source.ip>', FAILED],
  ['luci: logout on <url.path> for <user.name:text> from <source.ip>', event('device_logout', LOGOFF, 1)],
  [`Interface '<observer.ingress.interface.name:phrase>' is now up`, UP],
  [`Interface '<observer.ingress.interface.name:phrase>' is now down`, DOWN],
  [`Interface '<observer.ingress.interface.name:phrase>' has link connectivity`, UP],
  [`Interface '<observer.ingress.interface.name:phrase>' has link connectivity loss`, DOWN],
  [`Network device '<observer.ingress.interface.name:phrase>' link is up`, UP],
  [`Network device '<observer.ingress.interface.name:phrase>' link is down`, DOWN],
  [`Network alias '<observer.ingress.interface.name:phrase>' link is up`, UP],
  [`Network alias '<observer.ingress.interface.name:phrase>' link is down`, DOWN],
  [`${PORT} (<_>): udhcpc: lease of <source.ip> obtained<_:text>`, event('dhcp_ack', CONNECTION_START, 1, 'success')],
  [
    'DHCPACK <source.ip> to <source.mac> <openwrt.hostname> via <observer.ingress.interface.name>',
    event('dhcp_ack', CONNECTION_START, 1, 'success'),
    lowerMac,
  ],
  ['Instance <service.name:phrase> pid <_> terminated <event.reason:text>', event('service_failed', HOST_END, 2)],
  ['Instance <service.name:phrase> s in a crash loop <event.reason:text>', event('service_failed', HOST_END, 3)],
  ['- early -', event('system_started', HOST_START, 1)],
  ['- shutdown -', event('system_shutdown', HOST_END, 2)],
  ['- init complete -', event('system_started', HOST_START, 1)],
  ['Commencing upgrade. <_:text>', event('update_installed', PACKAGE_CHANGE, 2)],
  [
    'Interface <observer.ingress.interface.name> (<_>) is offline<event.reason:text>',
    { ...event('interface_down', CONNECTION_END, 2) },
  ],
  [
    'Interface <observer.ingress.interface.name> (<_>) is online<event.reason:text>',
    { ...event('interface_up', CONNECTION_START, 1) },
  ],
];

/** Refuses the match where no hardware address stands. */
function lowerMac(fields: Parameters<NonNullable<Pattern[2]>>[0]): boolean {
  const mac = readMac(fields['source.mac'] as string | undefined);
  if (mac !== undefined) fields['source.mac'] = mac;
  return mac !== undefined;
}
