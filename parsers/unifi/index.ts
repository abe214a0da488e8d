// Ubiquiti UniFi: events of UniFi Network 9 and UniFi OS in CEF, access points (hostapd, stahtd, wevent, mcad), switches, and the older
// controller's text. What its gateways' firewall logs is read by netfilter, logons over SSH by linux-auth, Suricata by suricata.

import { readCef } from '#src/event/cef.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES, tidyMac } from './access-point.js';
import { readEvent } from './events.js';
import { readStationEvent } from './stahtd.js';

export default defineParser({
  id: 'unifi',
  title: 'Ubiquiti UniFi',
  contract: '^1.0.0',
  family: 'network',
  priority: 1,
  hint: {
    apps: ['hostapd', 'stahtd', 'wevent', 'switch', 'mcad', 'syswrapper'],
    contains: ['|Ubiquiti|', 'wevent.ubnt_custom_event', 'EVENT_STA_', 'STA_ASSOC', 'hostapd: ', 'hostapd['],
  },
  parse,
});

const TABLE = new PatternTable(MESSAGES, 'unifi');
/** `U7PG2,788a20aabbcc,v4.3.20: hostapd: `, `788a20aabbcc,U6-LR-6.6.55+15189: stahtd[123]: `: access points put their own name first. */
const DEVICE = /^\(?"?[\w+.-]{2,40},[\w+.,-]{1,60}"?\)?:? /;
const PROGRAM = /^([a-z][\w-]{1,20})(?:\[\d{1,9}\])?: /;
const PROGRAMS: ReadonlySet<string> = new Set(['hostapd', 'stahtd', 'wevent', 'switch', 'mcad', 'syswrapper']);

function parse(line: SyslogLine): Fields | undefined {
  if (line.message.includes('|Ubiquiti|')) return fromCef(line);
  const [app, text] = programOf(line);
  if (app === undefined || !PROGRAMS.has(app)) return undefined;
  const fields = readStationEvent(text) ?? TABLE.match(text);
  if (fields !== undefined) tidyMac(fields);
  return fields;
}

function programOf({ app, message }: SyslogLine): readonly [string | undefined, string] {
  if (app !== undefined && PROGRAMS.has(app.toLowerCase())) return [app.toLowerCase(), message];
  // Only access points' own tags (`U7PG2,788a20aabbcc,v4.3.20`) have commas in them; any other program speaks for itself.
  if (app !== undefined && !app.includes(',')) return [undefined, message];
  const text = app === undefined ? message.replace(DEVICE, '') : message;
  const program = PROGRAM.exec(text);
  return program === null ? [undefined, text] : [program[1], text.slice(program[0].length)];
}

function fromCef(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined && !line.app.startsWith('CEF')) return undefined;
  const cef = readCef(line.message);
  return cef?.vendor === 'Ubiquiti' ? readEvent(cef) : undefined;
}
