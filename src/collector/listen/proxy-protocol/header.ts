// The header with which a balancer says for whom it speaks (PROXY protocol, versions 1 and 2):
//
//   v1  PROXY SP (TCP4|TCP6) SP source SP destination SP port SP port CR LF          at most 107 bytes; PROXY SP UNKNOWN ... CR LF
//   v2  signature, 12 bytes | version 2, command | family, protocol | length, 2 bytes | addresses, ports | TLVs, which are skipped
//
// https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt

import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Peer } from '#src/collector/frame.js';

/** `peer` undefined: the balancer speaks for itself (a health check), or does not know for whom. */
export type ProxyHeader =
  | { readonly kind: 'more' }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'header'; readonly length: number; readonly peer: Peer | undefined };

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const V1 = Buffer.from('PROXY ');
const V1_MAX_BYTES = 107;
const V2_HEAD_BYTES = 16;
/** Addresses take 216 at the most; the rest is for TLVs. */
export const V2_MAX_BYTES = 4_096;
const PORT = /^(?:0|[1-9]\d{0,4})$/;

const MORE = { kind: 'more' } as const;

/** Reads the header that `bytes` begin with. Bytes that cannot begin one are found out at the first wrong one. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (beginsWith(bytes, V1)) return bytes.length < V1.length ? MORE : readV1(bytes);
  if (beginsWith(bytes, SIGNATURE)) return bytes.length < V2_HEAD_BYTES ? MORE : readV2(bytes);
  return invalid('no PROXY header');
}

function readV1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_MAX_BYTES).indexOf('\r\n');
  if (end < 0) return bytes.length < V1_MAX_BYTES ? MORE : invalid('a PROXY line without end');
  const length = end + 2;
  const words = bytes.toString('latin1', V1.length, end).split(' ');
  if (words[0] === 'UNKNOWN') return { kind: 'header', length, peer: undefined };
  const [family, source = '', destination = '', port = '', toPort = ''] = words;
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isPlainIpv6 : () => false;
  const isWhole = words.length === 5 && isAddress(source) && isAddress(destination) && isPort(port) && isPort(toPort);
  if (!isWhole) return invalid('a PROXY line that cannot be read');
  return { kind: 'header', length, peer: { address: ipaddr.process(source).toString(), port: Number(port) } };
}

function readV2(bytes: Buffer): ProxyHeader {
  const command = bytes[12]!;
  const family = bytes[13]!;
  const rest = bytes.readUInt16BE(14);
  const length = V2_HEAD_BYTES + rest;
  if (command !== 0x20 && command !== 0x21) return invalid('a PROXY header of another version or command');
  if (family >> 4 > 3 || (family & 15) > 2) return invalid('a PROXY header of an unknown family');
  if (length > V2_MAX_BYTES) return invalid(`a PROXY header of ${length} bytes`);
  const addressBytes = family === 0x11 ? 4 : family === 0x21 ? 16 : 0;
  const isCarried = command === 0x21 && addressBytes > 0;
  if (isCarried && rest < 2 * addressBytes + 4) return invalid('a PROXY header without its addresses');
  if (bytes.length < length) return MORE;
  if (!isCarried) return { kind: 'header', length, peer: undefined };
  const source = [...bytes.subarray(V2_HEAD_BYTES, V2_HEAD_BYTES + addressBytes)];
  const address = ipaddr.process(ipaddr.fromByteArray(source).toString()).toString();
  return { kind: 'header', length, peer: { address, port: bytes.readUInt16BE(V2_HEAD_BYTES + 2 * addressBytes) } };
}

function beginsWith(bytes: Buffer, beginning: Buffer): boolean {
  const length = Math.min(bytes.length, beginning.length);
  return bytes.compare(beginning, 0, length, 0, length) === 0;
}

/** Zones are no part of an address that comes from elsewhere. */
function isPlainIpv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function isPort(text: string): boolean {
  return PORT.test(text) && Number(text) <= 65_535;
}

function invalid(reason: string): ProxyHeader {
  return { kind: 'invalid', reason };
}
