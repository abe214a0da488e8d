// WordPress with the plugin WP fail2ban, which writes to syslog as `wordpress(www.example.org)`. The address is its own and ends the line.
// https://docs.wp-fail2ban.com/

import type { Fields } from '#src/event/event.js';
import { event, LOGON, WEB_DENIED } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'wordpress',
  title: 'WordPress (WP fail2ban)',
  contract: '^1.0.0',
  family: 'application',
  hint: { apps: ['wordpress*', 'wp(*'] },
  parse,
});

const REFUSED = event('application_login', LOGON, 3, 'failure');
const BLOCKED = event('web_blocked', WEB_DENIED, 2);

const messages: readonly Pattern[] = [
  ['Accepted password for <user.name:text> from <source.ip>', event('application_login', LOGON, 1, 'success')],
  ['Authentication failure for <user.name:text> from <source.ip>', REFUSED],
  ['Authentication attempt for unknown user <user.name:text> from <source.ip>', REFUSED],
  ['Blocked authentication attempt for <user.name:text> from <source.ip>', REFUSED],
  ['REST authentication failure for <user.name:text> from <source.ip>', REFUSED],
  ['REST authentication attempt for unknown user <user.name:text> from <source.ip>', REFUSED],
  ['XML-RPC authentication failure for <user.name:text> from <source.ip>', REFUSED],
  ['XML-RPC authentication attempt for unknown user <user.name:text> from <source.ip>', REFUSED],
  ['XML-RPC authentication failure from <source.ip>', REFUSED],
  ['XML-RPC multicall authentication failure from <source.ip>', REFUSED],
  ['Empty username from <source.ip>', REFUSED],
  ['Blocked user enumeration attempt from <source.ip>', BLOCKED],
  ['Blocked username authentication attempt for <user.name:text> from <source.ip>', REFUSED],
  ['Blocked access from country <wordpress.country:text> from <source.ip>', BLOCKED],
  ['Pingback error <wordpress.error:text> generated from <source.ip>', BLOCKED],
  ['Spam comment <wordpress.comment> from <source.ip>', BLOCKED],
  ['Spammed comment from <source.ip>', BLOCKED],
];
const MESSAGES = new PatternTable(messages, 'wordpress');

function parse(line: SyslogLine): Fields | undefined {
  const fields = MESSAGES.match(line.message);
  if (fields !== undefined) put(fields, 'url.domain', /^\w{2,20}\(([^)]{1,253})\)/.exec(line.app ?? '')?.[1]);
  return fields;
}
