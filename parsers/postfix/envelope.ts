// The end of a refusal: `...; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<host>` (postscreen puts commas between). All of
// it is the client's text: when its words come twice, nobody knows which are Postfix's, and none is believed.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';
import { put } from '#src/event/put.js';
import { endOfAddress } from './delivery.js';

/** Splits `event.reason`, as a template captured it, into the reason and the envelope. */
export function splitReason(fields: Fields): void {
  const text = fields['event.reason'] as string | undefined;
  const at = text?.indexOf('; from=<') ?? -1;
  if (text === undefined) return;
  if (at < 0) return splitShort(fields, text);
  if (text.indexOf('; from=<', at + 1) >= 0) {
    fields.tags = ['postfix.doubled-envelope'];
    return;
  }
  put(fields, 'event.reason', text.slice(0, at));
  let from = putAddress(fields, 'email.from.address', text, at + 7);
  from = text.indexOf('to=<', from);
  if (from < 0) return;
  from = putAddress(fields, 'email.to.address', text, from + 3);
  const helo = text.indexOf('helo=<', from);
  if (helo >= 0 && text.endsWith('>')) put(fields, 'postfix.helo', text.slice(helo + 6, -1));
}

/** VRFY and EHLO have no sender: `...; to=<bob> proto=SMTP helo=<x>`, `...; proto=SMTP helo=<x>` */
function splitShort(fields: Fields, text: string): void {
  const at = text.search(/; (?:to=<|proto=)/);
  if (at < 0 || text.indexOf(text.startsWith('; to=<', at) ? '; to=<' : '; proto=', at + 1) >= 0) return;
  put(fields, 'event.reason', text.slice(0, at));
  if (text.startsWith('; to=<', at)) putAddress(fields, 'email.to.address', text, at + 5);
  const helo = text.indexOf('helo=<', at);
  if (helo >= 0 && text.endsWith('>')) put(fields, 'postfix.helo', text.slice(helo + 6, -1));
}

const CHECKED_CLIENT = / from (?:local|(\S{1,255})\[([0-9a-fA-F.:]{2,45})\]); from=</g;

/** `Subject: anything from mail.example.org[203.0.113.9]; from=<a> to=<b> proto=ESMTP helo=<x>: 5.7.1 text`: the header is the sender's. */
export function readHeaderCheck(fields: Fields): void {
  const text = fields['event.reason'] as string;
  const clients = [...text.matchAll(CHECKED_CLIENT)];
  if (clients.length !== 1) {
    if (clients.length > 1) fields.tags = ['postfix.doubled-envelope'];
    return;
  }
  const [all, domain, ip] = clients[0]!;
  const at = clients[0]!.index;
  if (ip !== undefined && readIp(ip) !== undefined) {
    put(fields, 'source.ip', ip);
    put(fields, 'source.domain', domain);
  }
  const from = putAddress(fields, 'email.from.address', text, at + all.length - 1);
  const to = text.indexOf('to=<', from);
  const end = to < 0 ? from : putAddress(fields, 'email.to.address', text, to + 3);
  put(fields, 'postfix.header', text.slice(0, at));
  const reason = text.lastIndexOf('>: ');
  if (reason > end) put(fields, 'event.reason', text.slice(reason + 3));
}

function putAddress(
  fields: Fields,
  name: 'email.from.address' | 'email.to.address',
  text: string,
  open: number,
): number {
  const end = endOfAddress(text, open);
  if (end < 0) return open;
  put(fields, name, text.slice(open + 1, end - 1));
  return end;
}
