// Keys of a rule that were heard before and are silent for longer than the rule allows. Pure.

import type { Rule, Schedule } from '../rule.js';
import { hourOfWeek } from '#src/collector/decode/zone.js';
import { keyPairs } from '../engine/key.js';
import { scheduleTest } from '../engine/schedule.js';
import { findingTitle } from '../engine/sentences.js';
import { fieldWord } from '../words/fields.js';
import { durationText } from './duration-text.js';
import type { HeardKey } from './heard.js';
import type { Verdict } from './verdict.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
/** While nobody listened nobody could be heard: so long at the most everybody has to speak after a start. */
const MAX_GRACE_MS = 15 * MINUTE_MS;
const LOOK_BACK_MS = 7 * 24 * HOUR_MS;
/** Whoever was silent for so long was taken away: nobody waits for it any more. */
const GIVE_UP_MS = 30 * 24 * HOUR_MS;

export interface Listening {
  /** ms since 1970; undefined: the collector is away, and nothing new is wrong. */
  readonly listeningSince: number | undefined;
  readonly zone: string;
  /** ms */
  readonly now: number;
}

export function absenceVerdicts(
  rule: Rule,
  heard: ReadonlyMap<string, HeardKey>,
  { listeningSince, zone, now }: Listening,
): Verdict[] {
  const { id, detect, schedule } = rule;
  if (detect.kind !== 'absence') return [];
  const allowedMs = detect.silentMinutes * MINUTE_MS;
  const canJudge = listeningSince !== undefined && now - listeningSince > Math.min(allowedMs, MAX_GRACE_MS);
  const countsFrom = inForceSince(schedule, now, zone);
  const verdicts: Verdict[] = [];
  for (const [key, { at, entity, source }] of heard) {
    if (now - Math.max(at, countsFrom) <= allowedMs) {
      const summary = (since: number): string =>
        `${capital(subject(key))} was heard again after ${durationText(at - since)}.`;
      verdicts.push({ kind: 'fine', rule: id, key, heardAt: at, summary });
    } else if (canJudge && now - at > Math.max(GIVE_UP_MS, 2 * allowedMs)) {
      const summary = (): string =>
        `${capital(subject(key))} was last heard ${durationText(now - at)} ago, and is no longer expected.`;
      verdicts.push({ kind: 'fine', rule: id, key, isUnwatched: true, summary });
    } else if (canJudge) {
      const silence = durationText(now - at);
      verdicts.push({
        kind: 'wrong',
        rule: id,
        key,
        since: at,
        entity,
        title: findingTitle(rule, key),
        summary: `${capital(subject(key))} was last heard ${silence} ago; expected is something at least every ${durationText(allowedMs)}.`,
        reasons: [
          {
            what: 'nothing that matches',
            expected: `at least every ${durationText(allowedMs)}`,
            actual: `silent for ${silence}`,
          },
        ],
        ...(source !== undefined && { source }),
      });
    }
  }
  return verdicts;
}

/** ms: keys that were heard since are expected. */
export function expectedSince({ detect }: Rule, now: number): number {
  const allowedMs = detect.kind === 'absence' ? detect.silentMinutes * MINUTE_MS : 0;
  return now - Math.max(LOOK_BACK_MS, 2 * allowedMs);
}

/** Since when a schedule has been in force without a break (ms); outside of it nothing is counted, so silence begins with it. */
export function inForceSince(schedule: Schedule, now: number, zone: string): number {
  const isInForce = scheduleTest(schedule);
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
  for (let back = 0; back <= WEEK_HOURS; back++) {
    const hour = thisHour - back * HOUR_MS;
    if (!isInForce(hourOfWeek(hour, zone))) return Math.min(now, hour + HOUR_MS);
  }
  return -Infinity;
}

function subject(key: string): string {
  const pairs = keyPairs(key);
  return pairs.length === 0
    ? 'what the rule looks for'
    : pairs.map(([field, value]) => `${fieldWord(field)} ${value}`).join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
