// Postfix (2.x to 3.10) with its companions postgrey and policyd-spf. Each daemon has its own tag (`postfix/smtpd`,
// `postfix/submission/smtpd`); sentences are known by their words (messages.ts), deliveries are read piece by piece (delivery.ts).

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readDelivery } from './delivery.js';
import { readSentence } from './messages.js';
import { readPolicy } from './policy.js';

export default defineParser({
  id: 'postfix',
  title: 'Postfix mail server',
  contract: '^1.0.0',
  family: 'mail',
  hint: { apps: ['postfix*', 'postgrey', 'policyd-spf'] },
  join: {
    key: (fields) => fields['email.local_id'] as string | undefined,
    carry: ['email.from.address', 'email.message_id'],
    ttlMs: 3_600_000,
  },
  parse,
});

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase() ?? '';
  const text = line.message;
  if (app === 'postgrey' || app === 'policyd-spf' || app.startsWith('postfix/policy')) return readPolicy(text);
  const fields = readDelivery(text) ?? readSentence(text);
  if (fields !== undefined) tidy(fields);
  return fields;
}

/** What Postfix writes where it knows no name. */
function tidy(fields: Fields): void {
  if (fields['source.domain'] === 'unknown') delete fields['source.domain'];
}
