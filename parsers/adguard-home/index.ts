// AdGuard Home: its query log (the file's JSON and the API's), and its own log with the logons to its page.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { parseApiEntry, parseFileEntry } from './query.js';
import { parseServer } from './server.js';

export default defineParser({
  id: 'adguard-home',
  title: 'AdGuard Home',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['adguard*'],
    contains: [
      '"QH":',
      '"client_proto":',
      ' /control/login: ',
      'auth: user "',
      'auth: failed to ',
      'successful login user=',
      ' dnsproxy: ',
      'AdGuard Home',
      'starting adguard home',
    ],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  // Also a container that is named after it: `docker/adguardhome`.
  const isOurs = line.app?.toLowerCase().includes('adguard') === true;
  if (!isOurs && line.app !== undefined) return undefined;
  const { json } = line;
  if (json !== undefined) return parseFileEntry(json) ?? parseApiEntry(json);
  return parseServer(line.message, isOurs);
}
