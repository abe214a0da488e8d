// The peer of an sshd connection, with the name it tried or has.

import type { Fields } from '#src/event/event.js';
import { putEndpoint, putName } from './text.js';

const WHOSE = ['authenticating user ', 'invalid user ', 'user '] as const;

/** Reads `[whose user ]<address> port <n>` up to `end`, from the end: the name may hold anything. */
export function putPeer(fields: Fields, text: string, at: number, end: number): boolean {
  for (const whose of WHOSE) {
    if (!text.startsWith(whose, at)) continue;
    const port = text.lastIndexOf(' port ', end);
    const address = text.lastIndexOf(' ', port - 1) + 1;
    if (port < at + whose.length || address < at + whose.length || !putEndpoint(fields, text, address, end))
      return false;
    if (address - 1 > at + whose.length) putName(fields, 'user.name', text.slice(at + whose.length, address - 1));
    if (whose === 'invalid user ') fields['linux_auth.invalid_user'] = true;
    return true;
  }
  return putEndpoint(fields, text, at, end);
}
