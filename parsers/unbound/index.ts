// Unbound, also of pfSense and OPNsense: who asked what and what was answered, what local zones and response policies blocked.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readLocal, readQuestion, readRpz } from './lines.js';
import { parseServer } from './server.js';

export default defineParser({
  id: 'unbound',
  title: 'Unbound',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['unbound*'], contains: ['unbound['] },
  parse,
});

const LEVELS: ReadonlySet<string> = new Set([
  'info',
  'query',
  'reply',
  'notice',
  'warning',
  'error',
  'fatal error',
  'debug',
]);
/** A name has 255 octets at most, and there are two in a line. */
const MAX_WORDS = 14;

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  // Also a container that is named after it: `docker/unbound`.
  if (app !== undefined && !app.includes('unbound')) return undefined;
  const head = readHead(line.message, app !== undefined);
  if (head === undefined) return undefined;
  const fields = readBody(head.level, head.body);
  if (fields === undefined) return undefined;
  fields['log.level'] = head.level;
  if (head.seconds !== undefined) fields['@timestamp'] = Math.round(head.seconds * 1_000);
  if (line.app === undefined) fields['process.name'] = 'unbound';
  if (head.pid !== undefined) fields['process.pid'] = head.pid;
  return fields;
}

function readBody(level: string, body: string): Fields | undefined {
  if (body.startsWith('rpz: applied ')) return readRpz(body);
  const words = body.trimEnd().split(' ', MAX_WORDS);
  return readQuestion(words) ?? readLocal(words) ?? parseServer(body, level);
}

interface Head {
  readonly level: string;
  readonly body: string;
  /** Since 1970, in a log file. */
  readonly seconds: number | undefined;
  readonly pid: number | undefined;
}

/**
 * `[1708012345] unbound[26931:0] info: ` in a log file, `unbound[26931:0] info: ` behind its other kinds of time, and through syslog
 * `[26931:0] info: `, or nothing but the level.
 */
function readHead(text: string, isUnbound: boolean): Head | undefined {
  let at = 0;
  let seconds: number | undefined;
  const file = /^\[(\d{9,11}(?:\.\d{1,6})?)\] /.exec(text);
  if (file !== null) {
    seconds = Number(file[1]);
    at = file[0].length;
  }
  const process = /^(?:unbound)?\[(\d{1,10}):[0-9a-f]{1,10}\]:? /.exec(text.slice(at, at + 40));
  if (process === null && !isUnbound) return undefined;
  if (process !== null) at += process[0].length;
  if (!isUnbound && process?.[0].startsWith('unbound') !== true) return undefined;
  const colon = text.indexOf(': ', at);
  const level = text.slice(at, colon < 0 ? at : colon);
  if (!LEVELS.has(level)) return undefined;
  return { level, body: text.slice(colon + 2), seconds, pid: process === null ? undefined : Number(process[1]) };
}
