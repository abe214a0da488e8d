// The newest stored messages that no parser read although this one's hint fits them: what a new version of a product writes shows here.

import { type Query } from '#src/query/ast.js';
import type { LogEvent } from '#src/event/event.js';
import { Fault } from '#src/faults.js';
import type { ParserReport } from '#src/portal/collector-link.js';
import type { EventReader } from '#src/store/event-store.js';

const ROWS = 5;
const LOOK_BACK_MS = 7 * 24 * 3_600_000;
const DEADLINE_MS = 3_000;
/** More would be a query that nobody reads. */
const MAX_HINTS = 20;

/** Undefined for a parser without a hint: everything would fit. */
export function unclaimedQuery({ hint }: Pick<ParserReport, 'hint'>): Query | undefined {
  const apps = hint.apps.map((app): Query => ({ kind: 'wildcard', field: 'process.name', pattern: app }));
  const texts = hint.contains.map((text): Query => ({
    kind: 'wildcard',
    field: 'event.original',
    pattern: `*${text.replaceAll(/[*?\\]/g, '?')}*`,
  }));
  const fits = [...apps, ...texts].slice(0, MAX_HINTS);
  if (fits.length === 0) return undefined;
  return {
    kind: 'and',
    of: [
      { kind: 'equals', field: 'event.dataset', value: 'none' },
      { kind: 'or', of: fits },
    ],
  };
}

/** @returns undefined when it took too long */
export async function unclaimedEvents(
  store: EventReader,
  query: Query,
  now: number,
  signal: AbortSignal,
): Promise<readonly LogEvent[] | undefined> {
  const range = { from: now - LOOK_BACK_MS, to: now + 60_000 };
  try {
    return (await store.search({ query, range, limit: ROWS, deadlineMs: DEADLINE_MS, signal })).events;
  } catch (error) {
    if (error instanceof Fault && error.code === 'QUERY_DEADLINE') return undefined;
    throw error;
  }
}
