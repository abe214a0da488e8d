// The ledger as metrics: every word of every source. Names come from senders, so there are only so many of them.

import { OTHERS, UNIDENTIFIED } from '#src/event/source-name.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import { type LedgerRow, totalOf } from '../ledger-table.js';
import { FATES } from '../ledger/words.js';
import { type Line, metric, single } from './exposition.js';

/** Sources of their own in the order in which they were first heard, so that one never loses its place; the others are one. */
export const MOST_SOURCES = 1_000;
const ENDED = FATES.map(({ counter }) => counter).filter((counter) => counter !== 'queued');

export function messageMetrics({ ledger, balanced, lostAtStart = 0, unansweredAtStart = 0 }: CollectorHealth): string {
  const rows = capped(ledger);
  return [
    metric(
      'lanwarden_messages_received_total',
      'counter',
      'Messages taken from sockets',
      rows.map((row) => [{ source: row.source }, receivedOf(row)]),
    ),
    metric(
      'lanwarden_messages_total',
      'counter',
      'What became of messages',
      rows.flatMap((row) => ENDED.map((outcome): Line => [{ source: row.source, outcome }, row[outcome]])),
    ),
    metric(
      'lanwarden_messages_queued',
      'gauge',
      'In memory or in the spool, on their way to the store',
      rows.map((row) => [{ source: row.source }, row.queued]),
    ),
    single('lanwarden_sources', 'gauge', 'Sources in the ledger', ledger.length),
    single(
      'lanwarden_ledger_balanced',
      'gauge',
      'Whether received equals all that became of messages, for each source',
      balanced ? 1 : 0,
    ),
    single(
      'lanwarden_ledger_unbalanced_sources',
      'gauge',
      'Sources for which it does not',
      ledger.filter((row) => !row.balanced).length,
    ),
    single('lanwarden_lost_at_start', 'gauge', 'Lost when the collector before this one ended', lostAtStart),
    single('lanwarden_unanswered_at_start', 'gauge', 'Of these, not acknowledged: sent again', unansweredAtStart),
  ].join('');
}

/** What waits in the spool has no source yet, and would make a counter go back when it gets one: it is in the gauge alone. */
function receivedOf({ source, received, queued }: LedgerRow): number {
  return source === UNIDENTIFIED ? Math.max(0, received - queued) : received;
}

function capped(ledger: readonly LedgerRow[]): readonly LedgerRow[] {
  if (ledger.length <= MOST_SOURCES) return ledger;
  return [...ledger.slice(0, MOST_SOURCES), { source: OTHERS, ...totalOf(ledger.slice(MOST_SOURCES)) }];
}
