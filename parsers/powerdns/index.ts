// PowerDNS: the Recursor (classic and structured logging), the Authoritative Server, and dnsdist with its dynamic blocks.
// https://doc.powerdns.com/recursor/appendices/structured_logging.html, https://www.dnsdist.org/reference/actions.html

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { opensWithPair } from '#src/event/own-start.js';
import { defineParser } from '#src/plugin/parser.js';
import { parseStructured } from './structured.js';
import { parseText } from './text.js';

const NAMES: ReadonlySet<string> = new Set(['pdns_recursor', 'pdns-recursor', 'pdns_server', 'pdns', 'dnsdist']);

export default defineParser({
  id: 'powerdns',
  title: 'PowerDNS and dnsdist',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: [...NAMES], contains: [' subsystem="', " wants '", "] question for '", "] answer to question '"] },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  if (app !== undefined && !NAMES.has(app)) return undefined;
  const text = line.message;
  if (text.includes(' subsystem="')) return opensWithPair(line) ? parseStructured(text) : undefined;
  if (app === undefined && line.json !== undefined) return undefined;
  return parseText(text, app !== undefined);
}
