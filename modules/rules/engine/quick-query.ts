// A query that finds at least what another one finds, and takes no time whatever a stranger wrote: for who asks the store and looks again.

import { ALL, type Query } from '#src/query/ast.js';
import { literalIn } from '#src/query/regex-literal.js';
import { isAll } from './partial.js';
import { isSlow } from './time-budget.js';

/** Shorter texts stand everywhere. */
const LEAST_CHARS = 3;

export function quickQuery(query: Query): Query {
  if (!isSlow(query)) return query;
  switch (query.kind) {
    case 'and': {
      const of = query.of.map(quickQuery).filter((part) => !isAll(part));
      return of.length === 0 ? ALL : { kind: 'and', of };
    }
    case 'or': {
      const of = query.of.map(quickQuery);
      return of.some(isAll) ? ALL : { kind: 'or', of };
    }
    case 'regex':
    case 'wildcard': {
      const text = query.kind === 'regex' ? (literalIn(query) ?? '') : longest(query.pattern.split(/[*?]/));
      const isPlain = text.length >= LEAST_CHARS && !/[*?]/.test(text);
      return isPlain ? { kind: 'wildcard', field: query.field, pattern: `*${text}*` } : ALL;
    }
    default:
      // What is not slow stays as it is, and of a negation nothing is said.
      return ALL;
  }
}

function longest(texts: readonly string[]): string {
  return texts.reduce((a, b) => (b.length > a.length ? b : a));
}
