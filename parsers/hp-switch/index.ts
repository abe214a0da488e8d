// Switches of HP, HPE and Aruba: ProCurve and ArubaOS-Switch (`00419 auth: Invalid user name/password on SSH session`), ArubaOS-CX
// (`Event|403|LOG_INFO|AMM|1/1|Link status ...`) and Comware (`%%10SHELL/5/SHELL_LOGIN: ...`). Sources: HPE Event Log Message Reference Guides.

import type { Fields } from '#src/event/event.js';
import { completeFlow, readMac } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { mayStandBefore } from '#src/event/own-start.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { COMWARE, CX, PROCURVE } from './messages.js';

export default defineParser({
  id: 'hp-switch',
  title: 'HP, HPE and Aruba switches',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: [
      'auth',
      'mgr',
      'ports',
      'ffi',
      'ssh',
      'snmp',
      'port-access',
      'dhcp-snoop',
      'dhcp-snooping',
      'arp-protect',
      'tftp',
      'system',
      'ssl',
      'lldp',
    ],
    contains: [
      ' auth: ',
      ' mgr: ',
      ' ports: ',
      ' FFI: ',
      ' ssh: ',
      ' snmp: ',
      ' port-access: ',
      ' dhcp-snoop: ',
      ' arp-protect: ',
      ' system: System reboot',
      'Event|',
      '%%10SHELL',
      '%%10SSH',
      '%%10IFNET',
      '%%10LOGIN',
      '%%10LS/',
      '%%10WEB',
      '%%10CFGMAN',
      '%%SHELL/',
      '%%SSHS/',
    ],
  },
  parse,
});

const PROCURVE_TABLE = new PatternTable(PROCURVE, 'hp_switch');
const CX_TABLE = new PatternTable(CX, 'hp_switch');
const COMWARE_TABLE = new PatternTable(COMWARE, 'hp_switch');

const PROGRAMS: ReadonlySet<string> = new Set([
  'auth',
  'mgr',
  'ports',
  'FFI',
  'ssh',
  'snmp',
  'port-access',
  'dhcp-snoop',
  'dhcp-snooping',
  'arp-protect',
  'tftp',
  'system',
  'ssl',
  'lldp',
]);
/** `00419 auth: `, `auth: ST1-CMDR: `: number, program, and in stacks the member. */
const OWN = /^(?:(\d{5}) )?([a-zA-Z-]{2,14}): +(?:(?:AM\d|ST\d-(?:CMDR|STBY|MMBR)): )?/;
const MEMBER = /^(?:AM\d|ST\d-(?:CMDR|STBY|MMBR)): /;
const EVENT = /^(.{0,100}?)Event\|(\d{1,6})\|LOG_[A-Z]{3,8}\|[^|]{0,40}\|[^|]{0,20}\|/;
/** `%%10SHELL/5/SHELL_LOGIN(l): `: 10 for H3C, which old versions leave out; some say whose it is, too (`-DevIP=192.0.2.2; `). */
const COMWARE_MARK =
  /^(.{0,100}?)%%(?:10)?([A-Z0-9_]{2,20})\/([0-7])\/([A-Z0-9_]{3,60})(?:\([a-z]\))?: +(?:-DevIP=[0-9a-fA-F.:]{2,45}; )?/;

function parse(line: SyslogLine): Fields | undefined {
  const fields = fromComware(line) ?? fromCx(line) ?? fromProCurve(line);
  if (fields === undefined) return undefined;
  const mac = readMac(fields['source.mac'] as string | undefined);
  if (mac !== undefined) fields['source.mac'] = mac;
  return completeFlow(fields);
}

function fromComware(line: SyslogLine): Fields | undefined {
  const mark = COMWARE_MARK.exec(line.message);
  if (mark === null || !mayStandBefore(line, mark[1]!)) return undefined;
  const fields = COMWARE_TABLE.match(`${mark[4]}: ${line.message.slice(mark[0].length)}`);
  if (fields !== undefined) fields['event.code'] = `${mark[2]}/${mark[3]}/${mark[4]}`;
  return fields;
}

function fromCx(line: SyslogLine): Fields | undefined {
  const mark = EVENT.exec(line.message);
  if (mark === null || mark[1]!.trim() !== '') return undefined;
  const fields = CX_TABLE.match(line.message.slice(mark[0].length));
  if (fields !== undefined) fields['event.code'] = mark[2]!;
  return fields;
}

/** Its header has a number before the program, so decoding finds none; as a file or through a relay it may be the program itself. */
function fromProCurve(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined) {
    if (line.pid !== undefined || !PROGRAMS.has(line.app)) return undefined;
    return PROCURVE_TABLE.match(`${line.app}: ${line.message.replace(MEMBER, '')}`);
  }
  const own = OWN.exec(line.message);
  if (own === null || !PROGRAMS.has(own[2]!)) return undefined;
  const fields = PROCURVE_TABLE.match(`${own[2]}: ${line.message.slice(own[0].length)}`);
  if (fields !== undefined && own[1] !== undefined) fields['event.code'] = own[1];
  return fields;
}
