// What the checkers of passwords say: `pam(alice,203.0.113.9,<session>): pam_authenticate() failed: ...`, in workers behind
// `conn unix:auth-worker (pid=7,uid=97): auth-worker<3>: `. Name and reason are partly the client's text, so an address counts only
// where no second one stands in such a place.

import type { Fields } from '#src/event/event.js';
import { event, LOGON_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

const WORKER = /^conn unix:[\w./-]{1,100} \([\w=,]{1,100}\): auth-worker<\d{1,10}>: /;
const CHECKER = /^([a-z][\w-]{1,30})\(/;
const PEER = /,([0-9a-fA-F.:]{2,45})(?:,<[^>]{0,100}>|,[\w/+]{8,40})?\): /g;
const FAILED =
  /unknown user|password mismatch|authentication failure|authentication failed|failed: |empty username|invalid characters|policy server refusal|disabled|expired|not allowed|no password|invalid credentials|not known to/i;

export function readAuth(text: string): Fields | undefined {
  const words = text.slice(WORKER.exec(text)?.[0].length ?? 0);
  const checker = CHECKER.exec(words);
  if (checker === null) return undefined;
  const peers = [...words.matchAll(PEER)];
  const first = peers[0];
  if (first === undefined) return undefined;
  const isFailed = FAILED.test(words.slice(first.index));
  const fields = event('authentication', LOGON_INFO, isFailed ? 2 : 1, isFailed ? 'failure' : undefined);
  put(fields, 'dovecot.passdb', checker[1]);
  if (peers.length > 1) {
    fields.tags = ['dovecot.doubled-peer'];
    return fields;
  }
  put(fields, 'source.ip', first[1], 'dovecot.rip');
  const name = words.slice(checker[0].length, first.index);
  if (name !== '?') put(fields, 'user.name', name);
  put(fields, 'event.reason', withoutPassword(words.slice(first.index + first[0].length)));
  return fields;
}

/** auth_verbose_passwords: what was typed, in whatever form, is no business of an index. */
function withoutPassword(text: string): string {
  const at = text.indexOf(' (given password: ');
  return at < 0 ? text : text.slice(0, at);
}
