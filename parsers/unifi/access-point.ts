// What access points and switches say: hostapd's own words (also those of OpenWrt), UniFi's wevent, link changes.

import type { Fields } from '#src/event/event.js';
import { readMac } from '#src/event/flow.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  event,
  LOGON_INFO,
  NETWORK_INFO,
} from '#src/event/kinds.js';
import type { Pattern } from '#src/event/patterns.js';

const JOINED = event('wifi_joined', CONNECTION_START, 1);
const LEFT = event('wifi_left', CONNECTION_END, 1);
const REFUSED = event('wifi_refused', CONNECTION_DENIED, 2, 'failure');
const STEP = event('wifi_joined', LOGON_INFO, 1);
const STA = '<observer.ingress.interface.name>: STA <source.mac>';

export const MESSAGES: readonly Pattern[] = [
  [`${STA} IEEE 802.11: associated[[ (aid <_>)]]`, JOINED],
  [`${STA} IEEE 802.11: disassociated[[ due to <event.reason:text>]]`, LEFT],
  [`${STA} IEEE 802.11: deauthenticated[[ due to <event.reason:text>]]`, LEFT],
  [`${STA} IEEE 802.11: authenticated`, STEP],
  [`${STA} WPA: pairwise key handshake completed (<_:phrase>)`, STEP],
  [`${STA} WPA: pairwise key handshake <event.reason:text>`, REFUSED],
  [`${STA} WPA: received EAPOL-Key <event.reason:text>`, REFUSED],
  [`${STA} RADIUS: starting accounting session <_>`, STEP],
  ['<observer.ingress.interface.name>: AP-STA-CONNECTED <source.mac>[[ auth_alg=<_>]]', JOINED],
  ['<observer.ingress.interface.name>: AP-STA-DISCONNECTED <source.mac>', LEFT],
  ['<observer.ingress.interface.name>: AP-STA-POSSIBLE-PSK-MISMATCH <source.mac>', REFUSED],
  ['<observer.ingress.interface.name>: AP-STA-POLL-OK <source.mac>', STEP],
  ['wevent.ubnt_custom_event(): EVENT_STA_JOIN <observer.ingress.interface.name>: <source.mac> / <_>', JOINED],
  ['wevent.ubnt_custom_event(): EVENT_STA_LEAVE <observer.ingress.interface.name>: <source.mac> / <_>', LEFT],
  ['wevent.ubnt_custom_event(): EVENT_STA_IP <observer.ingress.interface.name>: <source.mac> / <source.ip>', STEP],
  ['TRAPMGR: Link Down: <observer.ingress.interface.name>', event('interface_down', NETWORK_INFO, 2)],
  ['TRAPMGR: Link Up: <observer.ingress.interface.name>', event('interface_up', NETWORK_INFO, 1)],
];

/** One spelling for hardware addresses. */
export function tidyMac(fields: Fields): void {
  const mac = readMac(fields['source.mac'] as string | undefined);
  if (mac !== undefined) fields['source.mac'] = mac;
}
