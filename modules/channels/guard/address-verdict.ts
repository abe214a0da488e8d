// May a message go to this address? Metadata services of clouds, link-local, multicast and reserved addresses never; loopback and private
// ones as the settings say. An IPv4 address inside an IPv6 one (mapped, translated, 6to4) is judged as what it stands for.

import ipaddr from 'ipaddr.js';
import { addressTest } from '#src/collector/identify/cidr.js';
import type { TargetRules } from '../settings.js';

/**
 * Why not, as the end of a sentence that begins with the address; undefined: it may.
 * @param isNameAllowed the name it was asked by stands on the list of allowed targets
 */
export function addressRefusal(address: string, rules: TargetRules, isNameAllowed = false): string | undefined {
  const bare = address.split('%')[0]!;
  if (!ipaddr.isValid(bare)) return 'is no address';
  const ip = standsFor(ipaddr.process(bare));
  const range: string = ip.range();
  if (METADATA(ip.toString())) return 'is the metadata service of a cloud';
  if (!TAKEN.has(range) || isV4Compatible(ip)) return `is ${CALLED[range] ?? 'reserved'}: no message goes there`;
  if (addressTest(rules.deny)(ip.toString())) return 'is on the list of denied targets (channels.targets.deny)';
  if (rules.allow.length > 0) {
    if (addressTest(rules.allow)(ip.toString())) return undefined;
    if (!isNameAllowed) return 'is not on the list of allowed targets (channels.targets.allow)';
  }
  if (range === 'loopback' && !rules.loopback) return `is this machine itself. ${LOOPBACK_WAY_OUT}`;
  if (PRIVATE.has(range) && !rules.private)
    return 'is a private address. Switch on channels.targets.private under Settings to send there';
  return undefined;
}

type Ip = ipaddr.IPv4 | ipaddr.IPv6;

const LOOPBACK_WAY_OUT = 'Use its address in the network, or switch on channels.targets.loopback under Settings';

/** Besides those in link-local ranges: AWS (all of its services) and Google over IPv6, Alibaba, Azure's host (168.63.129.16). */
const METADATA = addressTest(['169.254.169.254', 'fd00:ec2::/32', 'fd20:ce::254', '100.100.100.200', '168.63.129.16']);

/** Ranges of ipaddr.js; all others are refused. */
const PRIVATE: ReadonlySet<string> = new Set(['private', 'uniqueLocal', 'carrierGradeNat']);
const TAKEN: ReadonlySet<string> = new Set(['unicast', 'loopback', ...PRIVATE]);
const CALLED: Readonly<Record<string, string>> = {
  unspecified: 'no machine’s address',
  broadcast: 'a broadcast address',
  multicast: 'a multicast address',
  linkLocal: 'link-local, where metadata services answer',
  teredo: 'a tunnel',
};

/** The IPv4 address that it carries, else itself. */
function standsFor(ip: Ip): Ip {
  if (ip.kind() === 'ipv4') return ip;
  const bytes = ip.toByteArray();
  if (ip.match(NAT64) || ip.range() === 'rfc6145') return new ipaddr.IPv4(bytes.slice(12));
  return ip.range() === '6to4' ? new ipaddr.IPv4(bytes.slice(2, 6)) : ip;
}

const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** ::a.b.c.d, which some systems still take for a.b.c.d; not :: and ::1. */
function isV4Compatible(ip: Ip): boolean {
  if (ip.kind() === 'ipv4' || ip.range() === 'loopback') return false;
  return ip
    .toByteArray()
    .slice(0, 12)
    .every((byte) => byte === 0);
}
