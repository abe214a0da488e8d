// What a sender looks like, from the events that are stored of it: parser, family, host name, since when.

import { guessKind, type SourceKind } from '../kinds.js';
import type { Query } from '#src/query/ast.js';
import { firstHeard, lookBack } from '#src/sources/first-heard.js';
import type { EventReader, TopEntry } from '#src/store/event-store.js';

export interface Looks {
  /** ms since 1970, by the time of receipt; undefined when nothing is stored of the last 31 days. */
  readonly firstSeen: number | undefined;
  /** The parser that claims most of it; undefined when none does. */
  readonly parser: string | undefined;
  readonly host: string | undefined;
  readonly kind: SourceKind;
}

const DEADLINE_MS = 3_000;
const FIELDS = ['event.dataset', 'lanwarden.family', 'host.name'];

/** `now`: ms since 1970. @throws Fault QUERY_DEADLINE */
export async function looksOf(store: EventReader, source: string, now: number, signal: AbortSignal): Promise<Looks> {
  const query: Query = { kind: 'equals', field: 'lanwarden.source', value: source };
  const request = { query, range: lookBack(now), deadlineMs: DEADLINE_MS, signal };
  const [facets, firstSeen] = await Promise.all([
    store.facets({ ...request, fields: FIELDS, limit: 3 }),
    firstHeard(store, source, now, signal),
  ]);
  const parser = firstBut(facets['event.dataset'], 'none');
  const family = firstBut(facets['lanwarden.family'], 'unknown');
  return {
    parser,
    firstSeen,
    kind: guessKind(parser, family),
    host: firstBut(facets['host.name'], source),
  };
}

function firstBut(entries: readonly TopEntry[] | undefined, not: string): string | undefined {
  return entries?.find(({ value }) => value !== '' && value !== not)?.value;
}
