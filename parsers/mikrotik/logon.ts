// `login failure for user admin from 10.127.0.35 via winbox`, `user admin logged in from 10.0.0.5 via ssh`, `user admin logged out from
// 10.0.0.5 via ssh`. Whoever fails to log on chooses the user name, so what follows it is found from the end.

import { readIp } from '#src/event/address.js';
import type { Fields } from '#src/event/event.js';

const KINDS = [
  { begins: 'login failure for user ', border: ' from ', action: 'device_login', type: 'start', outcome: 'failure' },
  { begins: 'user ', border: ' logged in from ', action: 'device_login', type: 'start', outcome: 'success' },
  { begins: 'user ', border: ' logged out from ', action: 'device_logout', type: 'end', outcome: 'success' },
] as const;

export function readLogon(text: string): Fields | undefined {
  const via = text.lastIndexOf(' via ');
  if (via < 0) return undefined;
  for (const { begins, border, action, type, outcome } of KINDS) {
    if (!text.startsWith(begins)) continue;
    const at = text.lastIndexOf(border, via);
    const ip = at < begins.length ? undefined : readIp(text, at + border.length, via);
    if (ip === undefined) continue;
    const user = text.slice(begins.length, at);
    return {
      'event.category': ['authentication'],
      'event.type': [type],
      'event.action': action,
      'event.outcome': outcome,
      'event.severity': outcome === 'failure' ? 3 : 1,
      ...(user !== '' && { 'user.name': user }),
      'source.ip': ip,
      'mikrotik.via': text.slice(via + ' via '.length).split(' ', 1)[0]!,
    };
  }
  return undefined;
}
