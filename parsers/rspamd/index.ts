// Rspamd's line a message (rspamd_task_write_log): what it scored and what it told the mail server to do. Names stand before their values, in an order
// that Rspamd fixes; addresses are the sender's text, so each value is looked for behind the one before.
// https://docs.rspamd.com/configuration/logging/ (log_format)

import type { Fields } from '#src/event/event.js';
import { EMAIL_DENIED, EMAIL_INFO, event } from '#src/event/kinds.js';
import type { SyslogLine } from '#src/event/line.js';
import { put } from '#src/event/put.js';
import { defineParser } from '#src/plugin/parser.js';

export default defineParser({
  id: 'rspamd',
  title: 'Rspamd',
  contract: '^1.0.0',
  family: 'mail',
  hint: { apps: ['rspamd*'], contains: ['rspamd_task_write_log: '] },
  parse,
});

const HEAD =
  /rspamd_task_write_log: (?:id: <([^>]{1,500})>, )?(?:qid: <([^>]{1,64})>, )?(?:ip: ([0-9a-fA-F.:]{2,45}), )?(?:user: ([^,]{1,320}), )?(?:from: <([^>]{0,320})>, )?/;
/** `2026-11-20 10:00:01 #321(rspamd_proxy) <1a2b3c>; proxy; `, or nothing: any other words are somebody else's line. */
const BEFORE = /^(?:[\d.: -]{19,30} )?(?:#\d{1,10}\(\w{1,40}\) )?(?:<\w{1,40}>; )?(?:\w{1,40}; )?$/;
const VERDICT = /\(default: ([TF]) \(([a-z ]{1,30})\): \[(-?[\d.]{1,12})\/(-?[\d.]{1,12})\]/;

function parse(line: SyslogLine): Fields | undefined {
  const head = HEAD.exec(line.message.slice(0, 2000));
  if (head === null || !BEFORE.test(line.message.slice(0, head.index))) return undefined;
  const rest = line.message.slice(head.index + head[0].length);
  const verdict = VERDICT.exec(rest);
  if (verdict === null) return undefined;
  const fields = verdictEvent(verdict[2]!);
  put(fields, 'email.message_id', head[1] === 'undef' ? undefined : head[1]);
  put(fields, 'email.local_id', head[2]);
  put(fields, 'source.ip', head[3], 'rspamd.ip');
  put(fields, 'user.name', head[4]);
  put(fields, 'email.from.address', head[5]);
  put(fields, 'rspamd.action', verdict[2]);
  put(fields, 'rspamd.score', verdict[3]);
  put(fields, 'rspamd.required', verdict[4]);
  put(fields, 'email.to.address', /, rcpts: <([^>,]{1,320})/.exec(rest)?.[1]);
  return fields;
}

function verdictEvent(action: string): Fields {
  if (action === 'reject') return event('mail_rejected', EMAIL_DENIED, 2, 'failure');
  if (action === 'soft reject' || action === 'greylist') return event('mail_deferred', EMAIL_INFO, 1, 'failure');
  return event('mail_client_checked', EMAIL_INFO, action === 'no action' ? 1 : 2, 'success');
}
