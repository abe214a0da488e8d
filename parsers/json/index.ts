// Fallback for messages that are one JSON object: names that we know become our fields, everything else is kept.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { putObject } from './flatten.js';
import { putSeed } from './seed.js';

export default defineParser({
  id: 'json',
  title: 'JSON objects',
  contract: '^1.0.0',
  family: 'generic',
  hint: {},
  priority: 10, // a JSON object may look like key=value pairs; the reverse does not happen
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const body = line.json;
  if (body === undefined) return undefined;
  const fields: Fields = {};
  putObject(fields, body, putSeed(fields, body));
  return fields;
}
