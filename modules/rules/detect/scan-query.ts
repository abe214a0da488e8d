// The search that finds every event any of some rules may match, for reading the store. More than it needs is no mistake, less is.

import { ALL, type Query } from '#src/query/ast.js';
import { queriesOf } from '../engine/compiled.js';
import { parseRuleQuery } from '../lists.js';
import type { RuleSet } from '../rule.js';

/** Beyond it a search costs more than reading everything. */
const MAX_QUERIES = 100;

/** Of rules of kinds that events fire; undefined when there is none. */
export function scanQuery({ rules, lists, zone }: RuleSet): Query | undefined {
  const texts = [...new Set(rules.flatMap(({ detect }) => queriesOf(detect)))];
  if (texts.length === 0) return undefined;
  if (texts.length > MAX_QUERIES) return ALL;
  const parsed = texts.map((text) => parseRuleQuery(text, lists, zone));
  const queries = parsed.flatMap((each) => (each.kind === 'query' ? [each.query] : []));
  if (queries.some(({ kind }) => kind === 'all')) return ALL;
  return queries.length === 1 ? queries[0] : { kind: 'or', of: queries };
}
