// Cisco IOS, IOS XE, IOS XR, NX-OS and wireless controllers: `%FACILITY-SEVERITY-MNEMONIC: text`. The texts are those of
// https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sem/messages/sem-xe-book.html and the NX-OS system messages references.

import type { Fields, Level } from '#src/event/event.js';
import { completeFlow, readMac } from '#src/event/flow.js';
import { event, HOST_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { mayStandBefore } from '#src/event/own-start.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { ACCESS } from './access.js';
import { ADMIN } from './admin.js';
import { NETWORK } from './network.js';

export default defineParser({
  id: 'cisco-ios',
  title: 'Cisco IOS, IOS XE, IOS XR, NX-OS',
  contract: '^1.0.0',
  family: 'network',
  hint: { contains: ['-0-', '-1-', '-2-', '-3-', '-4-', '-5-', '-6-', '-7-'] },
  parse,
});

const TABLE = new PatternTable([...ADMIN, ...ACCESS, ...NETWORK], 'cisco_ios');

/** What a header may leave before the mark: sequence number, uptime, host, node of IOS XR. */
const MARK =
  /^([\w.:;*+/() -]{0,100}?(?:\w{1,40}\[\d{1,10}\]: )?)%([A-Z][A-Z0-9_]{1,40}(?:-(?:[A-Z][A-Z0-9_]{0,40}|STBY|SW\d\w{0,10})){0,3})-([0-7])-([A-Z][A-Z0-9_]{1,60})(?:\([^)]{1,40}\))? ?: */;
const OTHERS: ReadonlySet<string> = new Set(['ASA', 'FTD', 'FWSM', 'PIX']);
/** `R0/0: fman_fp_image: `, `Switch 1 R0/0: `, `pam_aaa:` (NX-OS), `aaa.c:3333 ` (AireOS): who of the device said it. */
const PROCESS =
  /^(?:[A-Z][\w ]{0,20}\d?(?:\/\d{1,2}){0,2}: )?(?:[a-z_]{2,30}(?:\[\d{1,10}\])?: ?|[a-z_0-9]{2,40}\.c:\d{1,6} )?/;

function parse(line: SyslogLine): Fields | undefined {
  const mark = markOf(line);
  if (mark === null || OTHERS.has(mark[2]!)) return undefined;
  const [whole, , facility, severity, mnemonic] = mark;
  const text = mark.input.slice(whole.length).trim();
  const fields =
    TABLE.match(`${mnemonic}: ${text}`) ??
    TABLE.match(`${mnemonic}: ${text.replace(PROCESS, '')}`) ??
    event('device_message', HOST_INFO, levelOf(Number(severity)));
  fields['event.code'] = `${facility}-${severity}-${mnemonic}`;
  put(fields, 'cisco_ios.facility', facility);
  tidy(fields);
  return completeFlow(fields);
}

/** IOS XE wraps what its forwarding plane says: `%IOSXE-6-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:001 TS:1 %FW-6-DROP_PKT: ...` */
function markOf(line: SyslogLine): RegExpExecArray | null {
  const { message } = line;
  const mark = MARK.exec(message);
  if (mark === null || !mayStandBefore(line, mark[1]!)) return null;
  if (mark[2] !== 'IOSXE' || mark[4] !== 'PLATFORM') return mark;
  const inner = message.indexOf(' %', mark[0].length);
  return (inner < 0 ? null : MARK.exec(message.slice(inner + 1))) ?? mark;
}

/** Hardware addresses in one spelling. */
function tidy(fields: Fields): void {
  const mac = readMac(fields['source.mac'] as string | undefined);
  if (mac !== undefined) fields['source.mac'] = mac;
}

/** Syslog's 0 (emergency) .. 7 (debug). */
const levelOf = (severity: number): Level => (severity <= 2 ? 3 : severity <= 4 ? 2 : 1);
