// A rule as the detector sees it: which window its keys have, and how long its alerts go on.

import { quietMs, type Detection, type Rule } from '../rule.js';
import { DistinctWindow } from './windows/distinct.js';
import { SequenceWindow } from './windows/sequence.js';
import { ThresholdWindow } from './windows/threshold.js';
import type { Room, Window } from './windows/window.js';

export interface WatchedRule {
  readonly rule: Rule;
  /** Same text: same state. */
  readonly signature: string;
  readonly quietMs: number;
  readonly windowMs: number;
  /** Undefined: each match counts by itself. */
  readonly newWindow: ((room: Room) => Window) | undefined;
}

/** Undefined for kinds that this detector does not decide (absence, rate, watch). */
export function watchedRule(rule: Rule): WatchedRule | undefined {
  const { detect } = rule;
  if (detect.kind === 'absence' || detect.kind === 'rate' || detect.kind === 'watch') return undefined;
  return {
    rule,
    signature: JSON.stringify([detect, rule.groupBy, rule.schedule]),
    quietMs: quietMs(rule),
    windowMs: 'windowSeconds' in detect ? detect.windowSeconds * 1_000 : 0,
    newWindow: windowMaker(detect),
  };
}

function windowMaker(detect: Detection): WatchedRule['newWindow'] {
  switch (detect.kind) {
    case 'threshold':
      return (room) => new ThresholdWindow(detect.count, detect.windowSeconds * 1_000, room);
    case 'distinct':
      return (room) => new DistinctWindow(detect.count, detect.windowSeconds * 1_000, room);
    case 'sequence': {
      const counts = detect.steps.map(({ count }) => count);
      return (room) => new SequenceWindow(counts, detect.windowSeconds * 1_000, room);
    }
    default:
      return undefined;
  }
}
