// Dropping a segment: retention. Whoever reads it is waited for, but in short tries, because who comes behind a lock that is waited for
// waits, too: readers of this segment, and collectors that want to make one.

import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../faults.js';
import { parseSegmentId, type SegmentKey } from '../segments.js';
import { isMissingTable } from './driver.js';
import { deleteKeys, dropKeyTable } from './duplicates.js';
import { SCHEMA, tableOf } from './names.js';
import { MAKING_LOCK } from './schema.js';
import { openAsOwner, type Session } from './session.js';

const TRY_MS = 200;
const AGAIN_MS = 500;
/** Deadlines of reads are shorter. Retention comes again in a minute. */
const GIVE_UP_MS = 20_000;

/**
 * Drops its tables, its keys and its name; nothing where there is none. On a connection of its own: appends go on meanwhile.
 * @throws Fault STORE_WRITE when it is read all the time, or `signal` was given up
 */
export async function dropSegment(url: string, id: string, signal: AbortSignal): Promise<void> {
  const key = parseSegmentId(id);
  if (key === undefined) throw new Fault('BAD_REQUEST', `"${id.slice(0, 100)}" is no segment.`);
  const until = performance.now() + GIVE_UP_MS;
  const session = await openAsOwner(url);
  try {
    if (key.kind === 'import') await deleteImported(session, key);
    for (;;) {
      try {
        return await session.transaction(() => drop(session, id, key));
      } catch (error) {
        if (!isBusy(error) || performance.now() > until || signal.aborted) throw error;
        await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  } finally {
    await session.close();
  }
}

/** First of all: with the keys of lines that are gone these could not be imported again. */
async function deleteImported(session: Session, key: SegmentKey): Promise<void> {
  try {
    await deleteKeys(session, key);
  } catch (error) {
    if (!isMissingTable(error)) throw error; // another collector dropped it meanwhile
  }
}

async function drop(session: Session, id: string, key: SegmentKey): Promise<void> {
  await session.all(`set local lock_timeout = ${TRY_MS}`);
  await session.all(`select ${MAKING_LOCK}`);
  await dropTables(session, id);
  const series = `${key.day}-${key.retention}-${key.kind}-`;
  const [others] = await session.all<{ n: number }>(
    `select count(*) as n from ${SCHEMA}.segment where starts_with(id, $1)`,
    [series],
  );
  if (others?.n === 0) await dropKeyTable(session, key);
}

/** With its name; nothing where there is none. In a transaction. */
export async function dropTables(session: Session, id: string): Promise<void> {
  for (const table of ['event', 'facet', 'rollup'] as const)
    await session.all(`drop table if exists ${tableOf(id, table)}`);
  await session.all(`delete from ${SCHEMA}.segment where id = $1`, [id]);
}

/** LOCK_NOT_AVAILABLE */
function isBusy(error: unknown): boolean {
  return error instanceof Fault && error.details?.['sqlState'] === '55P03';
}
