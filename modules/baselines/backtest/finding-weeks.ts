// How many findings a day there were, week by week: what an operator compares with the budget.

import { type Entity, entityKey } from '../engine/entity.js';
import { isFindingScore, type Scored } from '../engine/scored.js';

const HOURS_A_DAY = 24;
const DAYS_A_WEEK = 7;

export interface FindingWeek {
  /** Since 1970, installation’s zone: its first day. */
  readonly day: number;
  /** Of the week so far. */
  readonly days: number;
  /** Entities and days with a score from FINDING_SCORE on. */
  readonly findings: number;
  /** Of them, those that would have been told: neither learning nor muted. */
  readonly told: number;
}

export class FindingWeeks {
  readonly #weeks: { findings: number; told: number }[] = [];
  #firstDay: number | undefined;
  #day = 0;
  /** Entities found and told today; yesterday’s too, for what comes late. */
  #found = new Set<string>();
  #foundBefore = new Set<string>();

  /** @param hour since 1970, installation’s zone, in which the baselines are */
  take({ entity, score, state }: Scored, hour: number): void {
    const day = this.#goTo(hour);
    if (!isFindingScore(score)) return;
    const week = this.#weekOf(day);
    if (this.#isNew(entity, day, '')) week.findings += 1;
    if (state === 'ready' && this.#isNew(entity, day, ' told')) week.told += 1;
  }

  /** Complete but for the last one, without gaps. */
  weeks(): readonly FindingWeek[] {
    const first = this.#firstDay;
    if (first === undefined) return [];
    const count = this.#day - first + 1;
    return Array.from({ length: Math.ceil(count / DAYS_A_WEEK) }, (_, i) => ({
      day: first + i * DAYS_A_WEEK,
      days: Math.min(DAYS_A_WEEK, count - i * DAYS_A_WEEK),
      ...(this.#weeks[i] ?? { findings: 0, told: 0 }),
    }));
  }

  #goTo(hour: number): number {
    const day = Math.floor(hour / HOURS_A_DAY);
    this.#firstDay ??= day;
    if (day <= this.#day) return day;
    this.#foundBefore = day === this.#day + 1 ? this.#found : new Set();
    this.#found = new Set();
    this.#day = day;
    return day;
  }

  #isNew(entity: Entity, day: number, what: string): boolean {
    const set = day === this.#day ? this.#found : this.#foundBefore;
    const key = entityKey(entity) + what;
    if (set.has(key)) return false;
    set.add(key);
    return true;
  }

  #weekOf(day: number): { findings: number; told: number } {
    const at = Math.max(0, Math.floor((day - (this.#firstDay ?? day)) / DAYS_A_WEEK));
    return (this.#weeks[at] ??= { findings: 0, told: 0 });
  }
}
