// Learns the zone of a source that has none configured: from how far its wall-clock times, read as UTC, lie from the
// receive time. Messages that agree for a while name the zone; a backlog that is being flushed does not agree.

import type { DeviceTime } from '../../event/line.js';
import { HOUR_MS, MINUTE_MS } from './civil.js';
import { resolveTime } from './resolve-time.js';

const SAMPLES = 5;
/** How far the samples may lie apart: clocks jitter and messages wait a little, not more. */
const MAX_SPREAD_MS = 90_000;
/** How far a clock may be off and still tell its zone (the quarters lie 15 minutes apart). */
const MAX_DRIFT_MS = 5 * MINUTE_MS;
const QUARTER_MS = 15 * MINUTE_MS;
/** A clock may run ahead so far; what lies further in the future was written in another zone. */
const MAX_AHEAD_MS = MINUTE_MS;
/** Offsets in use (minutes) that are no whole hours: with these only, a late message rarely looks like another zone. */
const BROKEN_OFFSETS = new Set([-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825]);
const MIN_OFFSET_MS = -12 * HOUR_MS;
const MAX_OFFSET_MS = 14 * HOUR_MS;

/** One source's guess. Bounded: five numbers. */
export class ZoneGuess {
  /** The guessed offset east of UTC; 0 until messages agree. */
  offsetMinutes = 0;
  /** How far the device's clock is ahead (or behind: negative), transport included, as of the last agreement. */
  driftMs = 0;
  /** Messages seen. */
  samples = 0;
  /** True once an offset was found. */
  isKnown = false;
  /**
   * What resolveTime takes as zone: `UTC`, or a fixed offset such as `+01:00`. Until the guess is certain it is that of the last message
   * alone: UTC, unless that would put it into the future.
   */
  zone = 'UTC';
  /** The last samples: wall time read as UTC, minus the receive time. */
  readonly #ahead = new Float64Array(SAMPLES);

  /** Learns from one live message; times that carry their own zone say nothing and are passed over. */
  observe(time: DeviceTime | undefined, receivedAt: number): void {
    if (time === undefined || time.kind === 'instant' || time.offsetMinutes !== undefined) return;
    const claimed = resolveTime(time, { zone: 'UTC', reference: receivedAt, trust: 'historic' });
    if (claimed.defect !== undefined) return;
    const aheadMs = claimed.ms - receivedAt;
    this.#ahead[this.samples % SAMPLES] = aheadMs;
    this.samples += 1;
    if (!this.isKnown) this.zone = zoneOfFuture(aheadMs);
    if (this.samples >= SAMPLES) this.#conclude();
  }

  #conclude(): void {
    let least = Infinity;
    let most = -Infinity;
    for (const ahead of this.#ahead) {
      if (ahead < least) least = ahead;
      if (ahead > most) most = ahead;
    }
    if (most - least > MAX_SPREAD_MS) return;
    // Waiting only ever makes a message look older: the most advanced sample had the least of it.
    const offsetMs = Math.round(most / QUARTER_MS) * QUARTER_MS + 0; // + 0: never minus zero
    const driftMs = most - offsetMs;
    if (!isOffset(offsetMs) || Math.abs(driftMs) > MAX_DRIFT_MS) return;
    this.driftMs = driftMs;
    if (this.isKnown && this.offsetMinutes * MINUTE_MS === offsetMs) return;
    this.isKnown = true;
    this.offsetMinutes = offsetMs / MINUTE_MS;
    this.zone = zoneText(this.offsetMinutes);
  }
}

/** What another process learned already (undefined: nothing), and learns no more: for trying messages. */
export class SettledGuess extends ZoneGuess {
  constructor(zone: string | undefined) {
    super();
    this.zone = zone ?? 'UTC';
    this.isKnown = zone !== undefined;
  }

  override observe(): void {}
}

/** Nothing is received before it was written: what is ahead by about an offset in use has it. */
function zoneOfFuture(aheadMs: number): string {
  const offsetMs = Math.round(aheadMs / QUARTER_MS) * QUARTER_MS;
  const isClear = aheadMs > MAX_AHEAD_MS && isOffset(offsetMs) && Math.abs(aheadMs - offsetMs) <= MAX_DRIFT_MS;
  return isClear ? zoneText(offsetMs / MINUTE_MS) : 'UTC';
}

function isOffset(ms: number): boolean {
  if (ms < MIN_OFFSET_MS || ms > MAX_OFFSET_MS) return false;
  return ms % HOUR_MS === 0 || BROKEN_OFFSETS.has(ms / MINUTE_MS);
}

function zoneText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
