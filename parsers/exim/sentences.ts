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

/** @param isCertain the line is Exim's for sure, so that short sentences may be trusted */
export function readSentence(text: string, isCertain: boolean): Fields | undefined {
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
  return daemon(text) ?? (isCertain ? message(text) : undefined);
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
  if (at >= 0) putPeer(fields, 'source', text.slice(at, at + 600));
  else putPeer(fields, 'source', `H=${afterFrom(text).slice(0, 600)}`);
  put(fields, 'exim.stage', found[2]);
  put(fields, 'email.from.address', / F=<([^>\s]{1,320})>/.exec(found[1] ?? '')?.[1]);
  put(fields, 'email.to.address', /^ <([^>\s]{1,320})>/.exec(found[3] ?? '')?.[1]);
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

/** Of a message, where its id is told: `Frozen (delivery error message)`, `Message is frozen`, `Unfrozen by errmsg timer`. */
function message(text: string): Fields | undefined {
  if (!/^(?:Message is frozen|Frozen|Unfrozen|removed by|cancelled by|Spool file is locked)/.test(text))
    return undefined;
  const fields = event('mail_deferred', EMAIL_INFO, 1);
  put(fields, 'event.reason', text.slice(0, 200));
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
  if (text.startsWith('SMTP protocol ') || text.startsWith('TLS error '))
    return peered(event('mail_connection', CONNECTION_ERROR, 2), afterFrom(text));
  if (text.startsWith('no host name found for IP address ')) {
    const fields = event('mail_client_checked', NETWORK_INFO, 1, 'failure');
    put(fields, 'source.ip', text.slice(34).split(' ', 1)[0], 'exim.host');
    return fields;
  }
  return undefined;
}

const isEnd = (text: string): boolean => /\](?::\d{1,5})? (?:I=\S{1,80} )?(?:closed by|lost|D=)/.test(text);

/** The peer stands behind `H=`, else behind the first "from" of a sentence. */
function afterFrom(text: string): string {
  const peer = /(?:^| )H=(?=[\w.([-])/.exec(text);
  if (peer !== null) return text.slice(peer.index).trimStart();
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
