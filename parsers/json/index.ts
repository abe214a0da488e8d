// Fallback for messages that are one JSON object: names that we know become our fields, everything else is kept.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { readPairs } from '#src/event/pairs.js';
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
  if (body === undefined) return readShipped(line);
  const fields: Fields = {};
  putObject(fields, body, putSeed(fields, body));
  return fields;
}

/** A shipper's object whose line no other parser knows: `line.message` is the line, the envelope what stood around it. */
function readShipped({ envelope, message }: SyslogLine): Fields | undefined {
  if (envelope?.kind !== 'json') return undefined;
  const { pairs, share } = readPairs(message);
  if (pairs.length >= 3 && share >= 0.5) return undefined; // kv's
  const { host, app, severity, time, fields } = envelope;
  return {
    ...fields,
    ...(time !== undefined && { '@timestamp': time }),
    ...(host !== undefined && { 'host.name': host }),
    ...(app !== undefined && { 'process.name': app }),
    ...(severity !== undefined && { 'log.syslog.severity.code': severity }),
    message,
  };
}
