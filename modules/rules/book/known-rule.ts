// A rule as it is kept, and how a kept text is read. A text that this version cannot read keeps nobody from starting: the rule stays,
// raises nothing, and says why.

import { createHash } from 'node:crypto';
import { messageOf } from '#src/faults.js';
import { type Rule, ruleSchema, type RuleState } from '../rule.js';

export interface KnownRule {
  readonly rule: Rule;
  /** Grows with each change of it: who saves sends back the one they read. */
  readonly version: number;
  readonly origin: 'shipped' | 'own';
  /** A shipped one that a person changed in more than its state. */
  readonly isEdited: boolean;
  /** A shipped one that was edited before its text was improved: resetting it brings the new one. */
  readonly hasUpdate: boolean;
  /** Why it raises nothing although it is on; undefined when all is well. */
  readonly problem: string | undefined;
  /** ms since 1970 */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/** `problem`: why it cannot be read. */
export function readKeptRule(id: string, state: RuleState, text: string): { rule: Rule; problem: string | undefined } {
  try {
    const parsed = ruleSchema.safeParse({ ...(JSON.parse(text) as object), id, state });
    if (parsed.success) return { rule: parsed.data, problem: undefined };
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return unreadable(id, state, issues.join('; '));
  } catch (error) {
    return unreadable(id, state, messageOf(error));
  }
}

function unreadable(id: string, state: RuleState, why: string): { rule: Rule; problem: string } {
  const rule = ruleSchema.parse({ id, name: id, detect: { kind: 'match', query: '' }, state });
  return { rule, problem: `This version cannot read it (${why.slice(0, 500)}). Write it anew, or reset it.` };
}

/** Of what a rule says, without its state. */
export function ruleHash(rule: Rule): string {
  const { state: _state, ...said } = rule;
  return contentHash(said);
}

const hashes = new WeakMap<Rule, string>();

/** Of all that a rule says, its state too; each is looked at once. */
export function wholeHash(rule: Rule): string {
  const known = hashes.get(rule);
  if (known !== undefined) return known;
  const hash = contentHash(rule);
  hashes.set(rule, hash);
  return hash;
}

/** Equal for values that are equal but for the order of their keys. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 22);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
