// Where the store ends, for who begins to follow it or is too far behind: what is there is history.

import type { EventReader, TimeRange } from './event-store.js';

export const EVER: TimeRange = { from: Date.UTC(1970, 0, 1), to: Date.UTC(3000, 0, 1) };
/** Matches nothing, so that nothing is read and only the position moves. */
export const NOTHING = { kind: 'or', of: [] } as const;

/** By arrival. @param after a position before it, from which on it is found sooner; empty: none. Empty for a store that is empty. */
export async function endOf(store: Pick<EventReader, 'scan'>, after = '', signal?: AbortSignal): Promise<string> {
  let end = after;
  const request = { query: NOTHING, range: EVER, order: 'arrival' as const, ...(signal && { signal }) };
  for await (const { position } of store.scan({ ...request, ...(after !== '' && { after }) })) end = position;
  return end;
}
