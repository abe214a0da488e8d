// Exim 4: its main log and reject log, from the file (with a time of its own) or through syslog. A flag behind the message id tells what a line is:
// `<=` arrival, `=>` `->` `>>` delivery, `==` delayed, `**` failed. https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html

import type { Fields } from '#src/event/event.js';
import { EMAIL_DENIED, EMAIL_INFO, event, LOGON } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';
import { putParts, putPeer } from './parts.js';
import { readSentence } from './sentences.js';

export default defineParser({
  id: 'exim',
  title: 'Exim mail server',
  contract: '^1.0.0',
  family: 'mail',
  hint: {
    apps: ['exim*'],
    contains: [
      ' <= ',
      ' => ',
      ' -> ',
      ' == ',
      ' ** ',
      ' authenticator failed for ',
      ' rejected RCPT ',
      ' Completed',
      ' sender verify ',
      ' SMTP connection from ',
      ' SMTP protocol ',
      ' SMTP syntax error in ',
      ' DKIM: d=',
      ' H=(',
      ' H=[',
      ' SMTP call from ',
      ' TLS error on connection ',
      ' rejected after DATA',
      ' rejected connection ',
      ' rejected EHLO ',
      ' rejected HELO ',
      ' no host name found for ',
      ' rejected AUTH',
      ' rejected MAIL',
      ' is frozen',
      ' Frozen (',
      ' SMTP command timeout ',
      ' unexpected disconnection ',
      'daemon started: pid=',
    ],
  },
  parse,
});

const TIME = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: ([+-]\d{4}))? (?:\[(\d{1,10})\] )?/;
/** Before 4.97 `1abCDE-000123-4F`, since then `1rWXYZ-00000000abc-0def`. */
const MESSAGE = /^(\w{6}-\w{6}-\w{2}|\w{6}-\w{11}-\w{4}) /;
const FLAG = /^(<=|=>|->|>>|\*>|==|\*\*|Completed) ?/;

function parse(line: SyslogLine): Fields | undefined {
  const isExim = line.app?.toLowerCase().startsWith('exim') === true;
  const whole = isExim ? line.message : line.searched;
  const time = TIME.exec(whole);
  if (!isExim && time === null) return undefined;
  const text = whole.slice(time?.[0].length ?? 0).trimEnd();
  const id = MESSAGE.exec(text);
  const rest = text.slice(id?.[0].length ?? 0);
  const flag = id === null ? null : FLAG.exec(rest);
  const fields = flag === null ? readSentence(rest, id !== null) : readMessage(flag[1]!, rest.slice(flag[0].length));
  if (fields === undefined) return undefined;
  put(fields, 'email.local_id', id?.[1]);
  if (!isExim && time !== null) fields['@timestamp'] = `${time[1]}${time[2] === undefined ? '' : ` ${time[2]}`}`;
  return fields;
}

function readMessage(flag: string, text: string): Fields {
  switch (flag) {
    case '<=':
      return arrived(text);
    case '==':
      return deferred(text);
    case '**':
      return delivered(event('mail_bounced', EMAIL_DENIED, 2, 'failure'), text);
    case 'Completed':
      return event('mail_dequeued', EMAIL_INFO, 1);
    default:
      return delivered(event('mail_sent', EMAIL_INFO, 1, 'success'), text);
  }
}

/**
 * `a@example.org H=mail.example.org (helo) [203.0.113.9]:51234 P=esmtpsa DN="CN=a" SNI="mx" A=plain:alice S=1234 id=x@example.org`
 *
 * The sender and the message id are a stranger's, quoted parts with blanks in them as well: the peer and who logged on stand between them.
 */
function arrived(text: string): Fields {
  const from = QUOTED_SENDER.exec(text)?.[0] ?? text.split(' ', 1)[0]!;
  const behind = text.slice(from.length).replace(OF_CLIENT, '');
  const said = behind.slice(0, / (?:S|id)=/.exec(behind)?.index);
  const isDoubled = / H=.* H=/.test(said) || / A=.* A=/.test(said) || isUnclear(text.slice(from.length), behind);
  const login = isDoubled ? undefined : / A=[\w-]{1,64}:(\S{1,200})/.exec(said)?.[1];
  const fields =
    login === undefined ? event('mail_received', EMAIL_INFO, 1, 'success') : event('mail_login', LOGON, 1, 'success');
  if (from !== '<>') put(fields, 'email.from.address', from);
  put(fields, 'user.name', login);
  if (isDoubled) fields.tags = ['exim.doubled-peer'];
  else putPeer(fields, 'source', said);
  putParts(fields, behind);
  return fields;
}

/** The client's certificate, and the name of the server that it asked for: no quote within is marked as such. */
const OF_CLIENT = / (?:DN|SNI)="[^"]*"(?= |$)/g;
const SUBJECT = / T="(?:[^"\\]|\\.)*"/;

/** A quote within the client's words ended them early: one is left before the size, or what Exim writes once and in order is not. */
function isUnclear(whole: string, withoutClient: string): boolean {
  if (!/ (?:DN|SNI)="/.test(whole)) return false;
  const [beforeSize = '', , ...further] = withoutClient.replace(SUBJECT, '').split(' S=');
  return further.length > 0 || /"| id=/.test(beforeSize);
}

/** `"a b"@example.org`: a quote or a backslash within has a backslash before it. */
const QUOTED_SENDER = /^"(?:[^"\\]|\\.)*"@\S*/;

const AT_END = / H=[\w.-]{1,253} \[[0-9a-fA-F.:]{2,45}\](?::\d{1,5})?$/;

/** `... T=remote_smtp defer (-44) H=mx.example.net [198.51.100.25]: <its words>`, or the host behind the reason, at the end. */
function deferred(text: string): Fields {
  const fields = delivered(event('mail_deferred', EMAIL_INFO, 1, 'failure'), text);
  const peer = / defer \(/.test(text) ? AT_END.exec(text) : null;
  if (fields['destination.ip'] === undefined && peer !== null) putPeer(fields, 'destination', peer[0]);
  return fields;
}

/** `bob@example.net [<b@example.net>] R=dnslookup T=remote_smtp H=mx.example.net [198.51.100.25]:25[: 550 no such user]` */
function delivered(fields: Fields, text: string): Fields {
  put(fields, 'email.to.address', text.split(' ', 1)[0]);
  const routerAt = text.indexOf(' R=');
  const colon = fields['event.outcome'] === 'failure' ? text.indexOf(': ', Math.max(routerAt, 0)) : -1;
  const said = colon < 0 ? text : text.slice(0, colon);
  putPeer(fields, 'destination', said);
  putParts(fields, said);
  if (colon >= 0) put(fields, 'event.reason', text.slice(colon + 2));
  return fields;
}
