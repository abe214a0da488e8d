// Which parts of a rule a change touched, for the audit log.

import type { Rule } from '../rule.js';

export function changedKeys(before: Rule, after: Rule): readonly string[] {
  const keys = Object.keys(after) as (keyof Rule)[];
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
