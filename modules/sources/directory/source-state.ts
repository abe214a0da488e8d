// How a source is doing, by the time of its last message.

import { isSilent } from '#src/sources/silence.js';
import type { LedgerRow, SourceEntry } from './source-entry.js';

export interface SourceState {
  readonly kind: 'talking' | 'quiet' | 'silent' | 'never' | 'ignored' | 'unknown';
  /** `talking`, `silent: expected every 10 minutes` */
  readonly text: string;
}

/** Without an expectation of its own a source counts as talking for so long. */
const TALKING_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * `row`: undefined when nothing was counted. `now`, `listeningSince` (undefined: the collector is away, so nothing is known): ms since 1970.
 * `isOld`: it was heard under its address before it was a source.
 */
export function stateOf(
  { config, known }: Pick<SourceEntry, 'config' | 'known'>,
  row: LedgerRow | undefined,
  now: number,
  listeningSince: number | undefined,
  isOld = false,
): SourceState {
  if (config.ignore) return { kind: 'ignored', text: 'ignored: nothing of it is stored' };
  if (listeningSince === undefined) return { kind: 'unknown', text: 'not known: the collector is away' };
  const last = row?.lastReceived;
  if (isSilent(config, { lastReceived: last, createdAt: known?.createdAt, listeningSince }, now))
    return {
      kind: 'silent',
      text: `${last === undefined && !isOld ? 'never heard' : 'silent'}: expected every ${minutesText(config.expectEveryMinutes)}`,
    };
  if (last === undefined && isOld) return { kind: 'quiet', text: 'quiet: not heard since its approval' };
  if (last === undefined) return { kind: 'never', text: 'never heard' };
  if (now - last <= Math.max(TALKING_MS, config.expectEveryMinutes * MINUTE_MS))
    return { kind: 'talking', text: 'talking' };
  const why =
    config.expectEveryMinutes === 0
      ? 'nothing in the last hour, and nothing is expected'
      : `expected every ${minutesText(config.expectEveryMinutes)}; the collector has just begun to listen`;
  return { kind: 'quiet', text: `quiet: ${why}` };
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
