// Duplicates are looked for in all parts of the same day, class and kind, for live events also in those of the days
// before and after (a spool that is replayed after midnight, a clock that was set back), and in the batch itself. Not for imports, whose key
// is the text: a line without a date is another one on the next day.

import type { NewEvent } from '../event-store.js';
import { DAY_MS, dayOf, dayStart, parseSegmentId } from '../segments.js';
import { isNewer, listSegments, segmentPath } from './catalog.js';
import { dedupeHash } from '../engine/dedupe.js';
import { knownHashes } from './dedupe.js';
import { isDenied, isUnreadable } from './driver.js';
import { Handles } from './handles.js';
import type { Series } from '../engine/batches.js';
import { ReadBudget } from '../engine/read-budget.js';
import { Patience } from './patience.js';
import { schemaVersion } from './schema.js';

export interface Split {
  readonly fresh: readonly number[];
  readonly duplicates: readonly number[];
  /** Of those fresh ones that have a key. */
  readonly hashes: readonly string[];
}

/** Whether there is anything to look for: then all that came before has to be stored. @param part indices of `events` */
export function hasKeys(events: readonly NewEvent[], part: readonly number[]): boolean {
  return part.some((index) => events[index]!.dedupeKey !== undefined);
}

export class Duplicates {
  /** Apart from the readers': an append does not wait for somebody's query. */
  readonly #handles = new Handles();
  readonly #patience = new Patience();

  constructor(private readonly dir: string) {}

  /** Which of `part` (indices of `events`) are new, and the hashes of their keys. */
  async split(series: Series, events: readonly NewEvent[], part: readonly number[]): Promise<Split> {
    if (!hasKeys(events, part)) return { fresh: part, duplicates: [], hashes: [] };
    const hashes = part.map((index) => dedupeHash(events[index]!));
    const known = await this.known(
      series,
      hashes.filter((hash) => hash !== undefined),
    );
    const fresh: number[] = [];
    const duplicates: number[] = [];
    const added: string[] = [];
    part.forEach((index, at) => {
      const hash = hashes[at];
      if (hash !== undefined && known.has(hash)) return duplicates.push(index);
      if (hash !== undefined) {
        known.add(hash);
        added.push(hash);
      }
      return fresh.push(index);
    });
    return { fresh, duplicates, hashes: added };
  }

  /** The file is about to be deleted. */
  forget(id: string): Promise<void> {
    const path = segmentPath(this.dir, id);
    return this.#handles.keepOnly((each) => each !== path);
  }

  close(): Promise<void> {
    return this.#handles.close();
  }

  private async known(series: Series, hashes: readonly string[]): Promise<Set<string>> {
    const shifts = series.kind === 'live' ? [-DAY_MS, 0, DAY_MS] : [0];
    const days = shifts.map((ms) => dayOf(dayStart(series.day) + ms));
    const known = new Set<string>();
    for (const id of await listSegments(this.dir)) {
      const key = parseSegmentId(id);
      if (key?.kind !== series.kind || key.retention !== series.retention || !days.includes(key.day)) continue;
      for (const hash of await this.knownIn(id, hashes)) known.add(hash);
    }
    return known;
  }

  /** A damaged part is left out: better an event twice than none at all. What may pass is thrown for a minute: the append is tried again. */
  private async knownIn(id: string, hashes: readonly string[]): Promise<readonly string[]> {
    try {
      const known = await this.#handles.use(segmentPath(this.dir, id), new ReadBudget(), async (db) =>
        (await schemaVersion(db)) === 0 ? [] : knownHashes(db, hashes),
      );
      this.#patience.given(id);
      return known;
    } catch (error) {
      if (!isUnreadable(error) && !isNewer(error)) throw error;
      if (isDenied(error) && this.#patience.denied(id)) throw error;
      return [];
    }
  }
}
