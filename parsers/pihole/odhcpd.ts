// OpenWrt's odhcpd: `DHCPV6 REQUEST IA_NA from <duid> on br-lan: ok 2001:db8::7/128`, `Sending DHCPV4_MSG_ACK to <mac> - <address> on br-lan`
// (dhcpv6-ia.c, dhcpv4.c, router.c). The address given is the device's own, as with dnsmasq's leases.

import type { Action } from '#src/event/actions.js';
import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_START,
  event,
  type Kind,
  PROTOCOL_INFO,
} from '#src/event/kinds.js';

type Step = readonly [Action, Kind, ('success' | 'failure')?];

const GIVE: Step = ['dhcp_ack', CONNECTION_START, 'success'];
const ASK: Step = ['dhcp_request', PROTOCOL_INFO];
const FREE: Step = ['dhcp_release', CONNECTION_END, 'success'];
const NAK: Step = ['dhcp_nak', CONNECTION_DENIED, 'failure'];

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['SOLICIT', ['dhcp_discover', PROTOCOL_INFO]],
  ['DISCOVER', ['dhcp_discover', PROTOCOL_INFO]],
  ['OFFER', ['dhcp_offer', PROTOCOL_INFO]],
  ['CONFIRM', ASK],
  ['REQUEST', ASK],
  ['RENEW', ASK],
  ['REBIND', ASK],
  ['ACK', GIVE],
  ['NAK', NAK],
  ['RELEASE', FREE],
  ['DECLINE', ['dhcp_decline', CONNECTION_DENIED, 'failure']],
  ['INFORM', ['dhcp_inform', PROTOCOL_INFO]],
]);

export function parseOdhcpd(text: string): Fields | undefined {
  if (text.startsWith('DHCPV6 ')) return readV6(text.split(' ', 12));
  if (text.startsWith('Got DHCPV4_MSG_')) return readV4(text.slice(15).split(' ', 8), 2);
  if (text.startsWith('Sending DHCPV4_MSG_')) return readV4(text.slice(19).split(' ', 8), 2);
  return undefined;
}

/** `DHCPV6 <step> IA_NA|IA_PD|IA_NA/PD from <duid> on <interface>: <status> <lease>...` */
function readV6(words: readonly string[]): Fields | undefined {
  const [, step, association, from, duid, on, device, status, ...leases] = words;
  const known = STEPS.get(step ?? '');
  if (known === undefined || from !== 'from' || on !== 'on' || device === undefined) return undefined;
  const isGiven = known === ASK && status === 'ok' && leases.length > 0;
  const isDenied = known !== FREE && status !== undefined && status !== 'ok';
  const [action, kind, outcome] = isGiven ? GIVE : isDenied ? NAK : known;
  const fields = event(action, kind, outcome === 'failure' ? 2 : 1, outcome);
  if (isDuid(duid ?? '')) fields['pihole.duid'] = duid!.toLowerCase();
  fields['observer.ingress.interface.name'] = device.replace(/:$/, '').slice(0, 100) || 'unknown';
  if (association !== undefined && association !== '') fields['pihole.association'] = association.slice(0, 40);
  if (isDenied && status !== '') fields['event.reason'] = status.slice(0, 100);
  for (const lease of leases) putLease(fields, lease);
  return fields;
}

/** `2001:db8::7/128` is the device's address, a shorter prefix one that was delegated to it. */
function putLease(fields: Fields, lease: string): void {
  const slash = lease.indexOf('/');
  const ip = slash < 0 ? undefined : readIp(lease, 0, slash);
  if (ip === undefined) return;
  if (lease.slice(slash + 1) === '128') fields['source.ip'] ??= ip;
  else fields['pihole.prefix'] ??= lease.slice(0, 60);
}

/** `<step> from <mac> on <interface>`, `<step> to <mac> - <address> on <interface>` */
function readV4(words: readonly string[], macAt: number): Fields | undefined {
  const known = STEPS.get(words[0] ?? '');
  const mac = words[macAt] ?? '';
  if (known === undefined || !/^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}$/.test(mac)) return undefined;
  const [action, kind, outcome] = known;
  const fields = event(action, kind, outcome === 'failure' ? 2 : 1, outcome);
  fields['source.mac'] = mac.toLowerCase();
  const ip = words[macAt + 1] === '-' ? readIp(words[macAt + 2] ?? '') : undefined;
  if (ip !== undefined) fields['source.ip'] = ip;
  const on = words.indexOf('on', macAt);
  const device = on < 0 ? undefined : words[on + 1];
  if (device !== undefined && device !== '') fields['observer.ingress.interface.name'] = device.slice(0, 100);
  return fields;
}

function isDuid(text: string): boolean {
  return text.length >= 6 && text.length <= 400 && /^[0-9a-fA-F]+$/.test(text);
}
