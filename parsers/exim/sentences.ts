// Exim's lines that are of no message's way: logons that fail, refusals, connections, the daemon.

import type { Fields } from '#src/event/event.js';
import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  EMAIL_DENIED,
  EMAIL_INFO,
  event,
  LOGON,
  NETWORK_INFO,
  PROCESS_START,
} from '#src/event/kinds.js';
import { put } from '#src/event/put.js';
import { putPeer } from './parts.js';

/** @param isMessage the id of a message stands before it, so that it is Exim's whatever it says */
export function readSentence(text: string, isMessage: boolean): Fields | undefined {
  const failed = text.indexOf(' authenticator failed for ');
  if (failed > 0 && failed < 64) return refusedLogon(text, failed);
  const known = connection(text);
  if (known !== undefined) return known;
  const rejected =
    /^(.{0,600}?)\b(?:temporarily )?rejected ([A-Z]{2,5}|connection|after DATA|EHLO or HELO|MAIL|during MIME ACL checks)\b(.*)$/.exec(
      text,
    );
  if (rejected !== null && PEER_HEAD.test(text)) return refusal(text, rejected);
  const verified = /^H=.{1,400} sender verify (?:fail|defer) for <([^>\s]{0,320})>: (.{1,400})$/.exec(text);
  if (verified !== null) return unverified(text, verified);
  const warned = /^H=.{1,400}?\](?::\d{1,5})? .{0,200}?\bWarning: (.{1,400})$/.exec(text);
  if (warned !== null) {
    const fields = peered(event('mail_message', EMAIL_INFO, 2), text.slice(0, 600));
    put(fields, 'event.reason', warned[1]);
    return fields;
  }
  return daemon(text) ?? (isMessage ? message(text) : undefined);
}

const PEER_HEAD = /^(?:H=|SMTP |\S{1,40} H=|no |F=|U=|rejected )/;

