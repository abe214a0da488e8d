// TP-Link Omada controllers: `<134>2026-11-20T10:00:00+01:00 omada1  2026-11-20 10:00:00 Site - - - alice logged in to the controller from ...`:
// logons, clients that join, leave or are refused, DHCP, devices and links. Source: Omada SDN Controller user guide, chapter "Logs".

import type { Fields } from '#src/event/event.js';
import { completeFlow } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'omada',
  title: 'TP-Link Omada',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    contains: [
      ' - - - [',
      ' the controller from ',
      ' - - - DHCP Server ',
      ' - - - Auto Backup ',
      ' - - - Backup Schedule ',
    ],
  },
  parse,
});

const TABLE = new PatternTable(MESSAGES, 'omada');
/** The controller's own time, the site's name, and RFC 5424's empty fields. */
const HEAD = /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (\S.{0,80}?) )?- - - /;

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined) return undefined;
  const head = HEAD.exec(line.message);
  if (head === null && line.dialect !== 'rfc5424') return undefined;
  const text = line.message.slice(head?.[0].length ?? 0).replace(']  went ', '] went ');
  const fields = TABLE.match(text.replace(/#015$/, ''));
  if (fields === undefined) return undefined;
  put(fields, 'omada.site', head?.[1]);
  return completeFlow(fields);
}
