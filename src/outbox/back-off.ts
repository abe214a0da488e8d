// When a delivery is tried again. Pure.

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The longest wait after the first, second, ... try; the last one holds for all that follow. */
const LONGEST_WAITS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
];
/** Nobody is asked again sooner. */
const SHORTEST_WAIT_MS = SECOND_MS;
/** After the first try. The last one is made then. */
export const GIVE_UP_AFTER_MS = 24 * HOUR_MS;
/** What some have: greylisting wants no more, a mailbox that is full stays so, and the end of the alert waits for it. */
export const GIVE_UP_REST_AFTER_MS = 15 * MINUTE_MS;
/** However long the other side asks for. */
const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;

export interface Tries {
  /** Made so far, at least 1. */
  readonly attempts: number;
  /** ms since 1970, of the first. */
  readonly firstAt: number;
  readonly now: number;
  /** As the other side asked. */
  readonly retryAfterMs?: number | undefined;
  readonly giveUpAfterMs?: number;
}

/**
 * ms since 1970; undefined: that was the last try. Full jitter (any wait up to the longest is as likely), so that deliveries that failed
 * together do not come back together. `random`: 0 to 1.
 */
export function nextTry(
  { attempts, firstAt, now, retryAfterMs = 0, giveUpAfterMs = GIVE_UP_AFTER_MS }: Tries,
  random: () => number,
): number | undefined {
  const lastTryAt = firstAt + giveUpAfterMs;
  if (now >= lastTryAt - SHORTEST_WAIT_MS) return undefined;
  const longestMs = LONGEST_WAITS_MS[Math.min(attempts, LONGEST_WAITS_MS.length) - 1]!;
  const waitMs = Math.max(SHORTEST_WAIT_MS, Math.round(random() * longestMs));
  // What the other side asked for counts, even if that makes the last try a late one.
  return Math.max(Math.min(now + waitMs, lastTryAt), askedUntil(now, retryAfterMs));
}

/** Until when the other side asks to be left alone, ms since 1970. */
export function askedUntil(now: number, retryAfterMs: number): number {
  return now + Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
}
