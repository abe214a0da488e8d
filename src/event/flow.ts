// What firewalls say of a connection, in the same words for all of them: verdict, transport, network type, address translation.

import { readIp } from './address.js';
import type { Fields } from './event.js';
import type { FieldName } from './fields.js';
import { CONNECTION, CONNECTION_ALLOWED, CONNECTION_DENIED, CONNECTION_END, event, kind } from './kinds.js';
import { put, putHost, type Side } from './put.js';

/** `started`: let in, and its end will be told; `passed`: told at its end, with what it moved; `logged`: nobody says what became of it. */
export type Verdict = 'allowed' | 'denied' | 'started' | 'passed' | 'ended' | 'logged';

const STARTED = kind('network', 'connection start allowed');
const PASSED = kind('network', 'connection end allowed');

/** The first fields of a flow; the object is the caller's own to fill. */
export function flow(verdict: Verdict): Fields {
  switch (verdict) {
    case 'allowed':
      return event('flow_allowed', CONNECTION_ALLOWED, 1);
    case 'denied':
      return event('flow_denied', CONNECTION_DENIED, 1);
    case 'started':
      return event('flow_allowed', STARTED, 1);
    case 'passed':
      return event('flow_ended', PASSED, 1);
    case 'ended':
      return event('flow_ended', CONNECTION_END, 1);
    case 'logged':
      return event('flow_logged', CONNECTION, 1);
  }
}

/** https://www.iana.org/assignments/protocol-numbers: what firewalls log by number. */
const BY_NUMBER: ReadonlyMap<string, string> = new Map([
  ...([
    ['0', 'hopopt'],
    ['1', 'icmp'],
    ['2', 'igmp'],
    ['4', 'ipv4'],
    ['6', 'tcp'],
    ['17', 'udp'],
    ['41', 'ipv6'],
  ] as const),
  ...([
    ['47', 'gre'],
    ['50', 'esp'],
    ['51', 'ah'],
    ['58', 'ipv6-icmp'],
    ['88', 'eigrp'],
    ['89', 'ospf'],
  ] as const),
  ...([
    ['103', 'pim'],
    ['112', 'vrrp'],
    ['115', 'l2tp'],
    ['132', 'sctp'],
    ['136', 'udplite'],
  ] as const),
]);

/** Products' own names of protocols that IANA calls otherwise. */
const IANA_NAMES: ReadonlyMap<string, string> = new Map([
  ...['icmpv6', 'icmp6', 'icmp-v6', 'ipv6icmp'].map((name) => [name, 'ipv6-icmp'] as const),
  ...([
    ['options', 'hopopt'],
    ['ospfigp', 'ospf'],
  ] as const),
]);

const MAX_NAME_CHARS = 24;

/** A protocol as a firewall names or numbers it, by its IANA keyword in lower case; undefined for what is no such word. */
export function transportOf(text: string | undefined): string | undefined {
  const name = text?.trim().toLowerCase() ?? '';
  if (name === '' || name === '-' || name.length > MAX_NAME_CHARS || name.includes(' ')) return undefined;
  return BY_NUMBER.get(name) ?? IANA_NAMES.get(name) ?? name;
}

/** `network.type` by the addresses, and `network.transport` by its IANA keyword. */
export function completeFlow(fields: Fields): Fields {
  const ip = fields['source.ip'] ?? fields['destination.ip'];
  if (ip !== undefined) fields['network.type'] = ip.includes(':') ? 'ipv6' : 'ipv4';
  const transport = transportOf(fields['network.transport'] as string | undefined);
  if (transport !== undefined) fields['network.transport'] = transport;
  return fields;
}

/**
 * One end of a flow, `192.0.2.1:80`, `[2001:db8::1]:80`, `2001:db8::1/80`, or an address or host name alone. What is no address stays
 * under `<own>`, a port that is none under `<own>_port`.
 */
export function putEnd(fields: Fields, side: Side, text: string, own: FieldName, separator = ':'): void {
  const cut = readIp(text) === undefined ? text.lastIndexOf(separator) : -1;
  if (cut < 0) {
    putHost(fields, side, text, own);
    return;
  }
  putHost(fields, side, text.slice(0, cut), own);
  put(fields, `${side}.port`, text.slice(cut + separator.length), `${own}_port` as FieldName);
}

/** `00:16:3e:..`, `00-16-3e-..`, `0016.3e00.0001`, `00163e-000001`, `00163e000001`; never an address with a port (`192.0.2.10:50000`). */
const MAC =
  /^(?:[0-9a-f]{12}|[0-9a-f]{2}(?:[:.-][0-9a-f]{2}){5}|[0-9a-f]{4}(?:[:.-][0-9a-f]{4}){2}|[0-9a-f]{6}[:-][0-9a-f]{6})$/;
const MAX_MAC_CHARS = 17;

/** A hardware address as people search it, in lower case with colons (ECS would have hyphens). Undefined for anything else. */
export function readMac(text: string | undefined): string | undefined {
  if (text === undefined || text.length < 12 || text.length > MAX_MAC_CHARS) return undefined;
  const lower = text.toLowerCase();
  if (!MAC.test(lower)) return undefined;
  return lower.replaceAll(/[-:.]/g, '').replaceAll(/(..)(?=.)/g, '$1:');
}

const NS_PER_SECOND = 1_000_000_000;

/** Seconds, `h:mm:ss`, `0h:32m:16s` or `1d 02h:03m:04s` in nanoseconds (`event.duration`). */
export function readDuration(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 24) return undefined;
  const parts = text.split(/[: ]/).map((part) => /^(\d{1,9})(?:\.\d{1,9})?[dhms]?$/.exec(part.trim())?.[1]);
  if (parts.length > 4 || parts.includes(undefined)) return undefined;
  const units = [1, 60, 3600, 86_400];
  const seconds = parts.reverse().reduce((sum, part, at) => sum + Number(part) * (units[at] ?? 0), 0);
  const ns = seconds * NS_PER_SECOND;
  return Number.isSafeInteger(ns) ? ns : undefined;
}
