// `4XyZ1: to=<bob@example.net>, orig_to=<b@example.org>, relay=mx.example.net[198.51.100.25]:25, delay=1.2, delays=0.1/0/0.5/0.6,
// dsn=2.0.0, status=sent (250 2.0.0 OK)`. Read from the left: the addresses are quoted (RFC 5321 §4.1.2), and what stands in the
// last brackets is the other server's text. http://www.postfix.org/DSN_README.html

import type { Fields } from '#src/event/event.js';
import { EMAIL_DENIED, EMAIL_INFO, event } from '#src/event/kinds.js';
import { put, putHost } from '#src/event/put.js';

const MAX_PARTS = 12;

export function readDelivery(text: string): Fields | undefined {
  const colon = text.indexOf(': to=<');
  if (colon < 5 || colon > 24 || text.lastIndexOf(' ', colon) >= 0) return undefined;
  const parts = readParts(text, colon + 2);
  const status = parts?.get('status');
  if (parts === undefined || status === undefined) return undefined;
  const fields = statusEvent(status.split(' ', 1)[0]!);
  put(fields, 'email.local_id', text.slice(0, colon));
  put(fields, 'email.to.address', parts.get('to'));
  put(fields, 'postfix.orig_to', parts.get('orig_to'));
  putRelay(fields, parts.get('relay') ?? '');
  put(fields, 'postfix.delay', parts.get('delay'));
  put(fields, 'postfix.dsn', parts.get('dsn'));
  put(fields, 'postfix.status', status.split(' ', 1)[0]);
  const open = status.indexOf('(');
  if (open > 0 && status.endsWith(')')) put(fields, 'event.reason', status.slice(open + 1, -1));
  return fields;
}

function readParts(text: string, from: number): ReadonlyMap<string, string> | undefined {
  const parts = new Map<string, string>();
  for (let at = from; at < text.length && parts.size < MAX_PARTS;) {
    const sign = text.indexOf('=', at);
    if (sign < 0) return undefined;
    const name = text.slice(at, sign);
    if (name === 'status') return parts.set(name, text.slice(sign + 1));
    const isAddress = text[sign + 1] === '<';
    const end = isAddress ? endOfAddress(text, sign + 1) : text.indexOf(', ', sign);
    if (end < 0 || !text.startsWith(', ', end)) return undefined;
    parts.set(name, isAddress ? text.slice(sign + 2, end - 1) : text.slice(sign + 1, end));
    at = end + 2;
  }
  return undefined;
}

/** Behind the `>` of `<local@domain>` at `open`, where the local part may be quoted; -1 when there is none. */
export function endOfAddress(text: string, open: number): number {
  let at = open + 1;
  if (text[at] === '"') {
    for (at += 1; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
  }
  return text.indexOf('>', at) + 1 || -1;
}

function statusEvent(status: string): Fields {
  switch (status) {
    case 'sent':
      return event('mail_sent', EMAIL_INFO, 1, 'success');
    case 'deferred':
      return event('mail_deferred', EMAIL_INFO, 1, 'failure');
    case 'bounced':
    case 'undeliverable':
      return event('mail_bounced', EMAIL_DENIED, 2, 'failure');
    default:
      return event('mail_message', EMAIL_INFO, 1);
  }
}

/** `mx.example.net[198.51.100.25]:25`, `mx.example.net[private/dovecot-lmtp]`, `local`, `none` */
function putRelay(fields: Fields, relay: string): void {
  const open = relay.indexOf('[');
  const close = relay.indexOf(']', open);
  if (open < 0 || close < 0) {
    if (relay !== 'none') put(fields, 'postfix.relay', relay);
    return;
  }
  putHost(fields, 'destination', relay.slice(0, open));
  put(fields, 'destination.ip', relay.slice(open + 1, close), 'postfix.relay');
  if (relay[close + 1] === ':') put(fields, 'destination.port', relay.slice(close + 2), 'postfix.relay_port');
}
