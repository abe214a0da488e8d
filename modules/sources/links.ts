// Addresses of this module's pages and of the searches behind its numbers. A sender's name is what it called itself: it is quoted and encoded.

import { narrowed, termFor } from '#src/query/print.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';

/** The page of whatever is called so in the ledger: a source, a sender, the name of a key's source. */
export function sourceHref(name: string): string {
  return withQuery('/sources/of', { name });
}

/** The query for the events of a source. */
export function queryOf(source: string): string {
  return termFor('lanwarden.source', source);
}

/** Its events, with one more condition where given. */
export function eventsHref(source: string, term?: string, from?: string): string {
  const query = queryOf(source);
  return searchHref({ q: term === undefined ? query : narrowed(query, term), from: from ?? '' });
}

export { withQuery };
