// When a source that should speak counts as silent: one answer for its page, the list of sources and the dashboard.

import type { SourceConfig } from '#config/schema.js';

/** All in ms since 1970. */
export interface Heard {
  /** Undefined: never. */
  readonly lastReceived: number | undefined;
  /** When the source was made, from when on one that was never heard is waited for; undefined: not known (configuration file). */
  readonly createdAt: number | undefined;
  /** Since when the collector takes messages. */
  readonly listeningSince: number;
}

const MINUTE_MS = 60_000;
/** While nobody listened nobody could be heard: so long at the most everybody has to speak after a start. */
const MAX_GRACE_MS = 15 * MINUTE_MS;

/** `now`: ms since 1970. */
export function isSilent(
  { expectEveryMinutes, ignore }: Pick<SourceConfig, 'expectEveryMinutes' | 'ignore'>,
  { lastReceived, createdAt, listeningSince }: Heard,
  now: number,
): boolean {
  if (expectEveryMinutes === 0 || ignore) return false;
  const expectedMs = expectEveryMinutes * MINUTE_MS;
  if (now - listeningSince <= Math.min(expectedMs, MAX_GRACE_MS)) return false;
  return now - (lastReceived ?? createdAt ?? 0) > expectedMs;
}
