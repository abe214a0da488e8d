// sendmail 8: `3AKA01: name=value, name=value` of a queue id, and a few sentences. The relay is `host [address]`, told by sendmail; addresses in
// angle brackets are the client's. https://www.proofpoint.com/us/products/email-protection/open-source-email-solution (Operations Guide §2.1)

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
} from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put, putHost } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'sendmail',
  title: 'sendmail',
  contract: '^1.0.0',
  family: 'mail',
  hint: { apps: ['sendmail*', 'sm-mta*', 'sm-msp*', 'sm-que*'] },
  parse,
});

const ID = /^([\w]{8,20}|NOQUEUE): /;
const RELAY = /(?:^|[, ])relay=([^\s,[]{0,253}) ?\[(?:IPv6:)?([^\]\s]{2,64})\]/;

function parse(line: SyslogLine): Fields | undefined {
  const id = ID.exec(line.message);
  const text = line.message.slice(id?.[0].length ?? 0).trimEnd();
  const fields = readValues(text) ?? readSentence(text);
  if (fields !== undefined && id?.[1] !== 'NOQUEUE') put(fields, 'email.local_id', id?.[1]);
  return fields;
}

function readValues(text: string): Fields | undefined {
  if (text.startsWith('from=')) return taken(text);
  if (text.startsWith('to=')) return sent(text);
  if (text.startsWith('ruleset=')) return refused(text);
  if (text.startsWith('AUTH=server, ')) return authenticated(text);
  if (text.startsWith('AUTH failure ')) return refusedLogon(text);
  return text.startsWith('STARTTLS=') ? related(event('mail_connection', NETWORK_INFO, 1), text) : undefined;
}

function taken(text: string): Fields {
  const fields = event('mail_received', EMAIL_INFO, 1, 'success');
  put(fields, 'email.from.address', bare(valueOf(text, 'from=')));
  put(fields, 'sendmail.size', /, size=(\d{1,15}),/.exec(text)?.[1]);
  put(fields, 'email.message_id', bare(/, msgid=(<[^>]{1,500}>|[^,\s]{1,500})/.exec(text)?.[1]));
  return lastRelated(fields, text, 'source');
}

function sent(text: string): Fields {
  const at = text.indexOf(', stat=');
  const status = at < 0 ? '' : text.slice(at + 7);
  const fields = status.startsWith('Sent')
    ? event('mail_sent', EMAIL_INFO, 1, 'success')
    : /^(?:Deferred|queued)/i.test(status)
      ? event('mail_deferred', EMAIL_INFO, 1, 'failure')
      : event('mail_bounced', EMAIL_DENIED, 2, 'failure');
  put(fields, 'email.to.address', bare(valueOf(text, 'to=')));
  put(fields, 'event.reason', status);
  put(fields, 'sendmail.dsn', /, dsn=([\d.]{1,20})/.exec(text)?.[1]);
  return lastRelated(fields, at < 0 ? text : text.slice(0, at), 'destination');
}

/** `ruleset=check_rcpt, arg1=<bob@example.net>, relay=host [203.0.113.9], reject=550 5.7.1 <bob@example.net>... Relaying denied` */
function refused(text: string): Fields {
  const fields = event('mail_rejected', EMAIL_DENIED, 2, 'failure');
  const at = text.indexOf(', reject=');
  put(fields, 'sendmail.ruleset', /^ruleset=(\w{1,40})/.exec(text)?.[1]);
  put(fields, 'event.reason', at < 0 ? undefined : text.slice(at + 9));
  return lastRelated(fields, at < 0 ? text : text.slice(0, at), 'source');
}

/** `AUTH failure (LOGIN): ..., user=<the client's text>, relay=host [203.0.113.9] (may be forged)` */
function refusedLogon(text: string): Fields {
  const fields = event('mail_login', LOGON, 3, 'failure');
  put(fields, 'sendmail.mechanism', /^AUTH failure \(([\w-]{1,40})\)/.exec(text)?.[1]);
  const relayAt = text.lastIndexOf(', relay=');
  const userAt = text.indexOf(', user=');
  if (userAt >= 0 && userAt < relayAt) put(fields, 'user.name', text.slice(userAt + 7, relayAt));
  return lastRelated(fields, text, 'source');
}

