// Where the store ends, for who begins to follow it: what is there is history.

import type { EventReader } from '#src/store/event-store.js';
import { EVER } from './catch-up.js';

/** Matches nothing, so that nothing is read. */
const NOTHING = { kind: 'or', of: [] } as const;

/** By arrival; undefined for a store that holds nothing. */
export async function endOf(store: EventReader): Promise<string | undefined> {
  let end: string | undefined;
  for await (const { position } of store.scan({ query: NOTHING, range: EVER, order: 'arrival' })) end = position;
  return end;
}
