// strongSwan's charon (also as pfSense, OPNsense and UniFi run it): `06[IKE] <con1|62> text`. Address, user and verdict stand in different lines
// of one IKE_SA; they are joined by its number. `source` is always the peer, also where a packet is sent to it.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'strongswan',
  title: 'strongSwan IPsec (charon)',
  contract: '^1.0.0',
  family: 'network',
  hint: { apps: ['charon*', 'ipsec*', 'strongswan*'], contains: ['[IKE] ', '[NET] <', '[CFG] <'] },
  join: {
    key: (fields) => fields['strongswan.ike_sa'] as string | undefined,
    carry: ['source.ip', 'source.port', 'user.name'],
    ttlMs: 600_000,
  },
  parse,
});

/** Thread, group of messages, name and number of the IKE_SA. */
const HEAD = /^(?:(\d{2})?\[([A-Z]{3})\] )?(?:<(?:([\w. -]{1,100})\|)?(\d{1,10})> )?/;

function parse(line: SyslogLine): Fields | undefined {
  const [head = '', , group, connection, number] = HEAD.exec(line.message) ?? [];
  if (head === '' && !/^(?:charon|ipsec|strongswan)/i.test(line.app ?? '')) return undefined;
  const fields = MESSAGES.match(line.message.slice(head.length));
  if (fields === undefined) return undefined;
  put(fields, 'strongswan.group', group);
  put(fields, 'strongswan.connection', connection);
  put(fields, 'strongswan.ike_sa', number);
  tidy(fields);
  return fields;
}

/** An identity may be an address or a wildcard, which is nobody. */
function tidy(fields: Fields): void {
  const user = fields['user.name'];
  if (user === undefined || (user !== '%any' && readIp(user) === undefined)) return;
  fields['strongswan.remote_id'] = user;
  delete fields['user.name'];
}
