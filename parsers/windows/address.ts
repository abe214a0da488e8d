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
