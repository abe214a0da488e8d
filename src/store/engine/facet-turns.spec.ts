// A pattern over many facets lets others have their turns, ends when its time is up, and finds what it would have found at once.

import { beforeAll, expect, it } from 'vitest';
import type { Query } from '../../query/ast.js';
import { FacetTable, type MatchingFacets } from './facet-table.js';
import { planOver } from './facet-turns.js';
import { ReadBudget } from './read-budget.js';

const COUNT = 3_000;
const slow = (end: string): Query => ({ kind: 'wildcard', field: 'host.name', pattern: `*${'a'.repeat(60)}?b*${end}` });

let table: FacetTable;
beforeAll(async () => {
  table = new FacetTable();
  const rows = Array.from({ length: COUNT }, (_, n) => ({
    id: n + 1,
    fields: JSON.stringify({ 'host.name': `${'a'.repeat(300)}${n % 2 === 0 ? 'b' : ''}${n}` }),
  }));
  await table.extend((after, limit) => Promise.resolve(rows.slice(after, after + limit)));
});

it('takes turns, and answers each question of the plan', async () => {
  let turns = 0;
  const counting = setInterval(() => (turns += 1));
  const [even, all] = await planOver(table, new ReadBudget({ deadlineMs: 60_000 }), (facetsOf) => [
    facetsOf(slow('')),
    facetsOf({ kind: 'exists', field: 'host.name' }),
  ]);
  clearInterval(counting);
  expect((even as readonly number[]).length).toBe(COUNT / 2);
  expect(all).toBe('all');
  expect(turns).toBeGreaterThan(2);
});

it('ends when the time is up', async () => {
  const plan = (facetsOf: (query: Query) => MatchingFacets): MatchingFacets => facetsOf(slow('7'));
  await expect(planOver(table, new ReadBudget({ deadlineMs: 50 }), plan)).rejects.toMatchObject({
    code: 'QUERY_DEADLINE',
  });
});
