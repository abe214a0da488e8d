// Alerts that only grow need not be written with each report: in a flood a thousand of them do, each second. What grew is gathered here,
// the longer the more there is of it, and not at all while it is little. What begins is never held back, and takes all with it.

import { Drafts } from '../engine/drafts.js';
import type { Findings } from '../findings.js';

/** For each alert that grew since. */
const HOLD_MS_PER_GROWTH = 4;
/** Writing 1,500 takes a tenth of a second of CPU however much they grew. A place without findings may wait as long (tracker.ts). */
const MAX_HOLD_MS = 5_000;
/** Fewer wait for nothing. */
const FEW = 50;
/** More are not held. */
const MAX_HELD = 20_000;

export class HeldGrowth {
  #drafts = new Drafts();
  #writtenAt = -Infinity;

  /** What detection finds goes in here. */
  get drafts(): Drafts {
    return this.#drafts;
  }

  get isEmpty(): boolean {
    return !this.#drafts.hasRaised && this.#drafts.grownCount === 0;
  }

  /** Until it is to be written, 0: now; undefined: there is nothing. @param nowMs never set back */
  dueInMs(nowMs: number): number | undefined {
    if (this.isEmpty) return undefined;
    const { hasRaised, grownCount } = this.#drafts;
    if (hasRaised || grownCount < FEW || grownCount > MAX_HELD) return 0;
    return Math.max(0, this.#writtenAt + Math.min(MAX_HOLD_MS, grownCount * HOLD_MS_PER_GROWTH) - nowMs);
  }

  /** All of it. */
  take(): Findings {
    const drafts = this.#drafts;
    this.#drafts = new Drafts();
    return drafts.findings();
  }

  /** Something was written now. */
  written(nowMs: number): void {
    this.#writtenAt = nowMs;
  }
}
