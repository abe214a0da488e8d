// Cisco ASA, Firepower Threat Defense (FTD), FWSM and PIX: `%ASA-6-302013: Built inbound TCP connection ...`. The texts are those of
// https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/asa-syslog.html and FTD's security events 430001 to 430005.

import type { Fields, Level } from '#src/event/event.js';
import { completeFlow } from '#src/event/flow.js';
import { event, HOST_INFO } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { mayStandBefore } from '#src/event/own-start.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { ADMIN } from './admin.js';
import { tidyEnds } from './ends.js';
import { CONNECTIONS } from './connections.js';
import { DENIED } from './denied.js';
import { readSecurityEvent } from './ftd.js';
import { THREATS } from './threats.js';
import { readHead } from './vpn-head.js';
import { SSL, VPN } from './vpn.js';

export default defineParser({
  id: 'cisco-asa',
  title: 'Cisco ASA and Firepower (FTD)',
  contract: '^1.0.0',
  family: 'network',
  priority: 1,
  hint: { contains: ['%ASA-', '%FTD-', '%FWSM-', '%PIX-'] },
  parse,
});

const TABLE = new PatternTable([...CONNECTIONS, ...DENIED, ...ADMIN, ...THREATS, ...SSL], 'cisco_asa');
const VPN_TABLE = new PatternTable(VPN, 'cisco_asa');

/** `%ASA-6-302013: `, `%ASA-session-6-302013: `; a colon, a host or a number may be left of the header. */
const MARK = /^([\w.:;*\- ]{0,80}?)%(?:ASA|FTD|FWSM|PIX)-(?:[a-z]{1,24}-)?([0-7])-(\d{6}): */;

function parse(line: SyslogLine): Fields | undefined {
  const mark = MARK.exec(line.message);
  if (mark === null || !mayStandBefore(line, mark[1]!)) return undefined;
  const [whole, , severity, code] = mark;
  const text = line.message.slice(whole.length).trim();
  const fields = said(code!, text) ?? event('device_message', HOST_INFO, levelOf(Number(severity)));
  fields['event.code'] = code!;
  tidyEnds(fields);
  withoutHiddenName(fields);
  return completeFlow(fields);
}

function said(code: string, text: string): Fields | undefined {
  if (code >= '430001' && code <= '430005') return readSecurityEvent(code, text);
  const head = readHead(text);
  if (head === undefined) return TABLE.match(text) ?? TABLE.match(plainColons(text));
  const fields = VPN_TABLE.match(head.rest) ?? event('vpn_message', HOST_INFO, 1);
  return Object.assign(fields, head.fields, { 'event.severity': fields['event.severity'] });
}

/** ASA writes asterisks for a name that it does not know (`logging hide username`): many names, and none of an account. */
function withoutHiddenName(fields: Fields): void {
  if (!/^\*+$/.test(fields['user.name'] ?? '')) return;
  delete fields['user.name'];
  fields['cisco_asa.invalid_user'] = true;
}

/** Releases differ in the blanks before colons: `Rejected : reason = x : user = y`. */
function plainColons(text: string): string {
  return text.replaceAll(' : ', ': ').replaceAll(' , ', ', ').replaceAll('=  ', '= ');
}

/** Syslog's 0 (emergency) .. 7 (debug). */
const levelOf = (severity: number): Level => (severity <= 2 ? 3 : severity <= 4 ? 2 : 1);
