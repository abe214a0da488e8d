// What rules did: matches as detection counts them, alerts as the alert book keeps them, and who was louder than the budget allows.

import { Inject, Injectable } from '@nestjs/common';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { Clock } from '#src/clock.js';
import { CLOCK } from '#src/portal/deps.js';
import { Detection } from '../detect/detection.js';
import type { DetectionState } from '../detect/detection-state.js';
import { RuleTrial } from '../form/rule-trial.js';

export interface RuleFigures {
  readonly matchesToday: number;
  /** ms; undefined: never. */
  readonly lastMatch: number | undefined;
  /** Raised within the last 7 days. */
  readonly alertsOfWeek: number;
  /** Raised within the last 24 hours, when that is more than the budget. */
  readonly overBudget: number | undefined;
  /** What had to be left out for want of room, as sentences. */
  readonly limits: readonly string[];
  /** ms: it says nothing before. */
  readonly learnsUntil: number | undefined;
}

const DAY_MS = 86_400_000;

@Injectable()
export class Figures {
  constructor(
    private readonly alerts: AlertBook,
    private readonly detection: Detection,
    private readonly trial: RuleTrial,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  detectionState(): DetectionState {
    return this.detection.state();
  }

  /** ms since 1970 */
  now(): number {
    return this.clock.now();
  }

  get budgetPerDay(): number {
    return this.trial.budgetPerDay;
  }

  /** Answers for any number of rules with two queries. */
  async all(): Promise<(rule: string) => RuleFigures> {
    const now = this.clock.now();
    const [day, week] = await Promise.all([
      this.alerts.countsByRule(now - DAY_MS),
      this.alerts.countsByRule(now - 7 * DAY_MS),
    ]);
    return (rule) => this.#of(rule, day.get(rule) ?? 0, week.get(rule) ?? 0, now);
  }

  #of(rule: string, ofDay: number, alertsOfWeek: number, now: number): RuleFigures {
    const { counts, overflow, evicted, learning } = this.detection.activityOf(rule);
    return {
      ...{ matchesToday: counts?.matchesToday ?? 0, lastMatch: counts?.lastMatch, alertsOfWeek },
      overBudget: ofDay > this.budgetPerDay ? ofDay : undefined,
      limits: [
        ...(overflow > 0
          ? [`${overflow} matching events were left out, because too many different keys came at once.`]
          : []),
        ...(evicted > 0
          ? [`${evicted} keys were forgotten for want of room: what was counted for them began anew.`]
          : []),
      ],
      learnsUntil: learning !== undefined && learning.learnsUntil > now ? learning.learnsUntil : undefined,
    };
  }
}
