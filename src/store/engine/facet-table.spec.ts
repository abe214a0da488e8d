// A large table is asked by the same searches again and again while it grows: what is kept of an answer must stay right.

import { expect, it } from 'vitest';
import type { Query } from '../../query/ast.js';
import { FacetTable, FacetTables, type MatchingFacets, type ReadFacets } from './facet-table.js';

it('answers as if it looked at each facet, also after it grew', async () => {
  const rows: { id: number; fields: string }[] = [];
  const grow = (count: number): void => {
    for (let n = 0; n < count; n++)
      rows.push({
        id: rows.length + 1,
        fields: JSON.stringify({ 'host.name': `h${rows.length % 7}`, n: rows.length }),
      });
  };
  const read: ReadFacets = (after, limit) => Promise.resolve(rows.slice(after, after + limit));
  const table = new FacetTable();
  const matching = (its: Query): MatchingFacets => {
    const found = table.matching(its);
    found.proceed(Infinity);
    return found.ids();
  };
  const query = (host: string): Query => ({ kind: 'equals', field: 'host.name', value: host });
  const expected = (host: number): number[] => rows.flatMap(({ id }) => ((id - 1) % 7 === host ? [id] : []));
  for (const count of [3_000, 0, 2_500, 6_000]) {
    grow(count);
    await table.extend(read);
    for (const host of [0, 3, 6]) expect(matching(query(`h${host}`))).toEqual(expected(host));
  }
  expect(matching({ kind: 'range', field: 'n' as never, from: -Infinity })).toBe('all');
  expect(matching({ kind: 'range', field: 'n' as never, from: Infinity })).toEqual([]);
});

it('of another segment of the same name is another one', () => {
  const tables = new FacetTables();
  const first = tables.of({ id: 's', created: 1 });
  expect(tables.of({ id: 's', created: 1 })).toBe(first);
  expect(tables.of({ id: 's', created: 2 })).not.toBe(first);
});
