// The search that finds every event any of some rules may match, for reading the store. More than it needs is no mistake, less is.

import { ALL, type Query } from '#src/query/ast.js';
import { queriesOf } from '../engine/compiled.js';
import { parseRuleQuery } from '../lists.js';
import type { Detection, RuleSet } from '../rule.js';

/** Beyond it a search costs more than reading everything. */
const MAX_QUERIES = 100;

/** Of rules of kinds that events fire; undefined when there is none. */
export function scanQuery({ rules, lists, zone }: RuleSet): Query | undefined {
  const asked = new Map(
    rules.flatMap(({ detect }) =>
      queriesOf(detect).map((text) => [`${scoreOf(detect) ?? ''} ${text}`, { text, score: scoreOf(detect) }] as const),
    ),
  );
  if (asked.size === 0) return undefined;
  if (asked.size > MAX_QUERIES) return ALL;
  const queries = [...asked.values()].flatMap(({ text, score }) => {
    const parsed = parseRuleQuery(text, lists, zone);
    return parsed.kind === 'query' ? [withScore(parsed.query, score)] : [];
  });
  if (queries.some(({ kind }) => kind === 'all')) return ALL;
  return queries.length === 1 ? queries[0] : { kind: 'or', of: queries };
}

/** Few events have a score: a rule about them must not read all the others. */
function withScore(query: Query, score: number | undefined): Query {
  if (score === undefined) return query;
  const scored: Query = { kind: 'range', field: 'event.risk_score', from: score };
  return query.kind === 'all' ? scored : { kind: 'and', of: [scored, query] };
}

function scoreOf(detect: Detection): number | undefined {
  return detect.kind === 'anomaly' ? detect.score : undefined;
}
