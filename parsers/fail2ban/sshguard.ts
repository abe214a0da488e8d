// SSHGuard: `Attack from "203.0.113.9" on service SSH with danger 10.`, `Blocking "203.0.113.9/32" for 120 secs (3 attacks in 1 secs, ...)`,
// `203.0.113.9: unblocking after 121 secs`; before 2.0 `Blocking 203.0.113.9:4 for >630secs: ...`.

import type { Fields } from '#src/event/event.js';
import { event, INTRUSION_DENIED, INTRUSION_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

export function readSshguard(text: string): Fields | undefined {
  const attack = /^Attack from ["]([^"\s]{1,64})" on service (.{1,60}) with danger (\d{1,6})/.exec(text);
  if (attack !== null) {
    const fields = event('attack_seen', INTRUSION_INFO, 2);
    put(fields, 'source.ip', attack[1], 'fail2ban.address');
    put(fields, 'fail2ban.jail', attack[2]);
    put(fields, 'fail2ban.danger', attack[3]);
    return fields;
  }
  const block = /^(Blocking|Unblocking) "?([^"\s]{1,64})"?/.exec(text);
  const unblock = /^([0-9a-fA-F.:]{2,45}): unblocking after/.exec(text);
  if (block === null && unblock === null) return undefined;
  const isEnd = unblock !== null || block?.[1] === 'Unblocking';
  const fields = isEnd
    ? event('address_unbanned', INTRUSION_INFO, 1, 'success')
    : event('address_banned', INTRUSION_DENIED, 3, 'success');
  put(fields, 'source.ip', unblock?.[1] ?? addressOf(block?.[2] ?? ''), 'fail2ban.address');
  return fields;
}

/** `203.0.113.9/32`, `203.0.113.9:4` (the kind of address, 4 or 6) */
function addressOf(text: string): string {
  const slash = text.indexOf('/');
  if (slash > 0) return text.slice(0, slash);
  return /:[46]$/.test(text) && (text.includes('.') || text.split(':').length > 3) ? text.slice(0, -2) : text;
}
