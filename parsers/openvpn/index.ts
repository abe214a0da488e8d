// OpenVPN servers: who logged on, from where, which address inside they got, and when they left. Lines of one client begin with
// `<address>:<port> ` or `<user>/<address>:<port> ` (client.ts); what follows is known by its first words (lines.ts).

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readAccessServer } from './access-server.js';
import { readClient } from './client.js';
import { event, readSaying } from './lines.js';

export default defineParser({
  id: 'openvpn',
  title: 'OpenVPN (logons, addresses, sessions)',
  contract: '^1.0.0',
  family: 'network',
  hint: {
    apps: ['openvpn*', 'ovpn-*'],
    // its log file has no program name
    contains: [
      '] Peer Connection Initiated with ',
      ' MULTI_sva: ',
      ' MULTI: ',
      ' TLS Auth Error: ',
      ' client-instance ',
      ' TLS Error: ',
      'OpenVPN 2.',
      '[stdout#info] ',
      ' VERIFY ',
      ' OpenSSL: error',
      ' AUTH: Received control message: ',
      ' Peer Connection Initiated with ',
      ' TLS: ',
      ' Authentication succeeded',
      ' SENT CONTROL [',
      ' PUSH: Received control message',
      ' TCP connection established with ',
    ],
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  if (app !== undefined && !app.startsWith('openvpn') && !app.startsWith('ovpn-')) return undefined;
  const server = readAccessServer(line.message);
  if (server !== undefined && 'fields' in server) return server.fields;
  const text = server === undefined ? line.message : server.text;
  if (app === undefined && line.json !== undefined) return undefined;
  const client = readClient(text);
  // A file's lines name no program: there only what has a client before it, or says what nobody else does, is OpenVPN's.
  const isFile = app === undefined;
  if (isFile && client.end === 0 && FILE_ONLY_WITH_CLIENT.some((words) => text.startsWith(words))) return undefined;
  const fields = readSaying(text.slice(client.end), client.end > 0) ?? (isFile ? undefined : event('vpn_message'));
  if (fields === undefined) return undefined;
  if (client.ip !== undefined) fields['source.ip'] ??= client.ip;
  if (client.port !== undefined) fields['source.port'] ??= client.port;
  if (client.user !== undefined) fields['user.name'] ??= client.user;
  return fields;
}

/** Words that other programs begin with as well. */
const FILE_ONLY_WITH_CLIENT = ["user '", 'VERIFY ', 'OpenSSL: ', 'Connection reset', 'Authentication succeeded', '['];
