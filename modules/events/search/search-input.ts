// What a search is asked with (`q`, `from`, `to` as in the address) and what that means: a query tree and a range of times.

import { Fault } from '#src/faults.js';
import type { SearchInput } from '#src/portal/events/links.js';
import type { Query } from '#src/query/ast.js';
import { parseQuery } from '#src/query/parse.js';
import type { TimeRange } from '#src/store/event-store.js';
import { parseUntil, parseWhen } from '#src/time-range.js';

export interface Search {
  readonly input: SearchInput;
  readonly query: Query;
  readonly range: TimeRange;
}

export interface SearchContext {
  /** ms since 1970 */
  readonly now: number;
  /** IANA zone of dates without an offset. */
  readonly zone: string;
}

/** ECMA-262 §21.4.1.1: beyond it there is no Date. */
export const EVER: TimeRange = { from: -8.64e15, to: 8.64e15 };

/** Clocks of devices run ahead a little, and what they say now must be found now. */
const LEAD_MS = 60_000;

/**
 * `from` empty or `all`: from the beginning. `to` empty: a minute from now, or without an end when there is no beginning either.
 * @throws Fault QUERY_INVALID (details `at`, `hint`), BAD_REQUEST (details `parameter`)
 */
export function readSearch(input: SearchInput, context: SearchContext): Search {
  const query = readQuery(input.q, context);
  return { input, query, range: readRange(input, context) };
}

/** @throws Fault QUERY_INVALID */
export function readQuery(text: string, { now, zone }: SearchContext): Query {
  const parsed = parseQuery(text, { now, zone });
  if (parsed.kind === 'query') return parsed.query;
  const { at, hint } = parsed;
  throw new Fault('QUERY_INVALID', `${hint} (at character ${at + 1})`, { details: { at, hint, parameter: 'q' } });
}

/** @throws Fault BAD_REQUEST */
function readRange(
  { from: fromText, to: toText }: Pick<SearchInput, 'from' | 'to'>,
  context: SearchContext,
): TimeRange {
  const isOpen = fromText === '' || fromText === 'all';
  const from = isOpen ? EVER.from : when('from', fromText, context);
  const to = toText === '' ? (isOpen ? EVER.to : context.now + LEAD_MS) : when('to', toText, context);
  if (from < to) return { from, to };
  throw new Fault('BAD_REQUEST', 'The range ends before it begins. Choose a `to` that is later than `from`.', {
    details: { parameter: 'to' },
  });
}

function when(parameter: 'from' | 'to', text: string, { now, zone }: SearchContext): number {
  try {
    return (parameter === 'from' ? parseWhen : parseUntil)(text, now, zone);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.code, error.message, { cause: error, details: { parameter } });
  }
}
