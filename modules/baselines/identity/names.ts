// Names of accounts and machines out of logs, in one spelling each. A name is a stranger’s text: what cannot be one is nobody.

import { readIp } from '#src/event/address.js';

/**
 * `CORP\Alice`, `alice@corp.example`, `Alice ` -> alice. Undefined: nobody one could learn (computer accounts, SYSTEM and its like,
 * placeholders, SIDs, names with control characters). May be longer than MAX_NAME_CHARS.
 */
export function accountName(text: string): string | undefined {
  const slash = text.lastIndexOf('\\');
  if (slash > 0 && SYSTEM_DOMAINS.has(text.slice(0, slash).trim().toLowerCase())) return undefined;
  let name = text.slice(slash + 1).trim();
  const at = name.indexOf('@');
  if (at > 0) name = name.slice(0, at).trimEnd();
  if (name === '' || name.endsWith('$') || hasControl(name)) return undefined;
  name = name.normalize('NFC').toLowerCase();
  return NOBODY.has(name) || isNumbered(name, 'dwm-') || isNumbered(name, 'umfd-') || name.startsWith('s-1-')
    ? undefined
    : name;
}

/** `NT AUTHORITY` and its like: whatever the account is called, it is the machine. */
export function isSystemDomain(domain: string): boolean {
  return SYSTEM_DOMAINS.has(domain.toLowerCase());
}

/** `LAP-7.corp.example`, `\\LAP-7`, `LAP-7$` -> lap-7; an address stays one. Undefined: no name of a machine. */
export function hostName(text: string): string | undefined {
  let name = text.trim();
  while (name.startsWith('\\')) name = name.slice(1);
  const ip = readIp(name);
  if (ip !== undefined) return ip.toLowerCase();
  const dot = name.indexOf('.');
  if (dot > 0) name = name.slice(0, dot);
  if (name.endsWith('$')) name = name.slice(0, -1);
  if (name === '' || name.length > MAX_HOST_CHARS || hasControl(name)) return undefined;
  name = name.normalize('NFC').toLowerCase();
  return NO_HOST.has(name) ? undefined : name;
}

export function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
    if (code >= 0x200b && INVISIBLE.test(text)) return true;
  }
  return false;
}

/** Texts that turn others around or cannot be seen. */
const INVISIBLE = /[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/;
/** RFC 1035 §2.3.4: a label has 63. */
const MAX_HOST_CHARS = 64;

/** Windows calls its own accounts by words of its language; here English, German, French, Spanish, Italian, Dutch. */
const NOBODY: ReadonlySet<string> = new Set([
  '-',
  '?',
  '(null)',
  '(unknown)',
  '(unknown user)',
  'unknown',
  'unknown user',
  'undef',
  'unset',
  'n/a',
  'null',
  'system',
  'système',
  'sistema',
  'local service',
  'lokaler dienst',
  'service local',
  'servicio local',
  'servizio locale',
  'network service',
  'netzwerkdienst',
  'service réseau',
  'servicio de red',
  'servizio di rete',
  'anonymous',
  'anonymous logon',
  'anonymous-anmeldung',
  'anonymous logon ',
  'iusr',
  'local system',
]);

const SYSTEM_DOMAINS: ReadonlySet<string> = new Set([
  'nt authority',
  'nt-autorität',
  'autorite nt',
  'autorité nt',
  'nt service',
  'window manager',
  'font driver host',
  'iis apppool',
  'nt virtual machine',
]);

const NO_HOST: ReadonlySet<string> = new Set(['-', '*', '?', 'localhost', 'unknown', '(null)', 'null', 'none']);

function isNumbered(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length));
}
