// MikroTik RouterOS: packets that the firewall logged, and who logged on to the router. Its messages begin with their topics
// (`firewall,info`, `system,error,critical`), which stand where others have a program's name.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readFlow } from './flow.js';
import { readLogon } from './logon.js';

export default defineParser({
  id: 'mikrotik',
  title: 'MikroTik RouterOS (firewall, logons)',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['firewall,*', 'system,*'],
    contains: [' proto ', 'login failure for user ', ' logged in ', ' logged out '],
  },
  parse,
});

/** Topics are lower case words with commas between them, and a space behind the last. */
const TOPICS = /^(?:firewall|system)(?:,[a-z0-9-]{1,20}){1,4} /;

function parse(line: SyslogLine): Fields | undefined {
  const { message } = line;
  const topics = TOPICS.exec(line.app === undefined ? message : `${line.app} `)?.[0];
  if (topics === undefined) return undefined;
  const text = line.app === undefined ? message.slice(topics.length) : message;
  return topics.startsWith('firewall') ? readFlow(text) : readLogon(text);
}
