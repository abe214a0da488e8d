// Who a limit counts for: a person, whatever the number of their sessions, or a token.

import type { Principal } from '../session/visit.js';

export function personKey({ kind, id }: Pick<Principal, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}
