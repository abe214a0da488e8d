// What may be an exception: it names a rule that is there or none, says why, ends in the future, and does not hide everything.

import { ALL } from '#src/query/ast.js';
import { parseQuery } from '#src/query/parse.js';
import { ruleSchema } from '../rule.js';
import type { NewException } from './known-exception.js';
import type { Problem } from './problems.js';
import type { RuleContext, ShelfParts } from './rule-shelf.js';

const MAX_REASON_CHARS = 1_000;

interface ExceptionContext extends RuleContext {
  readonly check: ShelfParts['check'];
  readonly isRule: (id: string) => boolean;
  /** ms since 1970 */
  readonly now: number;
}

export function checkException(
  { ruleId, query, reason, expiresAt }: NewException,
  { check, isRule, now, ...context }: ExceptionContext,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (ruleId !== undefined && !isRule(ruleId))
    problems.push({ path: 'ruleId', message: `There is no rule ${ruleId}.` });
  if (reason.trim() === '') problems.push({ path: 'reason', message: 'Say why, for whoever finds it later.' });
  if (reason.length > MAX_REASON_CHARS)
    problems.push({ path: 'reason', message: `A reason has at most ${MAX_REASON_CHARS} characters.` });
  if (expiresAt !== undefined && expiresAt <= now)
    problems.push({ path: 'expiresAt', message: 'That time is over already.' });
  return [...problems, ...queryProblems(query, check, context)];
}

/** Its query is checked as one of a rule is. */
function queryProblems(query: string, check: ShelfParts['check'], context: RuleContext): readonly Problem[] {
  const parsed = parseQuery(query);
  if (query.trim() === '' || (parsed.kind === 'query' && parsed.query.kind === ALL.kind))
    return [
      { path: 'query', message: 'This would hide everything. Switch the rule off instead, or say what to hide.' },
    ];
  const rule = ruleSchema.safeParse({ id: 'exception', name: 'Exception', detect: { kind: 'match', query } });
  if (!rule.success) return [{ path: 'query', message: 'Expected a query of at most 4,000 characters.' }];
  return check(rule.data, context).map((problem) => ({ ...problem, path: 'query' }));
}
