// Postfix's sentences, in the order of its daemons. `<source.domain>[<source.ip>]` is the client as Postfix verified it; what follows
// a client is that client's text. Sources: postfix/src/{smtpd,cleanup,qmgr,smtp,postscreen,anvil,master}.

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
  PROCESS_END,
  PROCESS_ERROR,
  PROCESS_INFO,
  PROCESS_START,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { readHeaderCheck, splitReason } from './envelope.js';

const CLIENT = '<source.domain>[<source.ip>][[:<source.port>]]';
const PEER = '[<source.ip>]:<source.port>';
const ID = '<email.local_id>';
const REJECTED = event('mail_rejected', EMAIL_DENIED, 2, 'failure');
const LEFT = event('mail_connection', CONNECTION_END, 1);
const BROKEN = event('mail_connection', CONNECTION_ERROR, 2);
const TESTED = event('mail_client_checked', EMAIL_INFO, 1, 'success');
const SUSPECTED = event('mail_client_checked', CONNECTION_DENIED, 2, 'failure');
const LOGGED_ON = event('mail_login', LOGON, 1, 'success');
const REFUSED_LOGON = event('mail_login', LOGON, 3, 'failure');
const TLS = event('mail_tls', NETWORK_INFO, 1, 'success');
const QUEUED = event('mail_queued', EMAIL_INFO, 1);
const TOLD = event('mail_message', PROCESS_INFO, 1);
const HELD = event('mail_deferred', EMAIL_INFO, 2);
const UNREACHABLE = event('mail_connection', CONNECTION_ERROR, 1, 'failure');

const smtpd: readonly Pattern[] = [
  [`connect from ${CLIENT}`, event('mail_connection', CONNECTION_START, 1)],
  [`disconnect from ${CLIENT}[[ <postfix.commands:text>]]`, LEFT],
  [`lost connection after <postfix.stage:phrase> (<_:int> bytes) from ${CLIENT}`, LEFT],
  [`lost connection after <postfix.stage:phrase> from ${CLIENT}`, LEFT],
  [`timeout after <postfix.stage:phrase> from ${CLIENT}`, LEFT],
  [`too many errors after <postfix.stage:phrase> from ${CLIENT}`, event('mail_connection', CONNECTION_DENIED, 2)],
  [`${ID}: client=${CLIENT}, sasl_method=<postfix.sasl_method>, sasl_username=<user.name:text>`, LOGGED_ON, cutSender],
  [`${ID}: client=${CLIENT}`, event('mail_received', EMAIL_INFO, 1, 'success')],
  [`${ID}: client=${CLIENT}, orig_queue_id=<postfix.orig_queue_id>, orig_client=<postfix.orig_client:text>`, QUEUED],
  [`${ID}: reject: <postfix.stage> from ${CLIENT}: <event.reason:text>`, REJECTED, splitReason],
  [
    `${ID}: reject_warning: <postfix.stage> from ${CLIENT}: <event.reason:text>`,
    event('mail_message', EMAIL_INFO, 2),
    splitReason,
  ],
  [`${ID}: milter-reject: <postfix.stage> from ${CLIENT}: <event.reason:text>`, REJECTED, splitReason],
  ['proxy-accept: <postfix.stage>: <event.reason:text>', QUEUED, splitReason],
  ['proxy-reject: <postfix.stage>: <event.reason:text>', REJECTED, splitReason],
  [`${ID}: proxy-accept: <postfix.stage>: <event.reason:text>`, QUEUED, splitReason],
  [`${ID}: proxy-reject: <postfix.stage>: <event.reason:text>`, REJECTED, splitReason],
  ...['filter', 'redirect', 'bcc', 'prepend', 'permit', 'info'].map((verb): Pattern => [
    `${ID}: ${verb}: <postfix.stage> from ${CLIENT}: <event.reason:text>`,
    QUEUED,
    splitReason,
  ]),
  [
    `${ID}: warn: <postfix.stage> from ${CLIENT}: <event.reason:text>`,
    event('mail_message', EMAIL_INFO, 2),
    splitReason,
  ],
  ...['hold', 'milter-hold'].map((verb): Pattern => [
    `${ID}: ${verb}: <postfix.stage> from ${CLIENT}: <event.reason:text>`,
    HELD,
    splitReason,
  ]),
  ...['discard', 'milter-discard'].map((verb): Pattern => [
    `${ID}: ${verb}: <postfix.stage> from ${CLIENT}: <event.reason:text>`,
    REJECTED,
    splitReason,
  ]),
  [`warning: Illegal address syntax from ${CLIENT} in <postfix.stage> command: <postfix.command:text>`, BROKEN],
  [
    `warning: ${CLIENT}: SASL <postfix.sasl_method> authentication failed:[[ <event.reason:text>]]`,
    REFUSED_LOGON,
    cutUser,
  ],
  [
    `warning: ${CLIENT}: SASL <postfix.sasl_method> authentication aborted[[: <event.reason:text>]]`,
    REFUSED_LOGON,
    cutUser,
  ],
  [
    'warning: hostname <postfix.hostname> does not resolve to address <source.ip>[[: <event.reason:text>]]',
    event('mail_client_checked', NETWORK_INFO, 2, 'failure'),
  ],
  [
    'warning: <source.ip:ip>: hostname <postfix.hostname> verification failed[[: <event.reason:text>]]',
    event('mail_client_checked', NETWORK_INFO, 2, 'failure'),
  ],
  [
    'warning: <source.ip:ip>: address not listed for hostname <postfix.hostname>',
    event('mail_client_checked', NETWORK_INFO, 2, 'failure'),
  ],
  [`warning: non-SMTP command from ${CLIENT}: <postfix.command:text>`, BROKEN],
  [`improper command pipelining after <postfix.stage> from ${CLIENT}[[: <postfix.command:text>]]`, BROKEN],
  [
    `warning: <event.reason:phrase> limit exceeded: <postfix.count:int> from ${CLIENT} for service <postfix.service>`,
    event('mail_connection', CONNECTION_DENIED, 2),
  ],
  [`SSL_accept error from ${CLIENT}: <event.reason:text>`, event('mail_tls', CONNECTION_ERROR, 2, 'failure')],
  [`TLS SNI <postfix.sni> from ${CLIENT} not matched, using default chain`, event('mail_tls', NETWORK_INFO, 1)],
  [`setting up TLS connection from ${CLIENT}`, event('mail_tls', NETWORK_INFO, 1)],
];

