// Dovecot's other sentences: sessions that end, deliveries, the server itself. `<pid><session>` behind the user is Dovecot's own.

import type { Fields } from '#src/event/event.js';
import {
  EMAIL_DENIED,
  EMAIL_INFO,
  event,
  PROCESS_END,
  PROCESS_ERROR,
  PROCESS_INFO,
  PROCESS_START,
  SESSION_END,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const SAVED = event('mail_received', EMAIL_INFO, 1, 'success');
const LEFT = event('mail_logout', SESSION_END, 1);
/** `copy from INBOX: box=Trash, uid=5, ...` of the plugin mail_log, Sieve scripts and the like. */
const TOLD = event('mail_message', EMAIL_INFO, 1);
const TROUBLE = event('mail_message', PROCESS_ERROR, 2);

const sessions: readonly Pattern[] = ['imap', 'pop3', 'managesieve', 'submission'].flatMap((service): Pattern[] => [
  [`${service}(<user.name>)[[<<<_>><<<dovecot.session>>]]: <event.reason:text>`, LEFT, sessionEnds],
]);

const deliveries: readonly Pattern[] = ['lmtp', 'lda', 'deliver'].flatMap((service): Pattern[] => [
  [`${service}(<user.name>)[[<<<_>><<<dovecot.session>>]]: <event.reason:text>`, SAVED, delivered],
]);

/** Before 2.3: `lmtp(<pid>, <user>): <session>: msgid=...` */
const oldDeliveries: readonly Pattern[] = [
  ['lmtp(<_:int>, <user.name>): <dovecot.session>: <event.reason:text>', SAVED, delivered],
];

const server: readonly Pattern[] = [
  [
    'Dovecot v<dovecot.version> <_:text> starting up[[ for <dovecot.protocols:phrase> (core dumps disabled)]]',
    event('service_started', PROCESS_START, 1),
  ],
  [
    'Warning: Killed with signal <dovecot.signal:int> (by pid=<_> uid=<user.id> code=<_>)',
    event('service_stopped', PROCESS_END, 2),
  ],
  ['Connect from <source:host>', event('mail_connection', PROCESS_INFO, 1)],
  ['Disconnect from <source.domain>: <event.reason:text>', event('mail_connection', PROCESS_INFO, 1)],
  ['Warning: <event.reason:text>', event('mail_message', PROCESS_INFO, 2)],
  ['Error: <event.reason:text>', TROUBLE],
  ['Fatal: <event.reason:text>', event('service_failed', PROCESS_ERROR, 3)],
  ['Panic: <event.reason:text>', event('service_failed', PROCESS_ERROR, 3)],
];

const ENDS = /^(?:Disconnected|Connection closed|Logged out)/;
const TRANSFER = /\bin=(\d{1,15}) out=(\d{1,15})/;

function sessionEnds(fields: Fields): boolean | void {
  const reason = (fields['event.reason'] as string | undefined)?.replace(/^Info: /, '') ?? '';
  if (/^(?:Error|Warning|Fatal|Panic): /.test(reason)) return void Object.assign(fields, TROUBLE);
  if (!ENDS.test(reason)) return void Object.assign(fields, TOLD);
  const transfer = TRANSFER.exec(reason);
  if (transfer === null) return;
  fields['source.bytes'] = Number(transfer[1]);
  fields['destination.bytes'] = Number(transfer[2]);
}

/** `[sieve: ]msgid=<1@example.org>: saved mail to INBOX`; the id is the sender's text. */
function delivered(fields: Fields): boolean | void {
  const reason = (fields['event.reason'] as string | undefined) ?? '';
  if (/^(?:Error|Warning|Fatal|Panic): /.test(reason)) {
    delete fields['event.outcome'];
    return void Object.assign(fields, TROUBLE);
  }
  const at = reason.indexOf('msgid=');
  const close = reason.indexOf('>: ', at);
  const colon = close < 0 ? reason.lastIndexOf(': ') : close + 1;
  if (at < 0 || at > 40 || colon < at) return false;
  const id = reason.slice(at + 6, colon).replaceAll(/^<|>$/g, '');
  if (id !== '' && id !== 'unspecified') fields['email.message_id'] = id;
  const what = reason.slice(colon + 2);
  fields['event.reason'] = what;
  if (/^(?:rejected|refused|discarded)/.test(what))
    Object.assign(fields, event('mail_rejected', EMAIL_DENIED, 2, 'failure'));
  else if (/^(?:save failed|failed|error)/.test(what))
    Object.assign(fields, event('mail_deferred', EMAIL_DENIED, 2, 'failure'));
}

export const MESSAGES = new PatternTable([...sessions, ...deliveries, ...oldDeliveries, ...server], 'dovecot');
