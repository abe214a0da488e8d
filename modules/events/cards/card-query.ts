// What all cards about events share: a query that is ours, and the search behind a number.

import type { CardContext } from '#src/portal/cards/cards.js';
import { searchHref } from '#src/portal/events/links.js';
import type { Query } from '#src/query/ast.js';
import { parseQuery } from '#src/query/parse.js';

/** A query as one would type it. @throws when it is none: then it is a mistake of this module */
export function ownQuery(text: string): Query {
  const parsed = parseQuery(text);
  if (parsed.kind === 'query') return parsed.query;
  throw new Error(`BUG: ${text}: ${parsed.hint}`);
}

/** The search page over the card's range. */
export function cardHref({ rangeText }: Pick<CardContext, 'rangeText'>, q: string): string {
  return searchHref({ q, from: `-${rangeText}`, to: '' });
}
