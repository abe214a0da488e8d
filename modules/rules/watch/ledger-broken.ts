// The ledger's equation: when it does not hold for a source, messages came and nobody can say what became of them. The collector checks
// each second, between two messages, so there is no instant in which it fails only for its timing.

import type { CollectorHealth } from '#src/portal/collector-link.js';
import { format } from '#src/portal/page/format.js';
import type { Rule } from '../rule.js';
import type { Verdict } from './verdict.js';

type Row = CollectorHealth['ledger'][number];

const MOST_NAMED = 5;

/** Without a ledger (the collector is away) there is no verdict. */
export function ledgerVerdicts(rule: Rule, ledger: readonly Row[] | undefined, now: number): Verdict[] {
  if (ledger === undefined) return [];
  const base = { rule: rule.id, key: '[]' };
  const broken = ledger.filter(({ balanced }) => !balanced);
  if (broken.length === 0) return [{ ...base, kind: 'fine', summary: () => 'The ledger balances again.' }];
  const named = broken.slice(0, MOST_NAMED).map(({ source }) => source);
  const more = broken.length - named.length;
  return [
    {
      ...base,
      kind: 'wrong',
      since: now,
      title: 'The ledger does not balance',
      summary: `Messages are unaccounted for: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. This is a mistake in Lanwarden; please report it.`,
      reasons: broken.slice(0, MOST_NAMED).map((row) => ({
        what: `messages of ${row.source}`,
        expected: `${format.number(row.received)} received`,
        actual: `${format.number(accountedOf(row))} accounted for`,
      })),
      entity: {},
    },
  ];
}

function accountedOf(row: Row): number {
  return row.stored + row.duplicate + row.filtered + row.limited + row.refused + row.failed + row.queued + row.lost;
}
