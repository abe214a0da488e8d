// Alerts that only grow need not be written with each report: in a flood a thousand of them do, twice a second. What grew is held back here,
// the longer the more there is of it, and nothing while it is little. What begins or ends is never held back, and takes all with it.

import type { Findings } from '../findings.js';

/** For each alert that grew since. */
const HOLD_MS_PER_GROWTH = 4;
const MAX_HOLD_MS = 2_000;
/** Fewer wait for nothing. */
const FEW = 50;
/** More are not held. */
const MAX_HELD = 20_000;

export class HeldGrowth {
  #held: Findings[] = [];
  #count = 0;
  #writtenAt = -Infinity;

  /** Takes findings in. @param nowMs never set back @returns whether all that is here may wait */
  add(found: readonly Findings[], nowMs: number): boolean {
    for (const each of found) {
      this.#held.push(each);
      this.#count += each.grown.length;
    }
    const isGrowth = found.every(({ raised, recovered }) => raised.length + recovered.length === 0);
    const dueInMs = this.dueInMs(nowMs);
    return isGrowth && dueInMs !== undefined && dueInMs > 0;
  }

  /** Until it is to be written; undefined: there is nothing. */
  dueInMs(nowMs: number): number | undefined {
    if (this.#held.length === 0) return undefined;
    if (this.#count < FEW || this.#count > MAX_HELD) return 0;
    return Math.max(0, this.#writtenAt + Math.min(MAX_HOLD_MS, this.#count * HOLD_MS_PER_GROWTH) - nowMs);
  }

  /** All of it, in order. */
  take(): readonly Findings[] {
    const held = this.#held;
    this.#held = [];
    this.#count = 0;
    return held;
  }

  /** Something was written now. */
  written(nowMs: number): void {
    this.#writtenAt = nowMs;
  }
}
