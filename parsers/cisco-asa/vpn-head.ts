// What stands before the text of VPN messages: whose session it is. Who fails to log on chooses the user name, so the address is looked
// for from the end.
//
//   Group <vpn> User <alice> IP <203.0.113.9> ...     Group vpn User alice IP 203.0.113.9 ...            (113xxx, 716xxx, 722xxx)
//   Group = vpn, Username = alice, IP = 203.0.113.9, ...    IP = 203.0.113.9, ...                       (113019, 713xxx)
//   Local:192.0.2.1:4500 Remote:203.0.113.9:53256 Username:alice ...                                    (750xxx, 751xxx)

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import { putEnd } from '#src/event/flow.js';
import { put, putHost } from '#src/event/put.js';

export interface Head {
  readonly fields: Fields;
  readonly rest: string;
}

export function readHead(text: string): Head | undefined {
  if (text.startsWith('Group <')) return inAngles(text);
  if (text.startsWith('Group = ') || text.startsWith('Username = ') || text.startsWith('IP = '))
    return withEquals(text);
  if (text.startsWith('Group ')) return plain(text);
  return text.startsWith('Local:') ? ofIkev2(text) : undefined;
}

function inAngles(text: string): Head | undefined {
  const user = text.indexOf('> User ');
  const ip = text.lastIndexOf('> IP <') >= 0 ? text.lastIndexOf('> IP <') : text.indexOf(' IP <');
  const end = text.indexOf('>', ip + '> IP <'.length);
  if (user < 0 || ip < user || end < 0) return undefined;
  const name = text.slice(user + '> User '.length, ip).replace(/^</, '');
  const address = text.slice(text.indexOf('<', ip) + 1, end);
  return head(text.slice('Group <'.length, user), name, address, text.slice(end + 1));
}

function plain(text: string): Head | undefined {
  const user = text.indexOf(' User ');
  for (let ip = text.lastIndexOf(' IP '); ip > user && user > 0; ip = text.lastIndexOf(' IP ', ip - 1)) {
    const from = ip + ' IP '.length;
    const blank = text.indexOf(' ', from);
    const end = blank < 0 ? text.length : blank;
    if (readIp(text, from, end) === undefined) continue;
    const name = text.slice(user + ' User '.length, ip);
    return head(text.slice('Group '.length, user), name, text.slice(from, end), text.slice(end));
  }
  return undefined;
}

const WITH_EQUALS = /^(?:Group = (.{0,200}?), )?(?:Username = (.{0,400}), )?IP = ([^, ]{1,64}), (.*)$/s;

function withEquals(text: string): Head | undefined {
  const match = WITH_EQUALS.exec(text);
  return match === null ? undefined : head(match[1], match[2], match[3]!, match[4]!);
}

const IKEV2 =
  /^Local:(\S{1,80}) Remote:(\S{1,80}) Username:(.{0,400}?) (IKEv2 |Received |SA |Negotiation |Failed |DSID |Need |Rekey |.*$)/s;

function ofIkev2(text: string): Head | undefined {
  const match = IKEV2.exec(text);
  if (match === null) return undefined;
  const fields: Fields = {};
  putEnd(fields, 'destination', match[1]!, 'cisco_asa.local');
  putEnd(fields, 'source', match[2]!, 'cisco_asa.remote');
  if (match[3] !== 'Unknown' && readIp(match[3]!) === undefined) put(fields, 'user.name', match[3]);
  const restAt = match[0].length - match[4]!.length;
  return { fields, rest: text.slice(restAt).trim() };
}

/** A tunnel between networks has its peer's address for a user. */
function head(group: string | undefined, user: string | undefined, address: string, rest: string): Head {
  const fields: Fields = {};
  put(fields, 'user.group.name', group);
  if (user !== address) put(fields, 'user.name', user);
  putHost(fields, 'source', address, 'cisco_asa.ip');
  return { fields, rest: rest.trim() };
}
