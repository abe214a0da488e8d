// What an address says about where somebody is: private or public, and its network.

import { addressOf } from '#src/query/address.js';
import { interned } from '#src/event/interned.js';
import { remembered } from './remembered.js';

export interface SourceAddress {
  /** Canonical text: IPv6 in lower case without leading zeros, its longest run of zeros as `::` (RFC 5952). */
  readonly ip: string;
  /** /24 of private IPv4, /16 of public IPv4, /48 of IPv6. */
  readonly net: string;
  readonly isPrivate: boolean;
}

/** Undefined for what is no address of another machine: loopback, unspecified, multicast, broadcast, no address at all. */
export const sourceAddress: (text: string) => SourceAddress | undefined = remembered((text) => {
  const bytes = addressOf(text);
  if (bytes === undefined) return undefined;
  return bytes.length === 4 ? ofV4(bytes) : ofV6(bytes);
});

function ofV4(bytes: Uint8Array): SourceAddress | undefined {
  const [a, b, c] = bytes as unknown as [number, number, number];
  if (a === 0 || a === 127 || a >= 224) return undefined;
  const isPrivate =
    a === 10 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128); // RFC 6598: carriers, and overlay networks such as Tailscale
  return {
    ip: interned(bytes.join('.')),
    net: interned(isPrivate ? `${a}.${b}.${c}.0/24` : `${a}.${b}.0.0/16`),
    isPrivate,
  };
}

function ofV6(bytes: Uint8Array): SourceAddress | undefined {
  const groups = Array.from({ length: 8 }, (_, at) => bytes[at * 2]! * 256 + bytes[at * 2 + 1]!);
  if (bytes[0] === 0xff || groups.slice(0, 7).every((group) => group === 0)) return undefined;
  const isPrivate = (groups[0]! & 0xfe00) === 0xfc00 || (groups[0]! & 0xffc0) === 0xfe80;
  const net = spell([groups[0]!, groups[1]!, groups[2]!, 0, 0, 0, 0, 0]);
  return { ip: interned(spell(groups)), net: interned(`${net}/48`), isPrivate };
}

function spell(groups: readonly number[]): string {
  let [from, length] = [-1, 1];
  for (let at = 0; at < 8; at += 1) {
    let end = at;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - at > length) [from, length] = [at, end - at];
    if (end > at) at = end;
  }
  const words = groups.map((group) => group.toString(16));
  if (from < 0) return words.join(':');
  return `${words.slice(0, from).join(':')}::${words.slice(from + length).join(':')}`;
}
