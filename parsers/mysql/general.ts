// The general query log: `<time>\t<thread> Connect\tname@host on database using TCP/IP`, of several statements the first line. Statements are kept
// in the raw line only: they hold people's data. https://dev.mysql.com/doc/refman/8.4/en/query-log.html

import type { Fields } from '#src/event/event.js';
import { CONNECTION_END, CONNECTION_START, DATABASE_INFO, event } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { MESSAGES } from './messages.js';

const HEAD =
  /^(?:(\d{4}-\d\d-\d\d[T ] ?\d{1,2}:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?))?[ \t]{1,12}(\d{1,20}) (Connect|Query|Quit|Init DB|Prepare|Execute|Close stmt|Change user|Field List|Statistics|Shutdown)(?:\t|$)/;

/** Written before the server looks at the password: a refusal follows in a line of its own, an accepted logon in none. */
const CONNECTED = event('database_connection', CONNECTION_START, 1);

/** A name may hold signs of its own; host, database and protocol are the server's and end the line. */
const connects: readonly Pattern[] = [
  ['<user.name:text>@<source:host> on <mysql.database> using <mysql.transport:phrase>', CONNECTED],
  ['<user.name:text>@<source:host> as <mysql.proxy_user> on <mysql.database>', CONNECTED],
  ['<user.name:text>@<source:host> as <mysql.proxy_user> on', CONNECTED],
  ['<user.name:text>@<source:host> on <mysql.database>', CONNECTED],
  ['<user.name:text>@<source:host> on', CONNECTED],
];
const CONNECTS = new PatternTable(connects, 'mysql');

export function readGeneral(text: string, isOwn: boolean): Fields | undefined {
  const head = HEAD.exec(text);
  if (head === null || (!isOwn && head[1] === undefined)) return undefined;
  const [whole, time, thread, command] = head;
  const fields = eventOf(command!, text.slice(whole.length).trimEnd());
  put(fields, 'mysql.thread', thread);
  put(fields, 'mysql.command', command);
  fields['network.protocol'] = 'mysql';
  if (time !== undefined) fields['@timestamp'] = time.replace('T', ' ').replace(/ {2}/, ' 0').replace(/Z$/, ' UTC');
  return fields;
}

function eventOf(command: string, words: string): Fields {
  if (command === 'Connect')
    return MESSAGES.match(words) ?? CONNECTS.match(words) ?? event('database_message', DATABASE_INFO, 1);
  return command === 'Quit'
    ? event('database_connection', CONNECTION_END, 1)
    : event('database_message', DATABASE_INFO, 1);
}
