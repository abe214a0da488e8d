// How a source is doing, by the time of its last message.

import type { LedgerRow, SourceEntry } from './source-entry.js';

export interface SourceState {
  readonly kind: 'talking' | 'quiet' | 'silent' | 'never' | 'ignored' | 'unknown';
  /** `talking`, `silent: expected every 10 minutes` */
  readonly text: string;
}

/** Without an expectation of its own a source counts as talking for so long. */
const TALKING_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** `row`: undefined when nothing was counted; `isAway`: the collector, so nothing is known. `now`: ms since 1970. */
export function stateOf(
  { config, known }: Pick<SourceEntry, 'config' | 'known'>,
  row: LedgerRow | undefined,
  now: number,
  isAway = false,
): SourceState {
  if (config.ignore) return { kind: 'ignored', text: 'ignored: nothing of it is stored' };
  if (isAway) return { kind: 'unknown', text: 'not known: the collector is away' };
  const last = row?.lastReceived;
  const expected = config.expectEveryMinutes * MINUTE_MS;
  if (expected > 0 && now - (last ?? known?.createdAt ?? now) > expected)
    return {
      kind: 'silent',
      text: `${last === undefined ? 'never heard' : 'silent'}: expected every ${minutesText(config.expectEveryMinutes)}`,
    };
  if (last === undefined) return { kind: 'never', text: 'never heard' };
  return now - last <= Math.max(TALKING_MS, expected)
    ? { kind: 'talking', text: 'talking' }
    : { kind: 'quiet', text: 'quiet: nothing in the last hour, and nothing is expected' };
}

/** 90 -> `90 minutes`, 120 -> `2 hours`, 1 -> `minute` */
export function minutesText(minutes: number): string {
  for (const [size, unit] of [
    [1_440, 'day'],
    [60, 'hour'],
    [1, 'minute'],
  ] as const)
    if (minutes % size === 0) return minutes === size ? unit : `${minutes / size} ${unit}s`;
  return `${minutes} minutes`;
}