/** `login authenticator failed for (x) [203.0.113.9]:51234: 535 Incorrect authentication data (set_id=root)` */
function refusedLogon(text: string, at: number): Fields {
  const fields = event('mail_login', LOGON, 3, 'failure');
  const peer = text.slice(at + 26);
  putPeer(fields, 'source', peer.startsWith('H=') ? peer : `H=${peer}`);
  put(fields, 'exim.authenticator', text.slice(0, at));
  const setId = text.indexOf('(set_id=', at);
  if (setId > 0 && text.endsWith(')')) put(fields, 'user.name', text.slice(setId + 8, -1));
  const colon = peer.indexOf(']');
  const reason = / (\d{3} [^(]{1,200})/.exec(peer.slice(colon))?.[1];
  put(fields, 'event.reason', reason);
  return fields;
}

/** `H=(x) [203.0.113.9]:51234 F=<a@example.org> rejected RCPT <bob@example.net>: relay not permitted` */
function refusal(text: string, found: RegExpExecArray): Fields {
  const fields = event('mail_rejected', EMAIL_DENIED, 2, 'failure');
  const at = text.indexOf('H=');
  if (at >= 0 && !text.startsWith('rejected ')) putPeer(fields, 'source', text.slice(at, at + 600));
  else putPeer(fields, 'source', `H=${afterFrom(text).slice(0, 600)}`);
  put(fields, 'exim.stage', found[2]);
  put(fields, 'email.from.address', / F=<([^>\s]{1,320})>/.exec(found[1] ?? '')?.[1]);
  put(
    fields,
    found[2] === 'MAIL' ? 'email.from.address' : 'email.to.address',
    /^ <([^>\s]{1,320})>/.exec(found[3] ?? '')?.[1],
  );
  const colon = (found[3] ?? '').indexOf(': ');
  if (colon >= 0) put(fields, 'event.reason', found[3]!.slice(colon + 2));
  return fields;
}

function unverified(text: string, found: RegExpExecArray): Fields {
  const fields = event('mail_client_checked', EMAIL_DENIED, 2, 'failure');
  putPeer(fields, 'source', text.slice(0, text.indexOf(' sender verify ')));
  put(fields, 'email.from.address', found[1]);
  put(fields, 'event.reason', found[2]);
  return fields;
}

/** Whatever else Exim says of a message (`Frozen (delivery error message)`, `DKIM: d=example.org ... [verification succeeded]`). */
function message(text: string): Fields {
  const fields = /^(?:Message is frozen|Frozen)/.test(text)
    ? event('mail_deferred', EMAIL_INFO, 1)
    : event('mail_message', EMAIL_INFO, 1);
  put(fields, 'event.reason', text.slice(0, 500));
  return fields;
}

function connection(text: string): Fields | undefined {
  if (text.startsWith('SMTP connection from '))
    return peered(
      isEnd(text) ? event('mail_connection', CONNECTION_END, 1) : event('mail_connection', CONNECTION_START, 1),
      text.slice(21),
    );
  if (text.startsWith('SMTP call from ')) {
    const fields = peered(event('mail_connection', CONNECTION_DENIED, 2, 'failure'), text.slice(15));
    put(fields, 'event.reason', / dropped: (.{1,200})/.exec(text)?.[1]);
    return fields;
  }
  if (text.startsWith('no MAIL in SMTP connection from '))
    return peered(event('mail_connection', CONNECTION_END, 1), text.slice(32));
  if (text.startsWith('unexpected disconnection '))
    return peered(event('mail_connection', CONNECTION_END, 1), afterFrom(text));
  if (text.startsWith('SMTP command timeout '))
    return peered(event('mail_connection', CONNECTION_END, 1), afterFrom(text));
  if (text.startsWith('SMTP protocol ') || text.startsWith('SMTP syntax error in ')) return misspoken(text);
  if (text.startsWith('TLS error on connection from '))
    return peered(event('mail_connection', CONNECTION_ERROR, 2), text.slice(29));
  if (text.startsWith('TLS error ')) return peered(event('mail_connection', CONNECTION_ERROR, 2), afterFrom(text));
  if (text.startsWith('no host name found for IP address ')) {
    const fields = event('mail_client_checked', NETWORK_INFO, 1, 'failure');
    put(fields, 'source.ip', text.slice(34).split(' ', 1)[0], 'exim.host');
    return fields;
  }
  return undefined;
}

const REFUSED_AT_ONCE = /^SMTP protocol synchronization error \([^)"]{1,120}\): rejected connection from (?=H=)/;

/**
 * `SMTP protocol error in "AUTH LOGIN" H=host [203.0.113.9]:587 text`: what the client said stands before its address, and may behind it
 * (`next input="..."`), with an address of its own; of two nobody knows which is Exim's.
 */
function misspoken(text: string): Fields {
  const fields = event('mail_connection', CONNECTION_ERROR, 2);
  const atOnce = REFUSED_AT_ONCE.exec(text);
  if (atOnce !== null) return peered(fields, text.slice(atOnce[0].length));
  const at = text.indexOf('" H=');
  if (at >= 0 && text.indexOf('" H=', at + 1) < 0) return peered(fields, text.slice(at + 2));
  if (at >= 0) fields.tags = ['exim.doubled-peer'];
  return fields;
}

const isEnd = (text: string): boolean => /\](?::\d{1,5})? (?:I=\S{1,80} )?(?:closed by|lost|D=)/.test(text);

/** The peer stands behind the first "from" of a sentence. */
function afterFrom(text: string): string {
  const at = text.indexOf(' from ');
  return at < 0 ? text : text.slice(at + 6);
}

function peered(fields: Fields, text: string): Fields {
  putPeer(fields, 'source', text.startsWith('H=') ? text : `H=${text}`);
  return fields;
}

function daemon(text: string): Fields | undefined {
  const version = /^exim (\S{1,20}) daemon started/.exec(text)?.[1];
  if (version === undefined) return undefined;
  const fields = event('service_started', PROCESS_START, 1);
  put(fields, 'exim.version', version);
  return fields;
}
