// Authelia: logfmt (`time="..." level=error msg="..." remote_ip=203.0.113.9`) or JSON. Both escape quotes, so the message keeps to its place; the
// user in it stands in single quotes, which are not escaped, between words that Authelia wrote.

import type { Fields } from '#src/event/event.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { textOf } from '#src/event/json-fields.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Mapping, putPairs } from '#src/event/mapping.js';
import { readPairs } from '#src/event/pairs.js';
import { opensWithPair } from '#src/event/own-start.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'authelia',
  title: 'Authelia',
  contract: '^1.0.0',
  family: 'application',
  priority: 1,
  hint: {
    apps: ['authelia'],
    contains: [
      'authentication attempt by user',
      'authentication attempt made by user',
      'is not authorized to user',
      'remote_ip=',
      'msg="Authelia v',
    ],
  },
  parse,
});

const MAPPING: Mapping = {
  prefix: 'authelia',
  names: new Map([
    ['remote_ip', 'source.ip'],
    ['method', 'http.request.method'],
    ['path', 'url.path'],
    ['error', 'event.reason'],
  ] as const),
  dropped: new Set(['time', 'msg', 'stack']),
};

function parse(line: SyslogLine): Fields | undefined {
  if (line.json === undefined && !opensWithPair(line)) return undefined;
  const pairs = line.json === undefined ? readPairs(line.message).pairs : pairsOf(line.json);
  const values = new Map([...pairs].reverse()); // the first of each counts
  const message = values.get('msg');
  if (message === undefined || !values.has('level')) return undefined;
  const fields = MESSAGES.match(message);
  if (fields === undefined) return undefined;
  putPairs(fields, MAPPING, pairs);
  const time = readForeignTime(values.get('time'));
  if (time !== undefined) fields['@timestamp'] = time;
  if (fields['user.name'] === '<anonymous>') delete fields['user.name'];
  return fields;
}

function pairsOf(body: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  return ['time', 'level', 'msg', 'remote_ip', 'method', 'path', 'error'].flatMap((name) => {
    const value = textOf(body, name);
    return value === undefined ? [] : [[name, value] as const];
  });
}
