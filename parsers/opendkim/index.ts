// OpenDKIM and OpenDMARC: signatures made and checked, policies passed or failed, by queue id. https://linux.die.net/man/5/opendkim.conf

import type { Fields } from '#src/event/event.js';
import { EMAIL_DENIED, EMAIL_INFO, event, PROCESS_START } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'opendkim',
  title: 'OpenDKIM and OpenDMARC',
  contract: '^1.0.0',
  family: 'mail',
  hint: { apps: ['opendkim', 'opendmarc'] },
  parse: (line: SyslogLine): Fields | undefined => MESSAGES.match(line.message),
});

const PASSED = event('mail_client_checked', EMAIL_INFO, 1, 'success');
const FAILED = event('mail_client_checked', EMAIL_DENIED, 2, 'failure');
const TOLD = event('mail_message', EMAIL_INFO, 1);
const ID = '<email.local_id>';

/** Sources: opendkim/opendkim.c, opendmarc/opendmarc.c */
const messages: readonly Pattern[] = [
  [`${ID}: DKIM-Signature field added (s=<opendkim.selector>, d=<opendkim.domain>)`, TOLD],
  [`${ID}: DKIM verification successful`, PASSED],
  [`${ID}: s=<opendkim.selector> d=<opendkim.domain> a=<opendkim.algorithm> SSL[[ <event.reason:text>]]`, FAILED],
  [`${ID}: bad signature data`, FAILED],
  [`${ID}: key retrieval failed (s=<opendkim.selector>, d=<opendkim.domain>)[[: <event.reason:text>]]`, FAILED],
  [`${ID}: [<source.ip>] [<_>] not internal`, TOLD],
  [`${ID}: <source.domain> [<source.ip>] not internal`, TOLD],
  [`${ID}: not authenticated`, TOLD],
  [`${ID}: no signature data`, TOLD],
  [`${ID}: no signing table match for '<email.from.address:text>'`, TOLD],
  [`${ID}: <opendkim.domain> pass`, PASSED],
  [`${ID}: <opendkim.domain> fail`, FAILED],
  [`${ID}: <opendkim.domain> none`, TOLD],
  [`${ID}: SPF(mailfrom): <opendkim.domain:text> pass`, PASSED],
  [`${ID}: SPF(mailfrom): <opendkim.domain:text> fail`, FAILED],
  ['OpenDKIM Filter v<opendkim.version> starting[[ (args: <_:text>)]]', event('service_started', PROCESS_START, 1)],
];
const MESSAGES = new PatternTable(messages, 'opendkim');
