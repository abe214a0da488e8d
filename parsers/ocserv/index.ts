// OpenConnect's VPN server (ocserv): `main[alice]:203.0.113.7:34197 user logged in`. Process, user and client stand before what is said, in
// brackets and behind them; a name that was only typed stands in quotes at the end.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'ocserv',
  title: 'OpenConnect VPN server (ocserv)',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['ocserv*'] },
  join: {
    key: (fields) => fields['ocserv.session'] as string | undefined,
    carry: ['user.name', 'source.ip'],
    ttlMs: 600_000,
  },
  parse,
});

/** `main[alice]:203.0.113.7:34197 `, `worker[alice]: 203.0.113.7 `, `main: 203.0.113.9:34197 `, `sec-mod: ` */
const HEAD = /^(main|worker|sec-mod(?:\[\d{1,5}\])?)(?:\[([^\]]{1,320})\])?: ?/;
const PEER = /^(\[[0-9a-fA-F:.%]{2,60}\]|[0-9a-fA-F.:]{2,45}?)(?::(\d{1,5}))? (?=\S)/;

function parse(line: SyslogLine): Fields | undefined {
  const head = HEAD.exec(line.message);
  if (head === null) return MESSAGES.match(line.message);
  const rest = line.message.slice(head[0].length);
  const peer = PEER.exec(rest);
  const isPeer = peer !== null && readIp(peer[1]!.replaceAll(/[[\]]/g, '')) !== undefined;
  const fields = MESSAGES.match(isPeer ? rest.slice(peer[0].length) : rest);
  if (fields === undefined) return undefined;
  if (isPeer) {
    put(fields, 'source.ip', peer[1]!.replaceAll(/[[\]]/g, ''));
    put(fields, 'source.port', peer[2]);
  }
  if (fields['user.name'] === undefined && head[2] !== 'unknown') put(fields, 'user.name', head[2]);
  put(fields, 'ocserv.process', head[1]);
  return fields;
}
