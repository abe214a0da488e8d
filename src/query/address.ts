// Addresses as bytes: 4 for IPv4, 16 for IPv6, v4-mapped IPv6 as IPv4. Index, query and predicate all read text here,
// so that they agree on what is an address.

import ipaddr from 'ipaddr.js';

/** Two ends of equal length; both belong to it. */
export interface AddressRange {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/** Dotted quad or IPv6 text (a zone such as `%eth0` is left out); undefined for anything else, also `010.1` and `1.2.3`. */
export function addressOf(text: string): Uint8Array | undefined {
  if (text.length < 2 || text.length > MAX_ADDRESS_CHARS) return undefined;
  return text.includes(':') ? ipv6Of(text) : ipv4Of(text);
}

/**
 * A dotted quad as an unsigned number, -1 for anything else. By hand and without allocation, because predicates call it
 * for each event (and ipaddr.js also takes octal, hexadecimal and shortened forms).
 */
export function ipv4Number(text: string): number {
  let address = 0;
  let dots = 0;
  let digits = 0;
  let octet = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (digits === 0 || dots === 3) return -1;
      address = address * 256 + octet;
      dots++;
      digits = octet = 0;
      continue;
    }
    if (code < 48 || code > 57 || (digits > 0 && octet === 0)) return -1;
    octet = octet * 10 + code - 48;
    if (octet > 255) return -1;
    digits++;
  }
  return dots === 3 && digits > 0 ? address * 256 + octet : -1;
}

/** `10.0.0.0/8`, `2001:db8::/32`; bits behind the prefix may be set. Undefined when it is no network. */
export function networkOf(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const length = text.slice(slash + 1);
  if (slash === -1 || !/^\d{1,3}$/.test(length)) return undefined;
  const address = addressOf(text.slice(0, slash));
  if (address === undefined) return undefined;
  const mapped = address.length === 4 && text.includes(':');
  const bits = Number(length) - (mapped ? 96 : 0);
  return bits < 0 || bits > address.length * 8 ? undefined : prefixRange(address, bits);
}

/** `10.0.*` and `10.0.*.*`: stars for whole octets at the end. Undefined for every other pattern. */
export function octetPattern(text: string): AddressRange | undefined {
  const parts = text.split('.');
  const octets = parts.slice(0, parts.indexOf('*'));
  const stars = parts.slice(octets.length);
  if (parts.length > 4 || octets.length === 0 || !stars.every((part) => part === '*')) return undefined;
  const address = addressOf([...octets, '0', '0', '0', '0'].slice(0, 4).join('.'));
  return address && prefixRange(address, octets.length * 8);
}

/** The neighbour of an address; undefined beyond the first and the last one. */
export function neighbourOf(address: Uint8Array, step: 1 | -1): Uint8Array | undefined {
  const out = Uint8Array.from(address);
  const wraps = step === 1 ? 255 : 0;
  for (let i = out.length - 1; i >= 0; i--) {
    const wrapped = out[i] === wraps;
    out[i] = (out[i] ?? 0) + step;
    if (!wrapped) return out;
  }
  return undefined;
}

/** Negative, 0 or positive; shorter addresses (IPv4) come first. */
export function compareAddresses(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Canonical text: dotted quad, or RFC 5952. */
export function addressText(address: Uint8Array): string {
  return ipaddr.fromByteArray([...address]).toString();
}

/** The prefix length when the range is exactly one network. */
export function prefixOf({ from, to }: AddressRange): number | undefined {
  for (let bits = from.length * 8; bits >= 0; bits--) {
    const range = prefixRange(from, bits);
    if (compareAddresses(range.from, from) !== 0) return undefined;
    if (compareAddresses(range.to, to) === 0) return bits;
  }
  return undefined;
}

/** An IPv6 text with an embedded IPv4 and a zone stays below this. */
const MAX_ADDRESS_CHARS = 64;

const DOT = 46;

function ipv4Of(text: string): Uint8Array | undefined {
  const number = ipv4Number(text);
  return number === -1 ? undefined : Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
}

const IPV6_LETTERS = /^[\da-f:.]+(%|$)/i;

function ipv6Of(text: string): Uint8Array | undefined {
  // It says no by throwing, which is dear, and most texts with a colon (`user:root`) are not even of such letters.
  if (!IPV6_LETTERS.test(text) || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return Uint8Array.from((address.isIPv4MappedAddress() ? address.toIPv4Address() : address).toByteArray());
}

function prefixRange(address: Uint8Array, bits: number): AddressRange {
  const from = Uint8Array.from(address);
  const to = Uint8Array.from(address);
  for (let i = 0; i < address.length; i++) {
    const hostMask = 0xff >> Math.min(8, Math.max(0, bits - i * 8));
    from[i] = (address[i] ?? 0) & ~hostMask;
    to[i] = (address[i] ?? 0) | hostMask;
  }
  return { from, to };
}
