import { expect, it } from 'vitest';
import { planFor } from './plan.js';
import { SCHEMA_VERSION } from './schema.js';
import { sourceOf } from './statement.js';

it('looks for the words that a query excludes within the rows of the statement alone', () => {
  const context = { startOfDay: 0, hasOdd: false, version: SCHEMA_VERSION, facetsOf: () => 'all' as const };
  const plan = planFor({ kind: 'not', of: { kind: 'phrase', words: ['noise'], prefix: false } }, context);
  const { sql, binds } = sourceOf(plan, { from: 1_000, to: 2_000 }, 'rows', 'row');
  expect(sql).toMatch(/words match \$\d+ and rowid >= cast\(\$\d+ as integer\) and rowid < cast\(\$\d+ as integer\)/);
  expect(binds.filter((value) => value === 1_000)).toHaveLength(2);
});