/** How far the other side's certificate was believed comes first: Anonymous, Untrusted, Trusted, Verified. */
const tls: readonly Pattern[] = ['Anonymous', 'Untrusted', 'Trusted', 'Verified'].flatMap((trust): Pattern[] => [
  [`${trust} TLS connection established from ${CLIENT}: <tls.version> with cipher <tls.cipher> (<_:text>`, TLS],
  [
    `${trust} TLS connection established to <destination.domain>[<destination.ip>]:<destination.port>: <tls.version> with cipher <tls.cipher> (<_:text>`,
    TLS,
  ],
]);

/** header_checks and body_checks of cleanup. */
const checks: readonly Pattern[] = ['header', 'body'].flatMap((part): Pattern[] => [
  [`${ID}: reject: ${part} <event.reason:text>`, REJECTED, readHeaderCheck],
  [`${ID}: warning: ${part} <event.reason:text>`, event('mail_message', EMAIL_INFO, 2), readHeaderCheck],
  [`${ID}: hold: ${part} <event.reason:text>`, HELD, readHeaderCheck],
  [`${ID}: discard: ${part} <event.reason:text>`, REJECTED, readHeaderCheck],
  ...['redirect', 'filter', 'prepend', 'replace', 'info'].map((verb): Pattern => [
    `${ID}: ${verb}: ${part} <event.reason:text>`,
    QUEUED,
    readHeaderCheck,
  ]),
]);

const queue: readonly Pattern[] = [
  [`${ID}: resent-message-id=[[<<<email.message_id:text>>]]`, QUEUED],
  [`${ID}: sender delay notification: <postfix.notification>`, event('mail_deferred', EMAIL_INFO, 1)],
  [`${ID}: Cannot start TLS: <event.reason:text>`, event('mail_deferred', EMAIL_INFO, 1, 'failure')],
  [
    `${ID}: host <destination.domain>[<destination.ip>] refused to talk to me: <event.reason:text>`,
    event('mail_deferred', EMAIL_INFO, 1, 'failure'),
  ],
  [
    'SSL_connect error to <destination.domain>[<destination.ip>]:<destination.port>: <event.reason:text>',
    event('mail_tls', CONNECTION_ERROR, 2, 'failure'),
  ],
  [`${ID}: message-id=[[<<<email.message_id:text>>]]`, QUEUED],
  [
    `${ID}: from=<<<email.from.address:text>>, size=<postfix.size:int>, nrcpt=<postfix.recipients:int> (queue active)`,
    QUEUED,
  ],
  [
    `${ID}: from=<<<email.from.address:text>>, status=expired, returned to sender`,
    event('mail_bounced', EMAIL_DENIED, 2, 'failure'),
  ],
  [`${ID}: removed`, event('mail_dequeued', EMAIL_INFO, 1)],
  [`${ID}: uid=<user.id> from=<<<email.from.address:text>>`, event('mail_received', EMAIL_INFO, 1, 'success')],
  [
    `${ID}: sender non-delivery notification: <postfix.notification>`,
    event('mail_bounced', EMAIL_DENIED, 2, 'failure'),
  ],
  [
    `${ID}: host <destination.domain>[<destination.ip>] said: <event.reason:text>`,
    event('mail_deferred', EMAIL_INFO, 1, 'failure'),
  ],
  [
    `${ID}: lost connection with <destination.domain>[<destination.ip>] while <event.reason:text>`,
    event('mail_deferred', EMAIL_INFO, 1, 'failure'),
  ],
  ['connect to <destination.domain>[<destination.ip>]:<destination.port>: <event.reason:text>', UNREACHABLE],
  ['statistics: <postfix.statistic:phrase> for (<postfix.service>:<source.ip:ip>) at <_:text>', TOLD],
  ['statistics: <postfix.statistic:text>', TOLD],
];

