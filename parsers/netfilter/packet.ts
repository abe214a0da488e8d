// The packet itself: `IN=eth0 OUT= MAC=... SRC=192.0.2.1 DST=... LEN=60 ... PROTO=TCP SPT=1 DPT=2 ... SYN`, as the kernel's
// nf_log_syslog.c writes it. An ICMP error quotes the packet it answers in brackets: reading ends there. Old Asus and Tomato
// firmware writes a kernel level amid it (`<1>SRC=`).

import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { completeFlow } from '#src/event/flow.js';
import { put } from '#src/event/put.js';

const FIELDS: ReadonlyMap<string, FieldName> = new Map<string, FieldName>([
  ['SRC', 'source.ip'],
  ['DST', 'destination.ip'],
  ['SPT', 'source.port'],
  ['DPT', 'destination.port'],
  ['PROTO', 'network.transport'],
  ['IN', 'observer.ingress.interface.name'],
  ['OUT', 'observer.egress.interface.name'],
  ['IPSRC', 'source.ip'],
  ['IPDST', 'destination.ip'],
  ['UID', 'user.id'],
]);
/**
 * Kept as they are; the rest of a packet's header says nothing that people look for. Its MAC is the last router's, not the
 * source's, so it is no `source.mac`.
 */
const KEPT: ReadonlySet<string> = new Set([
  'MAC',
  'MACSRC',
  'MACDST',
  'LEN',
  'TTL',
  'HOPLIMIT',
  'TYPE',
  'CODE',
  'ID',
  'MARK',
  'PHYSIN',
  'PHYSOUT',
  'VPROTO',
  'VID',
  'GID',
  'WINDOW',
  'OPCODE',
]);
const FLAGS: ReadonlySet<string> = new Set(['SYN', 'ACK', 'FIN', 'RST', 'PSH', 'URG', 'ECE', 'CWR']);

const MAX_WORDS = 80;

/** Adds the packet at `at` of `text`; false when it is none: it names no two ends. */
export function putPacket(fields: Fields, text: string, at: number): boolean {
  const seen = new Set<string>();
  const flags: string[] = [];
  for (let from = at, words = 0; from < text.length && words < MAX_WORDS; words += 1) {
    const space = text.indexOf(' ', from);
    const to = space < 0 ? text.length : space;
    if (text[from] === '[') break;
    if (text[from] === '<' && text[from + 2] === '>') from += 3;
    const equals = text.indexOf('=', from);
    if (equals > from && equals < to) putWord(fields, seen, text.slice(from, equals), text.slice(equals + 1, to));
    else if (to - from === 3 && FLAGS.has(text.slice(from, to))) flags.push(text.slice(from, to));
    from = to + 1;
  }
  if (!(seen.has('SRC') && seen.has('DST')) && !(seen.has('IPSRC') && seen.has('IPDST'))) return false;
  if (flags.length > 0) fields['netfilter.flags'] = flags.join(',');
  completeFlow(fields);
  if (seen.has('IPSRC')) fields['network.type'] = 'arp';
  return true;
}

/** The first of a name counts: a UDP packet has two lengths. */
function putWord(fields: Fields, seen: Set<string>, name: string, value: string): void {
  if (seen.has(name) || value === '') return;
  const field = FIELDS.get(name);
  if (field !== undefined) put(fields, field, value, `netfilter.${name}`);
  else if (KEPT.has(name)) put(fields, `netfilter.${name}`, value);
  else return;
  seen.add(name);
}
