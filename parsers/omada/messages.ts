// What the controller says: data. Names of clients are what they call themselves: everything else is matched from the end.

import type { Fields } from '#src/event/event.js';
import { readMac } from '#src/event/flow.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  event,
  HOST_INFO,
  LOGON,
  NETWORK_INFO,
  PACKAGE_CHANGE,
  PROTOCOL_DENIED,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';

const JOINED = event('wifi_joined', CONNECTION_START, 1);
const LEFT = event('wifi_left', CONNECTION_END, 1);
const REFUSED = event('wifi_refused', CONNECTION_DENIED, 2, 'failure');
const FOUND = event('device_found', CONNECTION_START, 1);
const GONE = event('device_found', CONNECTION_END, 1);
const CLIENT = '[client:<omada.client:text>]';
/** Newer controllers tell more behind the bracket. */
const CLIENT_AND_MORE = '[client:<omada.client:text>)';
const AT = '[<omada.device:phrase>]';

export const MESSAGES: readonly Pattern[] = [
  ['<user.name:text> logged in to the controller from <source.ip>.', event('device_login', LOGON, 1, 'success')],
  ['<user.name:text> failed to log in to the controller from <source.ip>.', event('device_login', LOGON, 3, 'failure')],

  [`${CLIENT} is connected to ${AT} with SSID "<network.name:phrase>" on channel <omada.channel>.`, JOINED, whose],
  [`${CLIENT} went online on ${AT} with SSID "<network.name:phrase>" on channel <omada.channel>.`, JOINED, whose],
  [
    `${CLIENT_AND_MORE} went online on ${AT} with SSID "<network.name:phrase>" on channel <omada.channel>.`,
    JOINED,
    whose,
  ],
  [`${CLIENT_AND_MORE} went offline from SSID "<network.name:phrase>" on ${AT} (<omada.traffic:phrase>).`, LEFT, whose],
  [`${CLIENT} is connected to ${AT} on <network.name:phrase> network.`, FOUND, whose],
  [`${CLIENT} went online on ${AT} on <network.name:phrase> network.`, FOUND, whose],
  [`${CLIENT} is disconnected from SSID "<network.name:phrase>" on ${AT} (<omada.traffic:phrase>).`, LEFT, whose],
  [`${CLIENT} went offline from SSID "<network.name:phrase>" on ${AT} (<omada.traffic:phrase>).`, LEFT, whose],
  [`${CLIENT} was disconnected from network "<network.name:phrase>" on ${AT}(<omada.traffic:phrase>).`, GONE, whose],
  [`${CLIENT} went offline from network "<network.name:phrase>" on ${AT}(<omada.traffic:phrase>).`, GONE, whose],
  [
    `${CLIENT} failed to connect to ${AT} with SSID "<network.name:phrase>" on channel <omada.channel> because <event.reason:phrase>.[[(<omada.count:phrase>)]]`,
    REFUSED,
    whose,
  ],
  [
    `${CLIENT} failed to connected to ${AT} with SSID "<network.name:phrase>" on channel <omada.channel> because <event.reason:phrase>.[[(<omada.count:phrase>)]]`,
    REFUSED,
    whose,
  ],
  [
    `${CLIENT} is roaming from ${AT}[Channel <_>] to [<omada.new_device:phrase>][channel <omada.channel>] with SSID <network.name:phrase>`,
    JOINED,
    whose,
  ],

  [
    'DHCP Server allocated IP address <source.ip> for the client[MAC: <source.mac>].',
    event('dhcp_ack', CONNECTION_START, 1, 'success'),
    whose,
  ],
  [
    'DHCP Server allocated IP address <source.ip> for the [client:<omada.client:text>].',
    event('dhcp_ack', CONNECTION_START, 1, 'success'),
    whose,
  ],
  [
    'DHCP Server rejected the request of the client[MAC: <source.mac> IP: <source.ip>].',
    event('dhcp_nak', PROTOCOL_DENIED, 2, 'failure'),
    whose,
  ],
  [
    'DHCP Server rejected the request of the [client:<omada.client:text>](IP: <source.ip>).',
    event('dhcp_nak', PROTOCOL_DENIED, 2, 'failure'),
    whose,
  ],
  [
    'DHCP Server received DHCP Decline from client <source.mac>. IP address <source.ip> is not available.',
    event('dhcp_decline', PROTOCOL_DENIED, 2),
    whose,
  ],
  [
    'DHCP Server received DHCP Decline from [client:<omada.client:text>]. IP address <source.ip> is not available.',
    event('dhcp_decline', PROTOCOL_DENIED, 2),
    whose,
  ],

  [`${AT} was connected.`, event('device_message', HOST_INFO, 1)],
  [`${AT} was disconnected.`, event('device_message', HOST_INFO, 2)],
  [`${AT} got IP address <omada.address>/<_:text>.`, event('device_message', HOST_INFO, 1)],
  [`${AT} was upgrade to <package.version:phrase>`, event('update_installed', PACKAGE_CHANGE, 2)],
  [
    `${AT}: The online detection result of [<observer.ingress.interface.name:phrase>] was online.`,
    event('interface_up', NETWORK_INFO, 1),
  ],
  [
    `${AT}: The online detection result of [<observer.ingress.interface.name:phrase>] was offline.`,
    event('interface_down', NETWORK_INFO, 2),
  ],
  [`[<observer.ingress.interface.name:phrase>] of ${AT} is up.`, event('interface_up', NETWORK_INFO, 1)],
  [`[<observer.ingress.interface.name:phrase>] of ${AT} is down.`, event('interface_down', NETWORK_INFO, 2)],
  ['Auto Backup executed with generating file <file.name:text>.', event('backup_finished', HOST_INFO, 1, 'success')],
  [
    'Backup Schedule executed with generating file <file.name:text>.',
    event('backup_finished', HOST_INFO, 1, 'success'),
  ],
];

const MAC_CHARS = 17;
/** `phone:AA-BB-CC-DD-EE-FF] (IP: 192.0.2.5, Username: alice`: what newer controllers add stands inside of the capture's brackets. */
const MORE = /\] {0,2}\(IP: ([0-9a-fA-F.:]{2,45})(?:, Username: ?(.{1,100}))?$/;

/** The client's name and hardware address. */
function whose(fields: Fields): void {
  let client = fields['omada.client'] as string | undefined;
  if (client !== undefined) {
    const more = MORE.exec(client);
    if (more !== null) client = client.slice(0, more.index);
    put(fields, 'source.ip', more?.[1]);
    put(fields, 'user.name', more?.[2]);
    const mac = readMac(client.slice(-MAC_CHARS));
    if (mac !== undefined) fields['source.mac'] = mac;
    put(fields, 'omada.client', mac === undefined ? client : client.slice(0, -MAC_CHARS).replace(/:$/, ''));
    if (fields['omada.client'] === more?.input || client.length === MAC_CHARS) delete fields['omada.client'];
    return;
  }
  const mac = readMac(fields['source.mac'] as string | undefined);
  if (mac !== undefined) fields['source.mac'] = mac;
}
