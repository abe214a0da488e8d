// Which sources an exception takes out of a watch: those that it names. Watches look at sources, not at events, so what else a query says
// of events says nothing here.

import type { LogEvent } from '#src/event/event.js';
import type { Query } from '#src/query/ast.js';
import { predicateOf } from '#src/query/predicate.js';
import { parseRuleQuery } from '../lists.js';
import type { Rule, RuleSet } from '../rule.js';

/** An exception such as source:web1 takes that source out: it is asked of an event that has nothing but its source. */
export function exceptedSources(rule: Rule, { exceptions, lists, zone }: RuleSet): (source: string) => boolean {
  const tests = exceptions
    .filter(({ ruleId }) => ruleId === rule.id || ruleId === undefined)
    .flatMap(({ query }) => {
      const parsed = parseRuleQuery(query, lists, zone);
      return parsed.kind === 'query' && namesSource(parsed.query) ? [predicateOf(parsed.query)] : [];
    });
  return (source) => tests.some((test) => test({ 'lanwarden.source': source } as LogEvent));
}

/** Every event that matches has one of the sources that it names: -host:prod* is true of whoever has no host. */
function namesSource(query: Query, isNegated = false): boolean {
  switch (query.kind) {
    case 'not':
      return namesSource(query.of, !isNegated);
    case 'and':
    case 'or': {
      const isName = (part: Query): boolean => namesSource(part, isNegated);
      return (query.kind === 'and') === isNegated ? query.of.every(isName) : query.of.some(isName);
    }
    default:
      return !isNegated && 'field' in query && query.field === 'lanwarden.source' && query.kind !== 'exists';
  }
}
