// How far the store has been written, over the segments of all collectors: see engine/arrival.ts. Ordinals of a segment are committed
// in their order, and segments are made one at a time, so whoever reads up to a position misses nothing that is committed later.

import { endOf } from '../engine/arrival.js';
import { writeArrival } from '../engine/cursor.js';
import type { Database } from './driver.js';
import { SCHEMA } from './names.js';
import { type PostgresSegment, readStates } from './state.js';

/** Behind everything that is committed, and what the transaction itself has stored. */
export async function standing(db: Database): Promise<Standing> {
  // Of the sealed segments before the first open one, the newest speaks for all.
  const states = await readStates(
    db,
    `created >= coalesce((select max(created) from ${SCHEMA}.segment where created <
       (select coalesce(min(created), ${Number.MAX_SAFE_INTEGER}) from ${SCHEMA}.segment where not sealed)), 0)`,
  );
  return new Standing(states);
}

export class Standing {
  constructor(private readonly states: readonly PostgresSegment[]) {}

  get position(): string {
    return writeArrival(endOf(this.states));
  }

  /**
   * Whether somebody else stored something between an earlier one and this.
   * @param own where the rows of the append went, and the ordinal of the first: before it may stand rows of whoever had the part before
   */
  hasOthersSince(earlier: Standing | undefined, own: { readonly id: string; readonly from: number }): boolean {
    if (earlier === undefined) return true;
    const now = new Map(this.states.map(({ id, nextOrdinal }) => [id, nextOrdinal]));
    const before = new Map(earlier.states.map(({ id, nextOrdinal }) => [id, nextOrdinal]));
    if ((before.get(own.id) ?? 0) !== own.from) return true;
    now.delete(own.id);
    before.delete(own.id);
    // One that is not mentioned any more was sealed or dropped: what came to it before is not known.
    return [...now].some(([id, next]) => before.get(id) !== next) || [...before.keys()].some((id) => !now.has(id));
  }
}
