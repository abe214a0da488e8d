// The last pass over a segment: the full-text index becomes one tree, SQLite learns its statistics, the log goes into the
// file. Afterwards nothing writes to it ever again. On a connection of its own, so appends to other segments go on.

import { openDatabase, type Database } from './driver.js';
import { readState } from './state.js';

/**
 * The pass goes through the file once: 32 MB, which the writer has, make it no faster (2.6 s for two million rows with either), and glibc
 * keeps 24 MB of them for good (measured).
 */
const CACHE_KB = 8_000;

/** Nobody may write to the file while this runs. Repeats nothing on a sealed one. @throws Fault STORE_WRITE, also where it is gone */
export async function sealFile(path: string): Promise<void> {
  const db = await openDatabase(path, 'change');
  try {
    if ((await readState(db)).sealed) return;
    await db.run(`pragma cache_size = -${CACHE_KB}`);
    await optimizeWords(db);
    await db.run('pragma analysis_limit = 1000');
    await db.run('analyze');
    await db.run('update segment set sealed = 1');
    await db.all('pragma wal_checkpoint(truncate)');
    // Fails while a reader has it open: then it stays in WAL mode, with an empty log, which does no harm.
    await db.run('pragma busy_timeout = 0');
    await db.all('pragma journal_mode = delete').catch(() => undefined);
  } finally {
    await db.close();
  }
}

/**
 * Whether a part that is full may be sealed now. It takes the disk and a core for seconds, so a flood comes first, but not for
 * ever: readers do not depend on it.
 */
export class Calm {
  #arrived: number | undefined;
  #turns = 0;

  /** To be called each minute or so. `arrived`: rows there ever were. */
  look(arrived: number): boolean {
    const isFlood = this.#arrived !== undefined && arrived - this.#arrived > FLOOD_ROWS && this.#turns < MAX_TURNS;
    this.#arrived = arrived;
    this.#turns = isFlood ? this.#turns + 1 : 0;
    return !isFlood;
  }
}

const FLOOD_ROWS = 600_000;
const MAX_TURNS = 10;

/** Pages of the word index that one step may write. One `optimize` would put the whole of it into the log first. */
const PAGES_A_STEP = 2_000;

/** In steps, as https://sqlite.org/fts5.html#the_merge_command has it: a negative first call, then until nothing changes. */
async function optimizeWords(db: Database): Promise<void> {
  const changes = async (): Promise<number> => (await db.all<{ n: number }>('select total_changes() n'))[0]?.n ?? 0;
  for (let pages = -PAGES_A_STEP; ; pages = PAGES_A_STEP) {
    const before = await changes();
    await db.run(`insert into words (words, rank) values ('merge', ${pages})`);
    if ((await changes()) - before < 2) return;
  }
}
