// What people said, by entity: what is silent, what must never become normal, and how much a day teaches.

import { RATES } from './components.js';
import type { EntityKey } from './entity.js';
import type { ReasonCode } from './reason.js';
import type { Verdict } from './verdict.js';

const DAY_MS = 86_400_000;
/** What has no value (counts, hours) is silent for so long after a benign verdict, then it decides again. */
const SILENT_MS = 30 * DAY_MS;
const EVERYBODY = '*';
const NONE: readonly Verdict[] = [];
/**
 * What “normal at that hour” speaks of, besides what was named. Never what a break-in looks like (failures and then a success, spraying, a
 * long silence, a creep, a tunnel): who is expected at night must be found when somebody else gets in as him then.
 */
const OF_AN_HOUR: ReadonlySet<ReasonCode> = new Set(['unusual-hour', ...RATES.map(({ code }) => code)]);
/**
 * Whoever is expected at one of these at that hour may use the next one, too. Never where somebody comes from: that tells him from whoever
 * gets in as him.
 */
const IN_USE: ReadonlySet<ReasonCode> = new Set(['new-host', 'new-program', 'new-share']);

export class VerdictBook {
  #byEntity = new Map<string, Verdict[]>();

  set(verdicts: readonly Verdict[]): void {
    this.#byEntity = new Map();
    for (const verdict of verdicts) {
      const key = verdict.entity ?? EVERYBODY;
      const found = this.#byEntity.get(key);
      if (found === undefined) this.#byEntity.set(key, [verdict]);
      else found.push(verdict);
    }
  }

  has(key: EntityKey): boolean {
    return this.#byEntity.size > 0 && (this.#byEntity.has(key) || this.#byEntity.has(EVERYBODY));
  }

  /** Nothing is said about it. @param hour of the day @param day of the activity, since 1970 */
  isSilent(
    key: EntityKey,
    what: { code: ReasonCode; value: string | undefined; hour: number; day: number; time: number },
  ): boolean {
    return this.#of(key).some((verdict) => verdict.kind !== 'malicious' && silences(verdict, what));
  }

  /** It is part of an attack: never normal. */
  isBlocked(key: EntityKey, code: ReasonCode, value: string): boolean {
    return this.#of(key).some((verdict) => verdict.kind === 'malicious' && names(verdict, code, value));
  }

  /** Hours of the day that are part of an attack. */
  blockedHours(key: EntityKey): readonly number[] {
    return this.#of(key).flatMap(({ kind, about, hour }) =>
      kind === 'malicious' && hour !== undefined && about.some(({ code }) => code === 'unusual-hour') ? [hour] : [],
    );
  }

  isMalicious(key: EntityKey): boolean {
    return this.#own(key).some(({ kind }) => kind === 'malicious');
  }

  isMaliciousDay(key: EntityKey, day: number): boolean {
    return this.#own(key).some((verdict) => verdict.kind === 'malicious' && verdict.day === day);
  }

  isBenignDay(key: EntityKey, day: number): boolean {
    return this.#own(key).some((verdict) => verdict.kind === 'benign' && verdict.day === day);
  }

  /** Something is normal for now: what is new on such a day is not learned. */
  isExpected(key: EntityKey, day: number): boolean {
    return this.#own(key).some((verdict) => isExpectedOn(verdict, day));
  }

  /** This value is normal for everybody for now: where it is new on such a day it is not learned. */
  isExpectedOfAll(day: number, code: ReasonCode, value: string): boolean {
    const all = this.#byEntity.get(EVERYBODY) ?? NONE;
    return all.some((verdict) => isExpectedOn(verdict, day) && names(verdict, code, value));
  }

  /** What somebody said of all speaks of its values; whole days of everybody are not judged by it. */
  #own(key: EntityKey): readonly Verdict[] {
    return this.#byEntity.get(key) ?? NONE;
  }

  #of(key: EntityKey): readonly Verdict[] {
    const own = this.#own(key);
    const all = this.#byEntity.get(EVERYBODY);
    return all === undefined ? own : [...own, ...all];
  }
}

function isExpectedOn({ kind, day: first, lastDay = Infinity }: Verdict, day: number): boolean {
  return kind === 'expected' && day >= first && day <= lastDay;
}

function names({ about }: Verdict, code: ReasonCode, value: string): boolean {
  return about.some((each) => each.code === code && each.value === value);
}

function silences(
  verdict: Verdict,
  {
    code,
    value,
    hour,
    day,
    time,
  }: { code: ReasonCode; value: string | undefined; hour: number; day: number; time: number },
): boolean {
  if (time < verdict.from || (verdict.until !== undefined && time >= verdict.until)) return false;
  const isItsHour = verdict.entity !== undefined && verdict.hour !== undefined && isNear(verdict.hour, hour);
  const isOver = verdict.kind === 'benign' && time >= verdict.from + SILENT_MS;
  // Somebody who may be there at that hour may also do at it what one does: the hour itself, and counts.
  if (isItsHour && OF_AN_HOUR.has(code) && !isOver) return true;
  const isForNow = verdict.kind === 'expected' || verdict.day === day;
  if (verdict.about.length === 0) return isForNow;
  return verdict.about.some((each) => {
    if (each.code !== code) return false;
    if (each.value === undefined) return !isOver && (verdict.hour === undefined || isNear(verdict.hour, hour));
    return each.value === value || (isItsHour && isForNow && IN_USE.has(code));
  });
}

function isNear(a: number, b: number): boolean {
  const apart = Math.abs(a - b);
  return Math.min(apart, 24 - apart) <= 1;
}
