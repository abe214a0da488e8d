// dnsmasq-dhcp: `[<serial> ]DHCPACK(eth0) 192.0.2.7 aa:bb:cc:dd:ee:ff laptop`. The leased address is the source (the device's
// own), its MAC and the name it gave stand beside it: who had which address when.

import type { Action } from '#src/event/actions.js';
import type { Fields } from '#src/event/event.js';
import { readIp } from '#src/event/address.js';
import { LEASE_DENIED, LEASE_END, LEASE_START, LEASE_STEP, event, type Kind } from './kinds.js';

const STEPS = new Map<string, readonly [Action, Kind, ('success' | 'failure')?]>([
  ['DHCPDISCOVER', ['dhcp_discover', LEASE_STEP]],
  ['DHCPSOLICIT', ['dhcp_discover', LEASE_STEP]],
  ['DHCPOFFER', ['dhcp_offer', LEASE_STEP]],
  ['DHCPADVERTISE', ['dhcp_offer', LEASE_STEP]],
  ['DHCPREQUEST', ['dhcp_request', LEASE_STEP]],
  ['DHCPCONFIRM', ['dhcp_request', LEASE_STEP]],
  ['DHCPRENEW', ['dhcp_request', LEASE_STEP]],
  ['DHCPREBIND', ['dhcp_request', LEASE_STEP]],
  ['DHCPACK', ['dhcp_ack', LEASE_START, 'success']],
  ['DHCPREPLY', ['dhcp_ack', LEASE_START, 'success']],
  ['DHCPNAK', ['dhcp_nak', LEASE_DENIED, 'failure']],
  ['DHCPDECLINE', ['dhcp_decline', LEASE_DENIED, 'failure']],
  ['DHCPRELEASE', ['dhcp_release', LEASE_END, 'success']],
  ['DHCPINFORM', ['dhcp_inform', LEASE_STEP]],
  ['DHCPINFORMATION-REQUEST', ['dhcp_inform', LEASE_STEP]],
]);

const MAX_NAME_CHARS = 253;

export function parseDhcp(text: string): Fields | undefined {
  const at = text.indexOf('DHCP');
  const open = text.indexOf('(', at);
  const close = text.indexOf(') ', open);
  if (at < 0 || at > 12 || open < 0 || close < 0 || open - at > 24) return undefined;
  const step = STEPS.get(text.slice(at, open));
  if (step === undefined) return undefined;
  const [action, kind, outcome] = step;
  const fields = event(action, kind, outcome === 'failure' ? 2 : 1, outcome);
  if (close > open + 1) fields['observer.ingress.interface.name'] = text.slice(open + 1, close);
  putWho(fields, text.slice(close + 2).split(' ', 64), action);
  return fields;
}

/** `[<address>] <mac or DUID> [<name> | <why>]`; only an acknowledgement ends with the device's name. */
function putWho(fields: Fields, words: readonly string[], action: Action): void {
  const ip = readIp(words[0] ?? '');
  if (ip !== undefined) fields['source.ip'] = ip;
  const at = ip === undefined ? 0 : 1;
  const hardware = words[at] ?? '';
  if (isHardware(hardware)) fields[isMac(hardware) ? 'source.mac' : 'pihole.duid'] = hardware.toLowerCase();
  const rest = words
    .slice(at + 1)
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

/** Six bytes, or eight behind Infiniband's `20-`; a DHCPv6 client identifier is longer. */
function isMac(text: string): boolean {
  return text.length === 17;
}
