// Unbound's other sentences: failed questions, validation, limits, its own start and stop, trouble with servers.

import {
  DNS_ANSWER,
  DNS_BLOCK,
  DNS_ERROR,
  DNS_INFO,
  DNS_SERVER_END as END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START as START,
  putQuestion,
  putQuestionType,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { event } from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const limited = event('dns_rate_limited', DNS_BLOCK, 2, 'failure');
const refused = event('dns_refused', DNS_BLOCK, 2, 'failure');
const upstream = event('dns_server_warning', DNS_ERROR, 2);
const message = event('dns_server_message', INFO, 1);

/** `example.org. A IN` */
const asked = (fields: Fields): void => {
  const what = fields['unbound.what'];
  delete fields['unbound.what'];
  const [name, type] = typeof what === 'string' ? what.split(' ') : [];
  if (name !== undefined) putQuestion(fields, name);
  putQuestionType(fields, type);
};
const servfail = (fields: Fields): void => {
  asked(fields);
  putResponseCode(fields, 'SERVFAIL');
};

const PATTERNS: readonly Pattern[] = [
  ['SERVFAIL <<<unbound.what:phrase>>: <event.reason:text>', event('dns_reply', DNS_ANSWER, 2, 'failure'), servfail],
  [
    'validation failure <<<unbound.what:phrase>>: <event.reason:text>',
    event('dns_validation', DNS_INFO, 2, 'failure'),
    asked,
  ],
  ['validation failure <unbound.what:text>', event('dns_validation', DNS_INFO, 2, 'failure'), asked],
  ['ratelimit exceeded <unbound.zone> <unbound.limit> query <unbound.what:phrase> from <source.ip>', limited, asked],
  ['ratelimit exceeded <unbound.zone> <unbound.limit>[[ <_:text>]]', limited],
  ['ip_ratelimit exceeded <source.ip> <unbound.limit>[[ <unbound.what:text>]]', limited, asked],
  ['refused query from <_> <source.ip> port <source.port><_:text>', refused],
  ['dropped query from <_> <source.ip> port <source.port><_:text>', refused],
  ['connection from <source.ip> port <source.port> refused<_:text>', refused],
  ['remote control connection from <source.ip> port <source.port> denied<_:text>', refused],
  ['remote control failed<event.reason:text>', upstream],
  ['failed connection from <source.ip> port <source.port>', upstream],
  ['remote address is <destination.ip> port <destination.port>', upstream],
  ['ssl handshake failed <destination.ip> port <destination.port>', upstream],
  ['ssl handshake failed <event.reason:text>', upstream],
  ['read (in tcp <_>: <event.reason:phrase> for <destination.ip> port <destination.port>', upstream],
  ['tcp connect: <event.reason:phrase> for <destination.ip> port <destination.port>', upstream],
  ['udp connect failed: <event.reason:phrase> for <destination.ip> port <destination.port>', upstream],
  ['sendto failed: <event.reason:text>', upstream],
  ["can't bind socket: <event.reason:text>", event('dns_server_warning', INFO, 3)],
  ['could not open ports', event('dns_server_stopped', END, 3, 'failure')],
  ['start of service (unbound <unbound.version>).', event('dns_server_started', START, 1)],
  ['Restart of unbound <unbound.version:text>.', event('dns_server_started', START, 1)],
  ['service stopped (unbound <unbound.version>).', event('dns_server_stopped', END, 2)],
  ['init module <_:text>', message],
  ['generate keytag query <unbound.what:text>', event('dns_query', DNS_INFO, 1), asked],
];

const TABLE = new PatternTable(PATTERNS, 'unbound');

/** @param level Unbound's own word: info, notice, warning, error, fatal error, debug */
export function parseServer(text: string, level: string): Fields | undefined {
  const known = TABLE.match(text);
  if (known !== undefined) return known;
  if (level === 'error' || level === 'fatal error') return event('dns_server_warning', INFO, 3);
  if (level === 'warning') return event('dns_server_warning', INFO, 2);
  return level === 'notice' ? { ...message } : undefined;
}
