// Where the events of a source are. The name is what a sender called itself, so it is quoted for the query and encoded for the address.

import { termFor } from '#src/query/print.js';

export function sourceLink(source: string): string {
  return `/events?q=${encodeURIComponent(termFor('lanwarden.source', source))}`;
}
