// How far the store has been written, over the segments of all collectors: see engine/arrival.ts. Ordinals of a segment are committed
// in their order, and segments are made one at a time, so whoever reads up to a position misses nothing that is committed later.

import { endOf } from '../engine/arrival.js';
import { writeArrival } from '../engine/cursor.js';
import type { Database } from './driver.js';
import { SCHEMA } from './names.js';
import { readStates } from './state.js';

/** Behind everything that is committed, and what the transaction itself has stored. */
export async function standing(db: Database): Promise<string> {
  // Of the sealed segments before the first open one, the newest speaks for all.
  const states = await readStates(
    db,
    `created >= coalesce((select max(created) from ${SCHEMA}.segment where created <
       (select coalesce(min(created), ${Number.MAX_SAFE_INTEGER}) from ${SCHEMA}.segment where not sealed)), 0)`,
  );
  return writeArrival(endOf(states));
}
