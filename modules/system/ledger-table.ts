// The ledger as people look at it: a sum over all sources, and the rows that were searched for in the order that was asked for.

import { z } from 'zod';
import { byName } from '#src/by-name.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';

export type LedgerRow = CollectorHealth['ledger'][number];

/** In the order of the equation; `dropped` stands beside it. */
export const COUNTERS = [
  'received',
  'stored',
  'duplicate',
  'filtered',
  'limited',
  'refused',
  'failed',
  'queued',
  'lost',
  'dropped',
] as const;
export type Counter = (typeof COUNTERS)[number];
export type LedgerTotal = Readonly<Record<Counter, number>> & { readonly balanced: boolean };

const COLUMNS = ['source', ...COUNTERS, 'lastReceived'] as const;

/** From the address bar: whatever is wrong there becomes the default. */
export const ledgerView = z.object({
  q: z.string().trim().max(200).catch(''),
  sort: z.enum(COLUMNS).catch('source'),
  dir: z.enum(['asc', 'desc']).catch('asc'),
  /** Everything since the ledger began, or what was added in the last hour. */
  over: z.enum(['all', 'hour']).catch('all'),
});
export type LedgerView = z.infer<typeof ledgerView>;

/** `balanced` holds when each row balances. */
export function totalOf(rows: readonly LedgerRow[]): LedgerTotal {
  const sums = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Record<Counter, number>;
  for (const row of rows) for (const counter of COUNTERS) sums[counter] += row[counter];
  return { ...sums, balanced: rows.every(({ balanced }) => balanced) };
}

/** What the row received and nobody can account for; negative: more was accounted for than received. */
export function gapOf(row: LedgerRow): number {
  return (
    row.received -
    (row.stored + row.duplicate + row.filtered + row.limited + row.refused + row.failed + row.queued + row.lost)
  );
}

/** Rows whose source contains `q` (without regard to case), sorted; equal ones by name. */
export function select(rows: readonly LedgerRow[], { q, sort, dir }: LedgerView): readonly LedgerRow[] {
  const wanted = q.toLowerCase();
  const sign = dir === 'asc' ? 1 : -1;
  return rows
    .filter(({ source }) => source.toLowerCase().includes(wanted))
    .toSorted((a, b) => sign * compare(a, b, sort) || byName(a.source, b.source));
}

/** What the head of a column leads to: the same column the other way round, another one with the largest first (names: A first). */
export function sortLinks(
  view: LedgerView,
  path: string,
): Readonly<Record<string, { readonly href: string; readonly aria: string }>> {
  return Object.fromEntries(
    COLUMNS.map((column) => {
      const first = column === 'source' ? 'asc' : 'desc';
      const current = view.sort === column ? view.dir : undefined;
      const dir = current === undefined ? first : current === 'asc' ? 'desc' : 'asc';
      return [
        column,
        {
          href: addressOf(path, { ...view, sort: column, dir }),
          aria: current === undefined ? 'none' : `${current}ending`,
        },
      ];
    }),
  );
}

/** The address that shows this view; defaults are left out. */
export function addressOf(path: string, { q, sort, dir, over }: LedgerView): string {
  const query = new URLSearchParams({
    ...(q === '' ? {} : { q }),
    ...(sort === 'source' && dir === 'asc' ? {} : { sort, dir }),
    ...(over === 'all' ? {} : { over }),
  }).toString();
  return query === '' ? path : `${path}?${query}`;
}

function compare(a: LedgerRow, b: LedgerRow, column: LedgerView['sort']): number {
  if (column === 'source') return byName(a.source, b.source);
  return (a[column] ?? 0) - (b[column] ?? 0);
}
