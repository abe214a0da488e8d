// Packets that the Linux kernel's firewall logged (iptables, nftables, ufw, firewalld, Proxmox VE, UniFi gateways): one format, with a
// prefix of the admin's own before it, from which the verdict is read.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { type Packet, readPacket } from './packet.js';
import { readPrefix } from './prefix.js';

export default defineParser({
  id: 'netfilter',
  title: 'Linux firewall (iptables, nftables, ufw, Proxmox, UniFi)',
  contract: '^1.0.0',
  family: 'network',
  hint: { contains: [' SRC='] },
  parse,
});

/** Who may speak for the kernel: a program's own text may hold such words because a stranger chose them. */
const SPEAKERS: ReadonlySet<string | undefined> = new Set([
  undefined,
  'kernel',
  'ulogd',
  'pve-firewall',
  'pvefw-logger',
]);

function parse(line: SyslogLine): Fields | undefined {
  if (!SPEAKERS.has(line.app?.toLowerCase())) return undefined;
  const text = line.message;
  const at = startOf(text);
  const packet = at < 0 ? undefined : readPacket(text, at);
  if (packet === undefined) return undefined;
  const { rule, verdict, time } = readPrefix(text.slice(0, at));
  return {
    ...(time !== undefined && { '@timestamp': time }),
    'event.category': ['network'],
    'event.type': verdict === undefined ? ['connection'] : ['connection', verdict],
    'event.action': verdict === 'denied' ? 'flow_denied' : verdict === 'allowed' ? 'flow_allowed' : 'flow_logged',
    'event.severity': 1,
    ...(rule !== undefined && { 'rule.name': rule }),
    ...fieldsOf(packet),
  };
}

/** Where the packet begins: `IN=` as a word, or `OUT=` where the logger leaves `IN=` out. */
function startOf(text: string): number {
  const found = [' IN=', ' OUT='].map((word) => text.indexOf(word)).filter((at) => at >= 0);
  if (text.startsWith('IN=') || text.startsWith('OUT=')) return 0;
  return found.length === 0 ? -1 : Math.min(...found) + 1;
}

function fieldsOf({ src, dst, sport, dport, proto, ingress, egress }: Packet): Fields {
  return {
    'source.ip': src,
    'destination.ip': dst,
    'network.type': src.includes(':') ? 'ipv6' : 'ipv4',
    ...(sport !== undefined && { 'source.port': sport }),
    ...(dport !== undefined && { 'destination.port': dport }),
    ...(proto !== undefined && { 'network.transport': proto }),
    ...(ingress !== undefined && { 'observer.ingress.interface.name': ingress }),
    ...(egress !== undefined && { 'observer.egress.interface.name': egress }),
  };
}
