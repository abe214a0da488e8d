// WireGuard in the Linux kernel, which speaks only with dynamic debug on (`module wireguard +p`): `wireguard: wg0: Invalid handshake ...`.
// WireGuard knows keys and no names, so there is a peer's number and never a user.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'wireguard',
  title: 'WireGuard (Linux kernel)',
  contract: '^1.0.0',
  family: 'network',
  priority: 1,
  hint: { apps: ['wireguard'], contains: ['wireguard: '] },
  parse,
});

const HEAD = /^(?:\[ {0,10}\d{1,12}\.\d{1,9}\] )?(?:wireguard: )?(?:([\w.@-]{1,32}): )?/;

function parse(line: SyslogLine): Fields | undefined {
  const isOwn = line.app?.toLowerCase() === 'wireguard';
  if (!isOwn && !/^(?:\[[^\]]{0,24}\] )?wireguard: /.test(line.message)) return undefined;
  const head = HEAD.exec(line.message);
  const fields = MESSAGES.match(line.message.slice(head?.[0].length ?? 0));
  if (fields !== undefined) put(fields, 'observer.ingress.interface.name', head?.[1]);
  return fields;
}
