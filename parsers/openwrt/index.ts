// OpenWrt's own programs: LuCI logons (uhttpd, luci), rpcd, netifd, procd, odhcpd, firewall. Others read the rest: dropbear (linux-auth), dnsmasq,
// hostapd (unifi), the firewall's packets (netfilter). Sources: openwrt/luci, openwrt/netifd, openwrt/procd, openwrt/odhcpd.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'openwrt',
  title: 'OpenWrt',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['luci', 'uhttpd', 'rpcd', 'netifd', 'procd', 'odhcpd', 'sysupgrade', 'firewall', 'mwan3*'] },
  parse,
});

const TABLE = new PatternTable(MESSAGES, 'openwrt');

function parse(line: SyslogLine): Fields | undefined {
  return TABLE.match(line.message);
}
