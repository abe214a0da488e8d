// Locks that keep out readers. While one is waited for, everybody who comes later waits behind it, and a dump reads for hours: so it is asked for
// briefly, and again after a pause.

import { setTimeout as sleep } from 'node:timers/promises';

/** PostgreSQL's `lock_timeout`, for each try. */
export const BRIEF_LOCK_MS = 200;
const AGAIN_MS = 500;

export interface BriefLocks {
  /** Whether a try ended because it waited for a lock. */
  readonly isLocked: (error: unknown) => boolean;
  /** Left out: as long as it takes. */
  readonly giveUpMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** @param attempt a transaction that waits for no lock longer than BRIEF_LOCK_MS @throws whatever the last try throws */
export async function withBriefLocks<T>(
  attempt: () => Promise<T>,
  { isLocked, giveUpMs = Infinity, signal }: BriefLocks,
): Promise<T> {
  const until = performance.now() + giveUpMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLocked(error) || performance.now() > until || signal?.aborted) throw error;
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined); // given up: the next try is the last one
    }
  }
}
