// The rows in the order of their arrival, without an index entry a row. Ordinals follow the row ids within a commit, so a
// commit is one or more runs: ordinals from .. until, all of whose rows lie between two ids.

import { offsetOf, ordinalOf } from '../engine/rowid.js';

export const RUN_TABLE =
  'create table run (ordinal integer primary key, until integer not null, first integer not null, last integer not null)';

/** @param json where the text of `runsOf` stands */
export const insertRuns = (json: string): string =>
  `insert into run (ordinal, until, first, last) select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from jsonb_each(${json})`;

/**
 * Rows of other commits may lie between `first` and `last`, and whoever follows reads past them. So among older rows a run
 * ends where nothing of it comes for so long; behind all of them nothing lies between (but what comes late).
 */
const MAX_GAP_MS = 1_000;

/** `[ordinal, until, first, last]`. @param ids ascending; @param maxId of the segment before */
export function runsOf(
  ids: readonly number[],
  maxId: number | undefined,
): (readonly [number, number, number, number])[] {
  const runs: [number, number, number, number][] = [];
  let run: [number, number, number, number] | undefined;
  for (const id of ids) {
    if (run !== undefined && (run[2] > (maxId ?? -Infinity) || isNear(run[3], id))) {
      run[1]++;
      run[3] = id;
      continue;
    }
    const ordinal = ordinalOf(id);
    run = [ordinal, ordinal + 1, id, id];
    runs.push(run);
  }
  return runs;
}

function isNear(last: number, id: number): boolean {
  return offsetOf(id) - offsetOf(last) <= MAX_GAP_MS;
}
