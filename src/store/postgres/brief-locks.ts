// Locks that keep out readers. While one is waited for, everybody who comes later waits behind it, and a dump reads for hours: so it is asked for
// briefly, and again after a pause.

import { setTimeout as sleep } from 'node:timers/promises';
import { isLocked } from './driver.js';
import type { Session } from './session.js';

const TRY_MS = 200;
const AGAIN_MS = 500;
/** Deadlines of reads are shorter. */
const GIVE_UP_MS = 20_000;

/**
 * A transaction that waits for no lock longer than a moment; it is begun again when it would have to.
 * @throws Fault STORE_WRITE when the tables are read all the time, or `signal` was given up
 */
export async function withBriefLocks<T>(session: Session, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const until = performance.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await session.transaction(async () => {
        await session.all(`set local lock_timeout = ${TRY_MS}`);
        return work();
      });
    } catch (error) {
      if (!isLocked(error) || performance.now() > until || signal?.aborted) throw error;
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
