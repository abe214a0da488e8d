// Addresses of the event pages, for every module that leads there. The address holds the whole search, so that it can be kept and sent
// to somebody.

/** A search as typed; empty text where nothing was given. */
export interface SearchInput {
  readonly q: string;
  readonly from: string;
  readonly to: string;
}

/** The page shows so much when the address says nothing. */
export const DEFAULT_FROM = '-24h';

/** `/events` with this search; what is empty or the default is left out. */
export function searchHref(
  input: Partial<SearchInput>,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  return withQuery('/events', { ...input, from: input.from === DEFAULT_FROM ? '' : input.from, ...more });
}

/** One event, with the search it was found by, for the way back and for narrowing. */
export function eventHref(id: string, { q, from, to }: Partial<SearchInput> = {}): string {
  return withQuery(`/events/${encodeURIComponent(id)}`, { q, from: from === DEFAULT_FROM ? '' : from, to });
}

export function withQuery(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
