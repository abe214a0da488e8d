// Addresses, ports and account names as Windows writes them into event data.

import { readIp, readPort } from '#src/event/address.js';

const MAX_ADDRESS_LENGTH = 64;

/** The address as readIp spells it; undefined for `-`, `LOCAL`, empty and whatever is no address. */
export function ipOf(text: string | undefined): string | undefined {
  return text === undefined || text.length > MAX_ADDRESS_LENGTH ? undefined : readIp(text);
}

/** 1..65535; undefined for 0 (a logon that came over no connection), `-` and whatever is no port. */
export function portOf(text: string | undefined): number | undefined {
  const port = text === undefined ? undefined : readPort(text);
  return port === 0 ? undefined : port;
}

export interface Account {
  readonly name: string | undefined;
  readonly domain: string | undefined;
}

/** `CORP\alice` -> alice, CORP; `CN=alice,OU=x` -> alice; `alice@CORP.TEST` loses the realm only where `domain` repeats it. */
export function accountOf(text: string | undefined, domain: string | undefined): Account {
  const name = text?.trim();
  if (name === undefined || name === '' || name === '-') return { name: undefined, domain: undefined };
  const slash = name.indexOf('\\');
  if (name.startsWith('CN=') || name.startsWith('cn=')) return { name: commonName(name), domain };
  if (slash > 0 && slash < name.length - 1) return { name: name.slice(slash + 1), domain: name.slice(0, slash) };
  const at = name.lastIndexOf('@');
  if (at > 0 && domain !== undefined && name.slice(at + 1).toLowerCase() === domain.toLowerCase())
    return { name: name.slice(0, at), domain };
  return { name, domain };
}

/** The first value of a distinguished name, its escapes undone (RFC 4514 §2.4, single characters). */
function commonName(dn: string): string {
  let end = 3;
  while (end < dn.length && dn[end] !== ',') end += dn[end] === '\\' ? 2 : 1;
  return dn.slice(3, end).replace(/\\(.)/g, '$1');
}

/** `192.0.2.9:49170`, `[2001:db8::9]:49170`: an address and a port, or nothing. */
export function endpointOf(text: string): { ip: string; port: number } | undefined {
  const colon = text.length > MAX_ADDRESS_LENGTH ? -1 : text.lastIndexOf(':');
  if (colon < 1) return undefined;
  const host = text.slice(0, colon);
  const ip = host.includes(':') && !host.startsWith('[') ? undefined : ipOf(host);
  const port = portOf(text.slice(colon + 1));
  return ip === undefined || port === undefined ? undefined : { ip, port };
}

/**
 * The file server writes its clients' sockets as they lie in memory (winsock2.h), in hexadecimal:
 *   0200 port(2) IPv4(4) ...      1700 port(2) flow(4) IPv6(16) ...
 */
export function socketOf(text: string): { ip: string; port: number } | undefined {
  if (text.length < 16 || text.length > 256 || !/^[0-9A-Fa-f]{16,256}$/.test(text)) return undefined;
  const port = parseInt(text.slice(4, 8), 16);
  if (text.startsWith('0200')) {
    const bytes = [8, 10, 12, 14].map((at) => parseInt(text.slice(at, at + 2), 16));
    return { ip: bytes.join('.'), port };
  }
  if (!text.startsWith('1700') || text.length < 48) return undefined;
  const groups = Array.from({ length: 8 }, (_, at) => parseInt(text.slice(16 + at * 4, 20 + at * 4), 16).toString(16));
  const ip = readIp(groups.join(':'));
  return ip === undefined ? undefined : { ip, port };
}

/** A machine's name without what Windows puts around it: `\\PC7`, `srv/wsman?PSVersion=5.1`, `TERMSRV/srv`. */
export function hostOf(text: string): string | undefined {
  let from = 0;
  while (text.charCodeAt(from) === BACKSLASH) from += 1;
  if (text.startsWith('TERMSRV/') || text.startsWith('cifs/') || text.startsWith('HTTP/')) from = text.indexOf('/') + 1;
  const slash = text.indexOf('/', from);
  const host = text.slice(from, slash < 0 ? Math.min(text.length, from + MAX_HOST_LENGTH) : slash).trim();
  return host === '' || host === '-' || host.length > MAX_HOST_LENGTH ? undefined : host;
}

const BACKSLASH = 0x5c;
const MAX_HOST_LENGTH = 255;
