// Palo Alto Networks PAN-OS 8 to 11: comma-separated values whose columns depend on the type of log (TRAFFIC, THREAT, SYSTEM, CONFIG,
// GLOBALPROTECT, AUTHENTICATION, USERID). https://docs.paloaltonetworks.com/pan-os/11-0/pan-os-admin/monitoring/use-syslog-for-monitoring/syslog-field-descriptions

import type { Fields } from '#src/event/event.js';
import { completeFlow, readDuration } from '#src/event/flow.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { classify } from './classes.js';
import { COLUMNS } from './columns.js';
import { readColumns } from './csv.js';

export default defineParser({
  id: 'paloalto',
  title: 'Palo Alto Networks PAN-OS',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    contains: [',TRAFFIC,', ',THREAT,', ',SYSTEM,', ',CONFIG,', ',GLOBALPROTECT,', ',AUTHENTICATION,', ',USERID,'],
  },
  parse,
});

/** `1,2026/11/20 10:00:01,007051000001,TRAFFIC,end,...`; the first column was once a version. */
const BEGIN = /^[\d.]{0,6},\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d,[\w-]{0,40},[A-Z]{3,20},/;
const GENERATED = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)$/;

function parse(line: SyslogLine): Fields | undefined {
  if (line.app !== undefined || !BEGIN.test(line.message)) return undefined;
  const values = readColumns(line.message);
  const type = values[3] ?? '';
  const columns = COLUMNS.get(type);
  if (columns === undefined) return undefined;
  const named = new Map<string, string>();
  columns.forEach((name, at) => {
    const value = values[at];
    if (name !== '' && value !== undefined && value !== '' && value !== '0.0.0.0') named.set(name, value);
  });
  const fields = classify(type, named);
  for (const [name, value] of named) {
    if (name === 'elapsed' || name === 'generated' || name === 'threat') continue;
    const field = name.includes('.') ? name : `paloalto.${name}`;
    put(fields, field as `${string}.${string}`, value, `paloalto.${name.replaceAll('.', '_')}`);
  }
  const duration = readDuration(named.get('elapsed'));
  if (duration !== undefined) fields['event.duration'] = duration;
  userOf(fields);
  const generated = GENERATED.exec(named.get('generated') ?? '');
  if (generated !== null) fields['@timestamp'] = `${generated[1]}-${generated[2]}-${generated[3]} ${generated[4]}`;
  return completeFlow(fields);
}

/** `example\alice` */
function userOf(fields: Fields): void {
  const name = fields['user.name'] ?? '';
  const backslash = name.lastIndexOf('\\');
  if (backslash <= 0) return;
  fields['user.domain'] = name.slice(0, backslash);
  put(fields, 'user.name', name.slice(backslash + 1));
}
