// dnsmasq-dhcp: `[<serial> ]DHCPACK(eth0) 192.0.2.7 aa:bb:cc:dd:ee:ff laptop` (rfc2131.c log_packet, rfc3315.c log6_packet, radv.c). The
// leased address is the source (the device's own), its MAC and the name it gave stand beside it: who had which address when.

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

const SEEK: Step = ['dhcp_discover', PROTOCOL_INFO];
const OFFER: Step = ['dhcp_offer', PROTOCOL_INFO];
const REQUEST: Step = ['dhcp_request', PROTOCOL_INFO];
const GIVE: Step = ['dhcp_ack', CONNECTION_START, 'success'];
const NAK: Step = ['dhcp_nak', CONNECTION_DENIED, 'failure'];
const ADVERT: Step = ['router_advertisement', PROTOCOL_INFO];

/** DHCPv4 (RFC 2131), DHCPv6 (RFC 8415) and router advertisements (RFC 4861), by the word before the parenthesis. */
const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['DHCPDISCOVER', SEEK],
  ['DHCPSOLICIT', SEEK],
  ['BOOTP', REQUEST],
  ['PXE', OFFER],
  ['DHCPOFFER', OFFER],
  ['DHCPADVERTISE', OFFER],
  ['DHCPREQUEST', REQUEST],
  ['DHCPCONFIRM', REQUEST],
  ['DHCPRENEW', REQUEST],
  ['DHCPREBIND', REQUEST],
  ['DHCPACK', GIVE],
  ['DHCPREPLY', GIVE],
  ['DHCPNAK', NAK],
  ['DHCPDECLINE', ['dhcp_decline', CONNECTION_DENIED, 'failure']],
  ['DHCPRELEASE', ['dhcp_release', CONNECTION_END, 'success']],
  ['DHCPINFORM', ['dhcp_inform', PROTOCOL_INFO]],
  ['DHCPINFORMATION-REQUEST', ['dhcp_inform', PROTOCOL_INFO]],
  ['RTR-ADVERT', ADVERT],
  ['RTR-SOLICIT', ADVERT],
  ['SLAAC-CONFIRM', ADVERT],
]);

const MAX_NAME_CHARS = 253;
/** A serial of ten digits and a blank. */
const MAX_SERIAL_CHARS = 12;
const MAX_STEP_CHARS = 24;

export function parseDhcp(text: string): Fields | undefined {
  const open = text.indexOf('(');
  if (open < 3 || open > MAX_SERIAL_CHARS + MAX_STEP_CHARS) return undefined;
  const at = text.lastIndexOf(' ', open) + 1;
  const step = STEPS.get(text.slice(at, open));
  if (step === undefined || !isSerial(text, at)) return undefined;
  const close = text.indexOf(') ', open);
  if (close < 0) return undefined;
  const [action, kind, outcome] = step;
  const fields = event(action, kind, outcome === 'failure' ? 2 : 1, outcome);
  if (close > open + 1) fields['observer.ingress.interface.name'] = text.slice(open + 1, close).slice(0, 100);
  if (at > 0) fields['pihole.serial'] = Number(text.slice(0, at - 1));
  putWho(fields, text.slice(close + 2).split(' ', 64), action);
  return fields;
}

/** Nothing, or digits and a blank, before `at`. */
function isSerial(text: string, at: number): boolean {
  for (let i = 0; i < at - 1; i += 1) {
    const code = text.charCodeAt(i);
    if (!(code >= 0x30 && code <= 0x39)) return false;
  }
  return at !== 1;
}

/** `[<address>] <mac or DUID> [<name> | <why>]`; only an acknowledgement ends with the device's name. */
function putWho(fields: Fields, words: readonly string[], action: Action): void {
  const ip = readIp(words[0] ?? '');
  if (ip !== undefined) fields[action === 'router_advertisement' ? 'pihole.prefix' : 'source.ip'] = ip;
  const at = ip === undefined ? 0 : 1;
  const hardware = words[at] ?? '';
  const isAdvert = action === 'router_advertisement';
  if (isHardware(hardware)) fields[isMac(hardware) ? 'source.mac' : 'pihole.duid'] = hardware.toLowerCase();
  else if (hardware !== '' && !isAdvert) fields['pihole.hardware'] = hardware.slice(0, MAX_NAME_CHARS);
  const rest = words
    .slice(isAdvert && !isHardware(hardware) ? at : at + 1)
    .join(' ')
    .trim()
    .slice(0, MAX_NAME_CHARS);
  if (rest === '') return;
  if (action === 'dhcp_ack') fields['source.domain'] = rest;
  else fields['event.reason'] = rest;
}

function isHardware(text: string): boolean {
  return text.length <= 400 && /^[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2})+$/.test(text);
}

/** Six bytes; Infiniband's and a DHCPv6 client's identifiers are longer. */
function isMac(text: string): boolean {
  return text.length === 17;
}
