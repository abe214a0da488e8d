// Juniper SRX and Junos: structured syslog (`RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.129 reason="TCP FIN" source-address=...]`),
// and logons, commands and commits of every Junos device in either form. https://apps.juniper.net/syslog-explorer/

import type { Fields } from '#src/event/event.js';
import { completeFlow } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';
import { readStructured } from './structured.js';

export default defineParser({
  id: 'juniper',
  title: 'Juniper Junos (SRX, EX, MX)',
  contract: '^1.0.0',
  family: 'network',
  priority: -1, // sshd's lines are linux-auth's first
  hint: {
    apps: ['rt_flow', 'rt_ids', 'rt_utm', 'rt_idp', 'mgd', 'mib2d', 'login', 'sshd'],
    contains: ['[junos@2636', 'RT_FLOW_SESSION_', 'UI_', 'SNMP_TRAP_LINK_'],
  },
  parse,
});

const TABLE = new PatternTable(MESSAGES, 'juniper');
/** `RT_FLOW_SESSION_DENY: ...`: the message's name, where no structured data holds it. */
const NAME = /^([A-Z][A-Z0-9_]{3,60}): /;

function parse(line: SyslogLine): Fields | undefined {
  const id = Object.keys(line.structuredData ?? {}).find((name) => name.startsWith('junos@2636'));
  if (id !== undefined) return readStructured(line.msgid ?? '', line.structuredData![id]!);
  const name = NAME.exec(line.message);
  const fields = name === null ? undefined : TABLE.match(line.message);
  if (fields === undefined) return undefined;
  fields['event.code'] = name![1]!;
  return completeFlow(fields);
}
