// Addresses, ports and account names as Windows writes them into event data.

/** The address, v4-mapped as v4, without an IPv6 zone; undefined for `-`, `LOCAL`, empty and whatever is no address. */
export function ipOf(text: string | undefined): string | undefined {
  if (text === undefined || text.length < 2 || text.length > 64) return undefined;
  const bare = text.startsWith('::ffff:') || text.startsWith('::FFFF:') ? text.slice(7) : text;
  if (isIpv4(bare)) return bare;
  const zone = text.indexOf('%');
  const v6 = zone < 0 ? text : text.slice(0, zone);
  return isIpv6(v6) ? v6 : undefined;
}

/** 1..65535; undefined for 0, `-` and whatever is no port. */
export function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 5 || !/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
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

function isIpv4(text: string): boolean {
  let parts = 0;
  let digits = 0;
  let value = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at === text.length ? 0x2e : text.charCodeAt(at);
    if (code === 0x2e) {
      if (digits === 0 || value > 255) return false;
      parts += 1;
      digits = 0;
      value = 0;
      continue;
    }
    if (code < 0x30 || code > 0x39 || digits === 3) return false;
    digits += 1;
    value = value * 10 + code - 0x30;
  }
  return parts === 4;
}

function isIpv6(text: string): boolean {
  const gap = text.indexOf('::');
  if ((text.startsWith(':') && gap !== 0) || (text.endsWith(':') && gap !== text.length - 2)) return false;
  if (gap >= 0 && text.indexOf('::', gap + 1) >= 0) return false;
  const groups =
    gap < 0
      ? text.split(':')
      : `${text.slice(0, gap)}:${text.slice(gap + 2)}`.split(':').filter((group) => group !== '');
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return false;
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group));
}
