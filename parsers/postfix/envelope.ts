// The end of a refusal: `...; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<host>` (postscreen puts commas between). All of
// it is the client's text: when its words come twice, nobody knows which are Postfix's, and none is believed.

import type { Fields } from '#src/event/event.js';
import { put } from '#src/event/put.js';
import { endOfAddress } from './delivery.js';

/** Splits `event.reason`, as a template captured it, into the reason and the envelope. */
export function splitReason(fields: Fields): void {
  const text = fields['event.reason'] as string | undefined;
  const at = text?.indexOf('; from=<') ?? -1;
  if (text === undefined || at < 0) return;
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
