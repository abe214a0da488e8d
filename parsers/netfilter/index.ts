// Packets that the Linux kernel's firewall logged (iptables, nftables, ufw, firewalld, Shorewall, OpenWrt, EdgeOS/VyOS, Asus, Proxmox
// VE, UniFi gateways): one format, with a prefix of the admin's own before it, from which the verdict is read.

import type { Fields } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { putPacket } from './packet.js';
import { readPrefix } from './prefix.js';

/** Who may speak for the kernel: a program's own text may hold such words because a stranger chose them. */
const SPEAKERS = [
  'kernel', 'kern', 'klogd', 'ulogd', 'ulogd2', 'iptables', 'ip6tables', 'nftables', 'ufw', 'firewall', 'firewalld',
  'pve-firewall', 'pvefw-logger', 'shorewall',
]; // prettier-ignore

export default defineParser({
  id: 'netfilter',
  title: 'Linux firewall (iptables, nftables, ufw, Proxmox, UniFi)',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: SPEAKERS, contains: [' SRC=', '>SRC=', ' IPSRC='] },
  priority: -20, // the prefix is anything; whoever knows a line by more goes first
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const { text, at } = startOf(line);
  if (at < 0) return undefined;
  const { rule, description, verdict, time } = readPrefix(text.slice(0, at));
  const fields = flow(verdict ?? 'logged');
  if (!putPacket(fields, text, at)) return undefined;
  if (time !== undefined) fields['@timestamp'] = time;
  put(fields, 'rule.name', rule);
  put(fields, 'rule.description', description);
  return fields;
}

/**
 * Where the packet begins: at `IN=`, which stands right behind the prefix when the admin forgot the blank (`DROPIN=eth0`), or at
 * `OUT=` where the logger leaves `IN=` out. -1: nowhere, or another program's text.
 */
function startOf(line: SyslogLine): { readonly text: string; readonly at: number } {
  const { message, app } = line;
  const source = sourceAt(message);
  const ingress = message.indexOf('IN=');
  const at = ingress >= 0 && ingress < source ? ingress : message.indexOf('OUT=');
  if (at < 0 || at > source || source < 0) return { text: message, at: -1 };
  if (app === undefined)
    return { text: message, at: line.json === undefined && isPlain(message.slice(0, at)) ? at : -1 };
  if (SPEAKERS.includes(app.toLowerCase())) return { text: message, at };
  // A prefix such as `DROP:` or `net-fw:` without a program before it reads like a program's name.
  const isPrefix = at === 0 && app !== undefined && line.pid === undefined && WORDS.test(app);
  return isPrefix ? { text: `${app}: ${message}`, at: app.length + 2 } : { text: message, at: -1 };
}

/** Quotes before the packet are those of somebody else's line (a web server's), but for UniFi's description. */
function isPlain(before: string): boolean {
  return !before.includes('"') || before.includes('] DESCR="');
}

/** What only a firewall is called. */
const WORDS =
  /(?:^|[^a-z])(?:drop|dropped|reject|rejected|accept|accepted|block|blocked|deny|denied|allow|shorewall)(?:$|[^a-z])/i;

function sourceAt(text: string): number {
  const at = text.indexOf(' SRC=');
  return at >= 0 ? at : Math.max(text.indexOf('>SRC='), text.indexOf(' IPSRC='));
}
