// Where the store begins and ends, for who begins to follow it: what is there is history.

import type { EventReader, TimeRange } from '#src/store/event-store.js';

/** Before everything: of a store that was empty. */
export const BEGINNING = '';
export const EVER: TimeRange = { from: Date.UTC(1970, 0, 1), to: Date.UTC(3000, 0, 1) };
/** Matches nothing, so that nothing is read and only the position moves. */
export const NOTHING = { kind: 'or', of: [] } as const;

/** By arrival. */
export async function endOf(store: EventReader): Promise<string> {
  let end = BEGINNING;
  for await (const { position } of store.scan({ query: NOTHING, range: EVER, order: 'arrival' })) end = position;
  return end;
}
