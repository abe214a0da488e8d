// A few stored messages that show what changed: such as no parser of their own read any more, or in which a parser did not find its field.

import type { Reason } from '#src/alerts/alert.js';
import { IS_NOT_UNDERSTOOD, UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import type { Query } from '#src/query/ast.js';
import type { EventReader } from '#src/store/event-store.js';
import type { Drift } from './parser-drift.js';

const MAX_EXAMPLES = 3;
const MAX_CHARS = 300;
const DEADLINE_MS = 5_000;
/** A fall of the last day may be older than an hour. */
const LOOK_BACK_MS = 24 * 3_600_000;

/** Newest first; none where the store takes too long: the alert must not wait for them. */
export async function driftExamples(store: EventReader, drift: Drift, now: number): Promise<readonly Reason[]> {
  const reasons: Reason[] = [];
  for (const { what, query } of looks(drift)) {
    if (reasons.length >= MAX_EXAMPLES) break;
    const range = { from: now - LOOK_BACK_MS, to: now };
    const limit = MAX_EXAMPLES - reasons.length;
    const page = await store.search({ query, range, limit, deadlineMs: DEADLINE_MS }).catch(() => undefined);
    for (const event of page?.events ?? [])
      reasons.push({ what, actual: (event['event.original'] ?? event.message ?? '').slice(0, MAX_CHARS) });
  }
  return reasons;
}

function looks({ source, hasShareFallen, falls }: Drift): readonly { readonly what: string; readonly query: Query }[] {
  const isLess = hasShareFallen || falls.some(({ field }) => field === UNDERSTOOD);
  return [
    ...(isLess ? [{ what: 'not understood', query: of(source, IS_NOT_UNDERSTOOD) }] : []),
    ...falls
      .filter(({ field }) => field !== UNDERSTOOD)
      .map(({ parser, field }) => ({
        what: `without ${field}`,
        query: of(
          source,
          { kind: 'equals', field: 'event.dataset', value: parser },
          { kind: 'not', of: { kind: 'exists', field: field as 'user.name' } },
        ),
      })),
  ];
}

function of(source: string, ...more: readonly Query[]): Query {
  return { kind: 'and', of: [{ kind: 'equals', field: 'lanwarden.source', value: source }, ...more] };
}
