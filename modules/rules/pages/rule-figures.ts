// What rules did: matches as detection counts them, alerts as the alert book keeps them, and who was louder than the budget allows.

import { Inject, Injectable } from '@nestjs/common';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { Clock } from '#src/clock.js';
import { CLOCK } from '#src/portal/deps.js';
import { Detection } from '../detect/detection.js';
import type { DetectionState } from '../detect/detection-state.js';
import { RuleTrial } from '../form/rule-trial.js';
import type { Rule, RuleKind } from '../rule.js';
import { AllEvents } from './all-events.js';

export interface RuleFigures {
  readonly matchesToday: number;
  /** ms; undefined: never. */
  readonly lastMatch: number | undefined;
  /** Raised within the last 7 days. */
  readonly alertsOfWeek: number;
  /** Raised within the last 24 hours, when that is more than the budget. */
  readonly overBudget: number | undefined;
  /** Percent of today's events that it matches, when that is most of what comes: its alert tells nothing. */
  readonly tooWide: number | undefined;
  /** What had to be left out for want of room, as sentences. */
  readonly limits: readonly string[];
  /** ms: it says nothing before. */
  readonly learnsUntil: number | undefined;
  /** It says nothing before it has read what came before it was switched on. */
  readonly isReadingPast: boolean;
}

const DAY_MS = 86_400_000;
/** Matches a day below which nobody is told that a rule is wide: of a handful of events most may well be what it looks for. */
const WIDE_LEAST = 1_000;
const WIDE_SHARE = 0.5;
const WINDOWED: readonly RuleKind[] = ['threshold', 'distinct', 'sequence'];

@Injectable()
export class Figures {
  constructor(
    private readonly alerts: AlertBook,
    private readonly detection: Detection,
    private readonly trial: RuleTrial,
    private readonly events: AllEvents,
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

  /** Answers for any number of rules. Whether they are too wide it says of `rules` alone, at the price of a count of today's events. */
  async all(rules: readonly Rule[] = []): Promise<(rule: string) => RuleFigures> {
    const now = this.clock.now();
    const [day, week] = await Promise.all([
      this.alerts.countsByRule(now - DAY_MS),
      this.alerts.countsByRule(now - 7 * DAY_MS),
    ]);
    const many = new Map(
      rules
        .filter((rule) => mayBeWide(rule, week))
        .map(({ id }) => [id, this.detection.activityOf(id).counts?.matchesToday ?? 0] as const)
        .filter(([, matches]) => matches >= WIDE_LEAST),
    );
    const ofAll = many.size > 0 ? await this.events.today() : undefined;
    return (rule) => {
      const share = ofAll ? Math.min(1, (many.get(rule) ?? 0) / ofAll) : 0;
      const tooWide = share > WIDE_SHARE ? Math.round(100 * share) : undefined;
      return { ...this.#of(rule, day.get(rule) ?? 0, week.get(rule) ?? 0, now), tooWide };
    };
  }

  #of(rule: string, ofDay: number, alertsOfWeek: number, now: number): Omit<RuleFigures, 'tooWide'> {
    const { counts, overflow, evicted, forgotten, learning } = this.detection.activityOf(rule);
    return {
      matchesToday: counts?.matchesToday ?? 0,
      lastMatch: counts?.lastMatch,
      alertsOfWeek,
      overBudget: ofDay > this.budgetPerDay ? ofDay : undefined,
      limits: [
        ...(overflow > 0
          ? [
              `${overflow} matching events were left out, because too many different keys came at once, or its query took too long on them.`,
            ]
          : []),
        ...(forgotten > 0
          ? [`${forgotten} values were forgotten for want of room: they count as new when they come again.`]
          : []),
        ...(evicted > 0
          ? [`${evicted} keys were forgotten for want of room: what was counted for them began anew.`]
          : []),
      ],
      learnsUntil: learning !== undefined && learning.learnsUntil > now ? learning.learnsUntil : undefined,
      isReadingPast: learning?.isReadingPast === true,
    };
  }
}

/** Rules with a window may well look at everything, as long as that raises nothing; with a key they are loud before they are wide. */
function mayBeWide({ id, groupBy, detect: { kind } }: Rule, raised: ReadonlyMap<string, number>): boolean {
  return kind === 'match' || (WINDOWED.includes(kind) && groupBy.length === 0 && raised.has(id));
}