const postscreen: readonly Pattern[] = [
  [`CONNECT from ${PEER}[[ to [<destination.ip>]:<destination.port>]]`, event('mail_connection', CONNECTION_START, 1)],
  [`DISCONNECT ${PEER}`, LEFT],
  [`PASS NEW ${PEER}`, TESTED],
  [`PASS OLD ${PEER}`, TESTED],
  [`WHITELISTED ${PEER}`, TESTED],
  [`ALLOWLISTED ${PEER}`, TESTED],
  [`BLACKLISTED ${PEER}`, SUSPECTED],
  [`DENYLISTED ${PEER}`, SUSPECTED],
  [`DNSBL rank <postfix.dnsbl_rank:int> for ${PEER}`, SUSPECTED],
  [`PREGREET <_:int> after <_> from ${PEER}: <postfix.command:text>`, SUSPECTED],
  [`HANGUP after <_> from ${PEER} in <postfix.stage:text>`, LEFT],
  [`COMMAND PIPELINING from ${PEER} after <postfix.stage:phrase>: <postfix.command:text>`, SUSPECTED],
  [`COMMAND TIME LIMIT from ${PEER} after <postfix.stage:text>`, SUSPECTED],
  [`NON-SMTP COMMAND from ${PEER} after <postfix.stage:phrase>: <postfix.command:text>`, SUSPECTED],
  [`COMMAND COUNT LIMIT from ${PEER} after <postfix.stage:text>`, SUSPECTED],
  [`COMMAND LENGTH LIMIT from ${PEER} after <postfix.stage:text>`, SUSPECTED],
  [`BARE NEWLINE from ${PEER} after <postfix.stage:text>`, SUSPECTED],
  ['addr <source.ip:ip> listed by domain <postfix.dnsbl> as <postfix.dnsbl_answer>', SUSPECTED],
];

const master: readonly Pattern[] = [
  ['daemon started -- version <postfix.version>, configuration <_:text>', event('service_started', PROCESS_START, 1)],
  ['reload -- version <postfix.version>, configuration <_:text>', event('service_started', PROCESS_START, 1)],
  ['starting the Postfix mail system', event('service_started', PROCESS_START, 1)],
  ['refreshing the Postfix mail system', event('service_started', PROCESS_START, 1)],
  ['stopping the Postfix mail system', event('service_stopped', PROCESS_END, 2)],
  ['terminating on signal <postfix.signal:int>', event('service_stopped', PROCESS_END, 2)],
  ['warning: <event.reason:text>', event('mail_message', PROCESS_INFO, 2)],
  ['error: <event.reason:text>', event('service_failed', PROCESS_ERROR, 2)],
  ['fatal: <event.reason:text>', event('service_failed', PROCESS_ERROR, 3)],
  ['panic: <event.reason:text>', event('service_failed', PROCESS_ERROR, 3)],
];

/** `alice, sasl_sender=bob`: the name is checked by then, what follows is not. */
function cutSender(fields: Fields): void {
  const at = fields['user.name']?.indexOf(', sasl_sender=') ?? -1;
  if (at > 0) fields['user.name'] = fields['user.name']!.slice(0, at);
}

/** Since 3.8 the reason ends with `, sasl_username=<name>`; the name is the client's text, and the last. */
function cutUser(fields: Fields): void {
  const reason = fields['event.reason'] as string | undefined;
  const at = reason?.indexOf('sasl_username=') ?? -1;
  if (reason === undefined || at < 0) return;
  const name = reason.slice(at + 14).trim();
  if (name !== '' && name !== '(unavailable)') fields['user.name'] = name;
  const before = reason.slice(0, at).replace(/, $/, '').trim();
  if (before === '') delete fields['event.reason'];
  else fields['event.reason'] = before;
}

const HEAD = `${ID}: `;
const all = [...smtpd, ...tls, ...checks, ...queue, ...postscreen, ...master];

/** Sentences of no message. */
const MESSAGES = new PatternTable(
  all.filter(([template]) => !template.startsWith(HEAD)),
  'postfix',
);
/** What stands behind a queue id, so that each begins with words of its own and is found by them. */
const BEHIND_ID = new PatternTable(
  all
    .filter(([template]) => template.startsWith(HEAD))
    .map(([template, ...rest]) => [template.slice(HEAD.length), ...rest]),
  'postfix',
);

/** Hexadecimal, or of letters and digits (enable_long_queue_ids), or NOQUEUE. */
const QUEUE_ID = /^([0-9A-Za-z]{5,24}): /;

export function readSentence(text: string): Fields | undefined {
  const known = MESSAGES.match(text);
  if (known !== undefined) return known;
  const id = QUEUE_ID.exec(text);
  const fields = id === null ? undefined : BEHIND_ID.match(text.slice(id[0].length));
  if (fields !== undefined && id![1] !== 'NOQUEUE') fields['email.local_id'] = id![1]!;
  return fields;
}
