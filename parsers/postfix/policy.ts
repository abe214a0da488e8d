// Policy servers behind Postfix. postgrey: `action=greylist, reason=new, client_name=unknown, client_address=203.0.113.9/32, sender=...,
// recipient=...`; policyd-spf: `550 5.7.23 Message rejected ...` or `Pass; identity=mailfrom; client-ip=203.0.113.9; helo=...; envelope-from=...`.
// Client and verdict stand before whatever the client chose.

import type { Fields } from '#src/event/event.js';
import { EMAIL_DENIED, EMAIL_INFO, event } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

export function readPolicy(text: string): Fields | undefined {
  if (text.startsWith('action=')) return readGreylist(text);
  const clientAt = text.indexOf('client-ip=');
  return clientAt < 0 ? undefined : readSpf(text, clientAt);
}

function readGreylist(text: string): Fields {
  const action = /^action=(\w{1,20})/.exec(text)?.[1] ?? '';
  const isLater = action === 'greylist';
  const fields = isLater
    ? event('mail_client_checked', EMAIL_DENIED, 1, 'failure')
    : event('mail_client_checked', EMAIL_INFO, 1, 'success');
  put(fields, 'postfix.action', action);
  put(fields, 'event.reason', upTo(text, 'reason=', ', '));
  put(fields, 'source.ip', upTo(text, 'client_address=', ', ')?.split('/', 1)[0], 'postfix.client_address');
  put(fields, 'email.from.address', upTo(text, 'sender=', ', '));
  put(fields, 'email.to.address', upTo(text, 'recipient=', ', '));
  return fields;
}

const SPF = /^(?:[\w ]{0,40}: )?(?:prepend Received-SPF: )?(Pass|Fail|Softfail|Neutral|None|Permerror|Temperror)\b/i;

function readSpf(text: string, clientAt: number): Fields | undefined {
  const result = SPF.exec(text)?.[1]?.toLowerCase();
  if (result === undefined) return undefined;
  const isBad = result === 'fail' || result === 'softfail';
  const fields = event(
    'mail_client_checked',
    isBad ? EMAIL_DENIED : EMAIL_INFO,
    isBad ? 2 : 1,
    isBad ? 'failure' : 'success',
  );
  put(fields, 'postfix.spf', result);
  put(fields, 'source.ip', upTo(text.slice(clientAt), 'client-ip=', ';'), 'postfix.client_ip');
  put(fields, 'postfix.helo', upTo(text, 'helo=', ';'));
  put(fields, 'email.from.address', upTo(text, 'envelope-from=', ';')?.replaceAll(/^"|"$/g, ''));
  put(fields, 'email.to.address', upTo(text, 'receiver=', ';'));
  return fields;
}

function upTo(text: string, name: string, separator: string): string | undefined {
  const at = text.indexOf(name);
  if (at < 0) return undefined;
  const end = text.indexOf(separator, at);
  return text.slice(at + name.length, end < 0 ? text.length : end);
}
