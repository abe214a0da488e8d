// One line of a list to its entries, in the shapes that lists come in: plain, hosts file, CSV, AdBlock, dnsmasq, DNS zone (RPZ).
// `none`: a comment or empty; `bad`: something that is no entry of this kind (a heading, a rule with a path, an exception).

import { domainToASCII } from 'node:url';
import { addressOf } from '../../../query/address.js';

export type ListKind = 'ip' | 'domain' | 'hash';
export type Entries = readonly string[] | 'none' | 'bad';

export function entriesOf(line: string, kind: ListKind): Entries {
  const text = withoutComment(line, kind);
  if (text === '') return 'none';
  if (kind === 'ip') return ipIn(text);
  return kind === 'hash' ? hashIn(text) : domainsIn(text);
}

/** `#`, `;`, `!`, `[` (AdBlock) and `//` begin comments; behind an entry `#` and `;` do where a space stands before them. */
function withoutComment(line: string, kind: ListKind): string {
  const text = line.trim();
  const first = text.charCodeAt(0);
  if (first === 0x23 || first === 0x3b || first === 0x21 || text.startsWith('//')) return '';
  // `[2001:db8::1]:443` is an address.
  if (first === 0x5b && kind === 'domain') return '';
  const end = text.search(/\s[#;]/);
  return end < 0 ? text : text.slice(0, end).trim();
}

/** The first column of CSV or of words; quotes are taken off. */
function firstColumn(text: string): string {
  const end = text.search(/[,;\s]/);
  const column = end < 0 ? text : text.slice(0, end);
  return column.startsWith('"') && column.endsWith('"') && column.length > 1 ? column.slice(1, -1) : column;
}

/** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; `192.0.2.1:443` and `[2001:db8::1]:443` are their addresses. */
function ipIn(text: string): Entries {
  const column = firstColumn(text);
  const colon = column.indexOf(':');
  const base =
    BRACKETS.exec(column)?.[1] ?? (colon > 0 && colon === column.lastIndexOf(':') ? column.slice(0, colon) : column);
  const slash = base.indexOf('/');
  return addressOf(slash < 0 ? base : base.slice(0, slash)) === undefined ? 'bad' : [base];
}

const BRACKETS = /^\[([^\]]+)\](?::\d+)?$/;

/** MD5, SHA-1, SHA-256 or SHA-512 in the first column that has one: behind it may stand hashes of other things. */
function hashIn(text: string): Entries {
  for (const column of text.split(/[\s,;"|]+/, MAX_COLUMNS)) if (HASH.test(column)) return [column.toLowerCase()];
  return 'bad';
}
const MAX_COLUMNS = 12;
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i;

function domainsIn(text: string): Entries {
  if (text.startsWith('||')) return adBlockDomain(text);
  if (text.startsWith('@@') || PASSED_THROUGH.test(text)) return 'bad';
  const dnsmasq = DNSMASQ.exec(text);
  if (dnsmasq !== null) return one(dnsmasq[1]!);
  const words = text.split(/\s+/, MAX_HOSTS + 1);
  if (words.length > 1 && addressOf(words[0]!) !== undefined) {
    const names = words
      .slice(1)
      .map(domainOf)
      .filter((name) => name !== undefined);
    return names.length === 0 ? 'bad' : names;
  }
  return one(firstColumn(text));
}
const MAX_HOSTS = 64;
/** An exception of an RPZ. */
const PASSED_THROUGH = /\sCNAME\s+rpz-passthru\.?$/i;
/** `server=/corp.example/10.0.0.1` has another server asked, and blocks nothing. */
const DNSMASQ = /^(?:address|(?:server|local)(?=\S*\/$))=\/([^/\s]+)\//;

/** `||bad.example^` blocks the name and what is under it; with a path or a condition on who asks it means less than that. */
function adBlockDomain(text: string): Entries {
  const end = text.indexOf('^');
  if (end < 0) return /[/$*]/.test(text) ? 'bad' : one(text.slice(2));
  const rest = text.slice(end + 1);
  return rest === '' || rest === '|' || WHOLE.test(rest) ? one(text.slice(2, end)) : 'bad';
}
const WHOLE = /^\$(?:important|all|document|third-party|popup)$/;

function one(text: string): Entries {
  const name = domainOf(text);
  return name === undefined ? 'bad' : [name];
}

/** `*.bad.example`, `.bad.example` and `bad.example.` are bad.example. One label alone (localhost, a whole TLD) is no entry. */
function domainOf(text: string): string | undefined {
  let name = text.startsWith('*.') ? text.slice(2) : text.startsWith('.') ? text.slice(1) : text;
  if (name.endsWith('.')) name = name.slice(0, -1);
  if (NON_ASCII.test(name)) name = domainToASCII(name);
  if (name.length > 253 || !DOMAIN.test(name) || addressOf(name) !== undefined) return undefined;
  return HOSTS_FILE_OWN.has(name) ? undefined : name;
}
const NON_ASCII = /[^\x00-\x7f]/;
const DOMAIN = /^[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})+$/;
const HOSTS_FILE_OWN = new Set(['localhost.localdomain', 'localhost6.localdomain6']);
