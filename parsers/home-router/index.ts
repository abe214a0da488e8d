// Home routers beside OpenWrt: AsusWRT (Merlin), DD-WRT, Tomato/FreshTomato, EdgeOS and VyOS: logons to their web pages, wireless clients,
// changed configurations. Their packets are netfilter's, dropbear linux-auth's. Sources: router/httpd of mirror/dd-wrt, asuswrt-merlin.

import type { Fields } from '#src/event/event.js';
import { readMac } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'home-router',
  title: 'AsusWRT, DD-WRT, Tomato, EdgeOS, VyOS',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['httpd', 'wlceventd', 'rc_service', 'commit', 'wanduck', 'ubnt-fan-speed'],
    contains: ['wlceventd_proc_event('],
  },
  parse,
});

const TABLE = new PatternTable(MESSAGES, 'home_router');
/** AsusWRT's own log function gives the title of the message as the program: `HTTP login: ...`; the oldest write `syslog: `. */
const PROGRAMS: ReadonlySet<string> = new Set(['httpd', 'wlceventd', 'rc_service', 'commit', 'wanduck', 'syslog']);
/** `wlceventd_proc_event(685): ` */
const PLACE = /^wlceventd_proc_event\(\d{1,6}\): /;

function parse(line: SyslogLine): Fields | undefined {
  if (line.app === undefined || !PROGRAMS.has(line.app)) return undefined;
  const text = line.message.replace(PLACE, '');
  if (line.app === 'syslog' && text === line.message) return undefined;
  const fields = TABLE.match(text);
  const mac = readMac(fields?.['source.mac'] as string | undefined);
  if (fields !== undefined && mac !== undefined) fields['source.mac'] = mac;
  return fields;
}
