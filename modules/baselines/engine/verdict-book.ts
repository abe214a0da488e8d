// What people said, by entity: what is silent, what must never become normal, and how much a day teaches.

import type { EntityKey } from './entity.js';
import type { ReasonCode } from './reason.js';
import type { Verdict } from './verdict.js';

const DAY_MS = 86_400_000;
/** What has no value (counts, hours) is silent for so long after a benign verdict, then it decides again. */
const SILENT_MS = 30 * DAY_MS;
const EVERYBODY = '*';
const NONE: readonly Verdict[] = [];

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

  get all(): readonly Verdict[] {
    return [...this.#byEntity.values()].flat();
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

function isExpectedOn({ kind, day: first, until }: Verdict, day: number): boolean {
  return kind === 'expected' && day >= first && (until === undefined || day * DAY_MS <= until);
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
  // What was judged is more than its reasons: the hour as a whole, on that day, or as long as it is expected.
  const isItsHour = verdict.entity !== undefined && verdict.hour !== undefined && isNear(verdict.hour, hour);
  if (isItsHour && (verdict.kind === 'expected' || verdict.day === day)) return true;
  // Somebody who may be there at that hour may also do at it what one does: counts, and the hour itself.
  if (isItsHour && value === undefined && time < verdict.from + SILENT_MS) return true;
  if (verdict.about.length === 0) return verdict.kind === 'expected' || verdict.day === day;
  return verdict.about.some((each) => {
    if (each.code !== code) return false;
    if (each.value !== undefined) return each.value === value;
    const isOver = verdict.kind === 'benign' && time >= verdict.from + SILENT_MS;
    return !isOver && (verdict.hour === undefined || isNear(verdict.hour, hour));
  });
}

function isNear(a: number, b: number): boolean {
  const apart = Math.abs(a - b);
  return Math.min(apart, 24 - apart) <= 1;
}
