// The ends of connections as ASA writes them, `outside:203.0.113.9/443 (198.51.100.7/443)(LOCAL\alice)`: interface, real address and
// port, the address it is translated to, the user. Templates capture them whole; here they are taken apart.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import type { FieldName } from '#src/event/fields.js';
import { putEnd, readDuration } from '#src/event/flow.js';
import { put } from '#src/event/put.js';

/** Makes fields of `cisco_asa.from`, `.to`, `.translated`, `.took`, and takes those away. */
export function tidyEnds(fields: Fields): void {
  take(fields, 'cisco_asa.from', (text) => putAsaEnd(fields, 'source', text));
  take(fields, 'cisco_asa.to', (text) => putAsaEnd(fields, 'destination', text));
  take(fields, 'cisco_asa.took', (text) => {
    const duration = readDuration(text);
    if (duration !== undefined) fields['event.duration'] = duration;
    else put(fields, 'cisco_asa.duration', text);
  });
  take(fields, 'cisco_asa.translated', (text) => {
    const [address = '', port] = text.slice(interfaceOf(text).length).replace(/^:/, '').split('/');
    put(fields, 'source.nat.ip', address, 'cisco_asa.translated');
    put(fields, 'source.nat.port', port);
  });
  const transport = fields['network.transport'] as string | undefined;
  if (transport?.startsWith('protocol ') === true) fields['network.transport'] = transport.slice('protocol '.length);
}

function take(fields: Fields, name: FieldName, use: (text: string) => void): void {
  const text = fields[name] as string | undefined;
  if (text === undefined) return;
  delete fields[name];
  use(text.trim());
}

/** What stands in brackets behind the end; there may be two. */
const BRACKETS = / ?\(([^()]{0,200})\)$/;
const ADDRESS_AND_PORT = /^([0-9a-fA-F.:]{2,45})(?:\/(\d{1,5}))?$/;
const SIDES = { source: 'ingress', destination: 'egress' } as const;

function putAsaEnd(fields: Fields, side: 'source' | 'destination', whole: string): void {
  let text = whole;
  for (let n = 0; n < 3; n += 1) {
    const brackets = BRACKETS.exec(text);
    if (brackets === null) break;
    text = text.slice(0, brackets.index);
    putBrackets(fields, side, brackets[1]!);
  }
  const name = interfaceOf(text);
  if (name !== '') put(fields, `observer.${SIDES[side]}.interface.name`, name);
  putEnd(fields, side, name === '' ? text : text.slice(name.length + 1), `cisco_asa.${side}`, '/');
}

/** `inside:192.0.2.1/80` or `inside/192.0.2.1`; an address alone has none. */
function interfaceOf(text: string): string {
  const slash = text.lastIndexOf('/');
  if (readIp(text) !== undefined || (slash > 0 && readIp(text, 0, slash) !== undefined)) return '';
  const colon = text.indexOf(':');
  return colon > 0 ? text.slice(0, colon) : '';
}

/** A translated address, an ICMP type, or a user: `LOCAL\alice`, `alice`. */
function putBrackets(fields: Fields, side: 'source' | 'destination', text: string): void {
  const address = ADDRESS_AND_PORT.exec(text);
  if (address !== null && readIp(address[1]!) !== undefined) {
    put(fields, `${side}.nat.ip`, address[1]);
    if (address[2] !== undefined && address[2] !== '0') put(fields, `${side}.nat.port`, address[2]);
  } else if (text.startsWith('type ')) {
    put(fields, 'cisco_asa.icmp', text);
  } else if (text !== '' && !text.includes('/')) {
    putUser(fields, side, text);
  }
}

/** The user of the destination is no actor; a domain stands before the backslash. */
function putUser(fields: Fields, side: 'source' | 'destination', text: string): void {
  const backslash = text.lastIndexOf('\\');
  put(fields, side === 'source' ? 'user.name' : 'destination.user.name', text.slice(backslash + 1));
  if (backslash > 0 && side === 'source') put(fields, 'user.domain', text.slice(0, backslash));
}
