// GELF whose message no other parser knows: its own fields. The message in it is offered to all parsers first (src/collector/decode/gelf.ts
// opens it), so that a container's sshd is sshd.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'gelf',
  title: 'GELF (Graylog Extended Log Format)',
  contract: '^1.0.0',
  family: 'generic',
  hint: {},
  priority: -10, // behind json and kv: what the message says of itself counts
  parse,
});

function parse({ envelope, message }: SyslogLine): Fields | undefined {
  if (envelope?.kind !== 'gelf') return undefined;
  const { host, app, severity, time, fields } = envelope;
  return {
    ...fields,
    ...(time !== undefined && { '@timestamp': time }),
    ...(host !== undefined && { 'host.name': host }),
    ...(app !== undefined && { 'process.name': app }),
    ...(severity !== undefined && { 'log.syslog.severity.code': severity }),
    ...(message !== '' && { message }),
  };
}
