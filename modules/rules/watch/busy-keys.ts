// The keys that were heard most often. What is asked for next leaves them out, so that it finds the others.

import { fieldOf } from '#src/event/fields.js';
import type { Query } from '#src/query/ast.js';
import { keyPairs } from '../engine/key.js';
import type { MatchRecord } from '../match-record.js';

/** The store knows by heart which facets to pass over. */
const MAX_BY_FACETS = 500;
/** Of other fields it looks at each event: 20 keys cost it about what reading the event would. */
const MAX_BY_OTHERS = 20;

export class BusyKeys {
  /** Events by key. */
  #counts = new Map<string, number>();
  readonly #maxLeftOut: number;

  constructor(groupBy: readonly string[]) {
    this.#maxLeftOut = maxLeftOut(groupBy);
  }

  note(records: readonly MatchRecord[]): void {
    for (const { key, count } of records) this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  /** The query without the busiest. All others are counted anew: names that somebody makes up fill no memory. */
  leftOutOf(query: Query): Query {
    this.#counts = new Map(busiest(this.#counts).slice(0, this.#maxLeftOut));
    if (this.#counts.size === 0) return query;
    const busy: Query = { kind: 'or', of: [...this.#counts.keys()].map(queryOf) };
    return { kind: 'and', of: [query, { kind: 'not', of: busy }] };
  }
}

/** Of several values the first one is the key's, and a query asks for any of them: it would leave out events of others, too. */
function maxLeftOut(groupBy: readonly string[]): number {
  const fields = groupBy.map((each) => fieldOf(each));
  if (fields.some((field) => field === undefined || field.many === true)) return 0;
  return fields.every((field) => field?.place === 'facet') ? MAX_BY_FACETS : MAX_BY_OTHERS;
}

/** Leaving out what came once saves nothing. */
function busiest(counts: ReadonlyMap<string, number>): readonly (readonly [key: string, count: number])[] {
  return [...counts].filter(([, count]) => count > 1).toSorted(([, a], [, b]) => b - a);
}

function queryOf(key: string): Query {
  const parts = keyPairs(key).map(([field, value]): Query => ({ kind: 'equals', field: field as never, value }));
  return parts.length === 1 ? parts[0]! : { kind: 'and', of: parts };
}
