// From how unusual a day of an entity was (S, the highest sum of levels of its hours) to how many such findings a day are to be expected,
// and to the score of which 75 is the budget’s last one.
//
// One calibrator for users, addresses and hosts together: they share one budget, levels are made comparable before (each is “once in so
// many hours of its kind”), and the kinds that are few would have no tail of their own to measure.
//
// A budget is kept in three ways. Days of the week count apart and weigh alike, so that a weekend does not lower Monday’s threshold. The
// memory is short while little is known (a third of the days so far), because in the first days all is new and S is high. And what was
// found is compared with what was promised (steering.ts): a drift that the memory is too slow for is made good within days.

import { FINDING_SCORE } from '../scored.js';
import { DAILY_DECAY } from './calibrator.js';
import { Exceedances, type Prior } from './exceedances.js';
import { Histogram, type HistogramState } from './histogram.js';
import { Steering } from './steering.js';

/** Plain JSON. */
export interface DayCalibratorState {
  readonly days: number;
  readonly weekdays: readonly { readonly days: number; readonly maxima: HistogramState }[];
  readonly steering: readonly number[];
}

/** Entity-days before any came: one in 30 at S = 6, one in 1,000 at S = 9. A few, that one day outvotes. */
const DAY_PRIOR: Prior = { weight: 5, slope: 0.5, from: 3 };
/** Of the budget, what is aimed at: a week above it costs more trust than one below. */
const AIM = 0.8;
/** Whatever the budget: what one in seven active entities does on a day is not unusual. It counts for a house of three. */
const MOST_FOUND = 0.15;
const WEEK = 7;

export class DayCalibrator {
  readonly #exceedances = new Exceedances();
  #weekdays = Array.from({ length: WEEK }, () => ({ days: 0, maxima: new Histogram() }));
  #days = 0;
  #active = 0;
  #steering = new Steering();

  constructor(private readonly prior: Prior = DAY_PRIOR) {
    this.#fit();
  }

  /**
   * A day is over.
   * @param day since 1970, for its weekday
   * @param maxima of each active entity its highest S of the day, as it was scored
   */
  learn(day: number, maxima: Iterable<number>): void {
    const all = [...maxima];
    this.#steering.learn(all.map((sum) => this.#promised(sum)));
    this.#days++;
    const factor = Math.min(DAILY_DECAY, ((this.#days - 1) / this.#days) ** 2);
    for (const weekday of this.#weekdays) {
      weekday.days *= factor;
      weekday.maxima.scale(factor);
    }
    const today = this.#weekdays[((day % WEEK) + WEEK) % WEEK]!;
    today.days++;
    for (const sum of all) today.maxima.add(sum, 1);
    this.#fit();
  }

  /** Findings a day, in the whole installation, of an S as high as this; falls strictly with S. */
  rate(sum: number): number {
    return this.#steering.correct(this.#promised(sum));
  }

  /** Budget that is really used: that of the operator, or less where few are active. */
  effectiveBudget(budget: number): number {
    return AIM * Math.min(budget, MOST_FOUND * this.#active);
  }

  /**
   * 75: the budget’s last finding of a day. Above it 10 points for each ten times rarer, exact up to 95, then ever less, never 100.
   * Below it by the logarithm of the rate, down to 0 for what each active entity does. Rises strictly with `sum` but at 0.
   */
  score(sum: number, budget: number): number {
    const most = this.effectiveBudget(budget);
    // Nearly all entities have days above the lowest sums: the factor tells those apart, too, and is 1 where findings are.
    const rate = this.rate(sum) * (1 + 10 ** -sum);
    if (rate > most) {
      const share = Math.log(rate / most) / Math.log(Math.max(2 * this.#active, rate) / most);
      return FINDING_SCORE * (1 - share);
    }
    return bent(FINDING_SCORE + 10 * Math.log10(most / rate));
  }

  save(): DayCalibratorState {
    return {
      days: this.#days,
      weekdays: this.#weekdays.map(({ days, maxima }) => ({ days, maxima: maxima.save() })),
      steering: this.#steering.save(),
    };
  }

  /** @throws Error when it is not what `save` gave */
  static restore(state: DayCalibratorState, prior?: Prior): DayCalibrator {
    const restored = new DayCalibrator(prior);
    restored.#days = state.days;
    restored.#weekdays = state.weekdays.map(({ days, maxima }) => ({ days, maxima: Histogram.restore(maxima) }));
    if (restored.#weekdays.length !== WEEK) throw new Error(`no calibration: ${restored.#weekdays.length} weekdays`);
    restored.#steering = Steering.restore(state.steering);
    restored.#fit();
    return restored;
  }

  #promised(sum: number): number {
    return 10 ** this.#exceedances.log10(sum);
  }

  /** Makes of the weekdays that were seen one mean day. */
  #fit(): void {
    const known = this.#weekdays.reduce((sum, { days }) => sum + days, 0);
    const shares = this.#weekdays.map(({ days }) => Math.min(1, (days * WEEK) / (KNOWN_WELL * known)));
    const all = shares.reduce((sum, share) => sum + share, 0);
    const mean = new Histogram();
    this.#weekdays.forEach(({ days, maxima }, i) => {
      if (days > 0) mean.merge(maxima, (known / days) * (shares[i]! / all));
    });
    // Counts of all days that are known, so that the tail is measured on as many values as there are; then per day.
    this.#exceedances.fit(mean, this.prior, 0);
    this.#exceedances.divide(known || PRIOR_DAYS);
    this.#active = 10 ** this.#exceedances.log10(0);
  }
}

/** A weekday that is known so much less than others (the one Saturday that somebody worked) does not count as one. */
const KNOWN_WELL = 0.4;
/** Before the first day ten entities are thought to be active on one. */
const PRIOR_DAYS = 0.5;
const SOFT_FROM = 95;
const SOFT = 5;

function bent(score: number): number {
  const above = score - SOFT_FROM;
  return above > 0 ? SOFT_FROM + (above * SOFT) / (SOFT + above) : score;
}

/** The score as it would be if there were no end: 10 points for each ten times rarer, above 95, too. */
export function unbent(score: number): number {
  const above = score - SOFT_FROM;
  return above > 0 ? SOFT_FROM + (above * SOFT) / (SOFT - above) : score;
}
