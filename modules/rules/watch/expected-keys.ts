// Which keys of an absence rule nobody waits for any more, though they were heard or have an alert: of the rule as it was before, or kept
// away by an exception, so that no sign of life of theirs is told. Pure.

import type { LogEvent } from '#src/event/event.js';
import { type Predicate, predicateOf } from '#src/query/predicate.js';
import { ecsName } from '../engine/compiled.js';
import { keyPairs } from '../engine/key.js';
import { fieldsOf } from '../engine/partial.js';
import { parseRuleQuery } from '../lists.js';
import type { Rule, RuleException, RuleSet } from '../rule.js';

export function exceptionsOf({ id }: Rule, { exceptions }: RuleSet): readonly RuleException[] {
  return exceptions.filter(({ ruleId }) => ruleId === undefined || ruleId === id);
}

/** Answers, for a key, with a sentence that says why it is not expected; undefined: it is. */
export function unexpected(rule: Rule, ruleSet: RuleSet): (key: string) => string | undefined {
  const fields: readonly string[] = rule.groupBy.map(ecsName);
  const tests = exceptionTests(rule, ruleSet, fields);
  return (key) => {
    const pairs = keyPairs(key);
    const isOfRule = pairs.length === fields.length && pairs.every(([field], index) => field === fields[index]);
    if (!isOfRule) return 'Nobody waits for it any more: the rule was changed.';
    const known = Object.fromEntries(pairs) as unknown as LogEvent;
    return tests.some((test) => test(known)) ? 'Nobody waits for it any more: an exception keeps it away.' : undefined;
  };
}

/** Of exceptions that the key alone decides. */
function exceptionTests(rule: Rule, ruleSet: RuleSet, fields: readonly string[]): readonly Predicate[] {
  return exceptionsOf(rule, ruleSet).flatMap(({ query }) => {
    const parsed = parseRuleQuery(query, ruleSet.lists, ruleSet.zone);
    const isDecided = parsed.kind === 'query' && [...fieldsOf(parsed.query)].every((field) => fields.includes(field));
    return isDecided ? [predicateOf(parsed.query)] : [];
  });
}
