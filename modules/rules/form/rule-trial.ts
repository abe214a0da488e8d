// "What would this rule have raised": a back-test of one rule over the last seven days, as the form, the API and the question before saving show it.

import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import { backtest, type BacktestResult, FORM_LIMITS } from '../backtest/backtest.js';
import { inForceAt } from '../book/known-exception.js';
import type { Rule } from '../rule.js';
import { RuleBook } from '../rule-book.js';
import { readRulesSettings } from '../settings.js';

export interface TrialResult extends BacktestResult {
  /** Most alerts that would have begun within any 24 hours. */
  readonly mostPerDay: number;
  readonly budgetPerDay: number;
  readonly isOverBudget: boolean;
  readonly asked: TimeRange;
}

const DAY_MS = 86_400_000;
export const TRIAL_DAYS = 7;
/** Clocks of devices run ahead a little. */
export const LEAD_MS = 60_000;

@Injectable()
export class RuleTrial {
  constructor(
    private readonly rules: RuleBook,
    private readonly settings: LiveConfig,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  get budgetPerDay(): number {
    return readRulesSettings(this.settings.loaded.modules['rules']).budgetPerDay;
  }

  /** With the exceptions that are in force. Ends by itself within FORM_LIMITS. @throws what the store does, and the signal's reason */
  async run(rule: Rule, signal: AbortSignal, range?: TimeRange): Promise<TrialResult> {
    const now = this.clock.now();
    const asked = range ?? { from: now - TRIAL_DAYS * DAY_MS, to: now + LEAD_MS };
    const { exceptions } = inForceAt(this.rules.active(), now);
    const ruleSet = { ...this.rules.context(), exceptions, rules: [rule] };
    const result = await backtest({ ruleSet, store: this.store, range: asked, limits: FORM_LIMITS, signal });
    const days = Math.max(1, (result.covered.to - result.covered.from) / DAY_MS);
    const mostPerDay = Math.max(mostWithin(result.alerts.map(({ first }) => first), DAY_MS), Math.floor(result.alertCount / days)); // prettier-ignore
    const { budgetPerDay } = this;
    return { ...result, mostPerDay, budgetPerDay, isOverBudget: mostPerDay > budgetPerDay, asked };
  }

  /** For the question before saving: what cannot be tried is no reason not to save. */
  async before(rule: Rule, signal: AbortSignal): Promise<TrialResult | undefined> {
    try {
      return await this.run(rule, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof Fault)) throw error;
      return undefined;
    }
  }
}

/** Of times in any order, the most that lie within `spanMs`. */
export function mostWithin(times: readonly number[], spanMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let from = 0;
  let most = 0;
  for (const [index, time] of sorted.entries()) {
    while (time - sorted[from]! >= spanMs) from++;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
