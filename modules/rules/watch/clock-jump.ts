// Sources whose clock is far off, or leapt between two looks: their events lie at wrong times, and rules with windows misread them.

import type { SourceClock } from '#src/link/messages.js';
import type { Rule } from '../rule.js';
import { durationText } from './duration-text.js';
import { sourceKey, type Verdict } from './verdict.js';

const DEFAULT_BOUND_SECONDS = 300;
/** Messages that said a time; below it a single late one would speak for the clock. */
const LEAST_SAMPLES = 5;

/** `before`: ms of drift by source at the look before. Sources that nothing is known of get no verdict. */
export function clockVerdicts(
  rule: Rule,
  clocks: ReadonlyMap<string, SourceClock>,
  before: ReadonlyMap<string, number>,
  now: number,
): Verdict[] {
  const { detect } = rule;
  const boundMs = ((detect.kind === 'watch' ? detect.bound : undefined) ?? DEFAULT_BOUND_SECONDS) * 1_000;
  const verdicts: Verdict[] = [];
  for (const [name, { driftMs, samples }] of clocks) {
    if (driftMs === undefined || samples < LEAST_SAMPLES) continue;
    const leapMs = driftMs - (before.get(name) ?? driftMs);
    const key = sourceKey(name);
    if (Math.abs(driftMs) <= boundMs && Math.abs(leapMs) <= boundMs) {
      const summary = `The clock of ${name} is right again (${offText(driftMs)}).`;
      verdicts.push({ kind: 'fine', rule: rule.id, key, summary: () => summary });
      continue;
    }
    const isLeap = Math.abs(leapMs) > boundMs;
    const actual = isLeap ? `${offText(driftMs)}, was ${offText(driftMs - leapMs)}` : offText(driftMs);
    verdicts.push({
      kind: 'wrong',
      rule: rule.id,
      key,
      since: now,
      title: `The clock of ${name} ${isLeap ? 'jumped' : 'is wrong'}`,
      summary: `The clock of ${name} is ${actual}; its messages are stored at wrong times.`,
      reasons: [
        { what: `clock of ${name}`, expected: `within ${durationText(boundMs)} of the time of receipt`, actual },
      ],
      entity: { source: name },
      source: name,
    });
  }
  return verdicts;
}

/** Drift is receipt minus the device's time. */
function offText(driftMs: number): string {
  const side = driftMs > 0 ? 'behind' : 'ahead';
  return Math.abs(driftMs) < 1_000 ? 'right to the second' : `${durationText(Math.abs(driftMs))} ${side}`;
}