function authenticated(text: string): Fields {
  const fields = related(event('mail_login', LOGON, 1, 'success'), text);
  put(fields, 'user.name', /, authid=([^,\s]{1,320}),/.exec(text)?.[1]);
  put(fields, 'sendmail.mechanism', /, mech=([\w-]{1,40})/.exec(text)?.[1]);
  return fields;
}

function readSentence(text: string): Fields | undefined {
  const peer = /^(?:([^\s[]{1,253}) )?\[(?:IPv6:)?([^\]\s]{2,64})\](?: \(may be forged\))? did not issue /.exec(text);
  if (peer !== null) return placed(event('mail_connection', CONNECTION_END, 1), 'source', peer);
  const lost =
    /^(?:lost input channel from|timeout waiting for input from|connect from) (?:([^\s[]{1,253}) )?\[(?:IPv6:)?([^\]\s]{2,64})\]/.exec(
      text,
    );
  if (lost !== null)
    return placed(
      event('mail_connection', text.startsWith('connect') ? CONNECTION_START : CONNECTION_END, 1),
      'source',
      lost,
    );
  const early = /^rejecting commands from (?:([^\s[]{0,253}) )?\[(?:IPv6:)?([^\]\s]{2,64})\] due to /.exec(text);
  if (early !== null) return placed(event('mail_connection', CONNECTION_DENIED, 2, 'failure'), 'source', early);
  const asked =
    /^(?:([^\s[]{1,253}) )?\[(?:IPv6:)?([^\]\s]{2,64})\](?: \(may be forged\))?: (?:EXPN|VRFY|ETRN|expn|vrfy|etrn) .{1,500} \[rejected\]$/.exec(
      text,
    );
  if (asked !== null) return placed(event('mail_rejected', EMAIL_DENIED, 2, 'failure'), 'source', asked);
  const unknown = /^<([^>\s]{1,320})>\.\.\. (.{1,300})$/.exec(text);
  if (unknown !== null) {
    const fields = event('mail_rejected', EMAIL_DENIED, 2, 'failure');
    put(fields, 'email.to.address', unknown[1]);
    put(fields, 'event.reason', unknown[2]);
    return fields;
  }
  const attack =
    /^(?:([^\s[]{1,253}) )?\[(?:IPv6:)?([^\]\s]{2,64})\](?: \(may be forged\))?: (possible SMTP attack|Possible)/.exec(
      text,
    );
  return attack === null ? undefined : placed(event('mail_connection', CONNECTION_ERROR, 3), 'source', attack);
}

function related(fields: Fields, text: string): Fields {
  const relay = RELAY.exec(text);
  return relay === null ? fields : placed(fields, 'source', relay);
}

/** Behind the addresses, so that none of them can play the relay. */
function lastRelated(fields: Fields, text: string, side: 'source' | 'destination'): Fields {
  const at = text.lastIndexOf(', relay=');
  const relay = at < 0 ? null : RELAY.exec(text.slice(at));
  return relay === null ? fields : placed(fields, side, relay);
}

function placed(fields: Fields, side: 'source' | 'destination', found: RegExpExecArray): Fields {
  if (found[1] !== undefined && found[1] !== '') putHost(fields, side, found[1].replace(/\.$/, ''));
  put(fields, `${side}.ip`, found[2], 'sendmail.relay');
  return fields;
}

/** `<a@example.org>` up to its bracket, else up to the comma. */
function valueOf(text: string, name: string): string {
  const isQuoted = text[name.length] === '<';
  const end = text.indexOf(isQuoted ? '>' : ',', name.length);
  return text.slice(name.length, end < 0 ? text.length : end + (isQuoted ? 1 : 0));
}

function bare(text: string | undefined): string | undefined {
  return text?.replaceAll(/^<|>$/g, '');
}
