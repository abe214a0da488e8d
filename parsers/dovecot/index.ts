// Dovecot 2.2 to 2.4: logons to IMAP, POP3, ManageSieve and submission, failed checks, sessions, deliveries. Through syslog the program is
// `dovecot` and the service stands in the message; in its own file the service is the program.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readAuth } from './auth.js';
import { readLogin } from './login.js';
import { MESSAGES } from './messages.js';

export default defineParser({
  id: 'dovecot',
  title: 'Dovecot IMAP and POP3 server',
  contract: '^1.0.0',
  family: 'mail',
  hint: {
    apps: [
      'dovecot*',
      'imap-login',
      'pop3-login',
      'managesieve-login',
      'submission-login',
      'auth-worker*',
      'imap(*',
      'lmtp(*',
      'pop3(*',
    ],
    contains: ['auth-worker(default): ', 'imap-login: ', 'pop3-login: ', 'managesieve-login: ', 'submission-login: '],
  },
  parse,
});

const SERVICE =
  /^((?:imap|pop3|managesieve|submission)-login|auth-worker|auth|imap|pop3|lmtp|lda|managesieve|submission|master|anvil|doveadm|config|stats|log|replicator|indexer-worker)(?:\((?:\d{1,10}|default)\))?: /;

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app ?? '';
  const text = (
    app.toLowerCase().startsWith('dovecot') || app === '' ? line.message : `${app}: ${line.message}`
  ).trimEnd();
  const service = SERVICE.exec(text);
  const words = withoutLevel(service === null ? text : text.slice(service[0].length));
  const fields = service === null ? MESSAGES.match(withoutLevel(text)) : readService(service[1]!, words);
  if (fields === undefined) return undefined;
  if (service !== null) fields['dovecot.service'] = service[1]!;
  return fields;
}

function readService(service: string, words: string): Fields | undefined {
  if (service.endsWith('-login')) return readLogin(words, service.slice(0, -6));
  if (service.startsWith('auth')) return readAuth(words) ?? MESSAGES.match(words);
  return MESSAGES.match(words);
}

/** The file's `Info: `; warnings and errors keep theirs, for it says what they are. */
function withoutLevel(text: string): string {
  return text.startsWith('Info: ') ? text.slice(6) : text;
}
