// What an exception would have hidden in the last seven days: the rules it is for, tried on the past without it and with it.

import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { CLOCK, STORE } from '#src/portal/deps.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { EventReader } from '#src/store/event-store.js';
import { backtest, type BacktestAlert, type BacktestResult } from '../backtest/backtest.js';
import { inForceAt, type NewException } from '../book/known-exception.js';
import { LEAD_MS } from '../form/rule-trial.js';
import { RuleBook } from '../rule-book.js';

export interface Preview {
  /** `In the last 7 days it would have hidden 214 events, and 3 of 14 alerts would not have been raised.` */
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly hidden: readonly {
    readonly time: number;
    readonly name: string;
    readonly summary: string;
    readonly count: number;
  }[];
  readonly more: number;
}

const DAYS = 7;
const DAY_MS = 86_400_000;
/** Two runs, for somebody who waits. */
const LIMITS = { events: 300_000, ms: 9_000, alerts: 2_000 };
const MOST_SHOWN = 20;
/** It has no id yet. */
const THIS = 'this';

@Injectable()
export class ExceptionPreview {
  constructor(
    private readonly rules: RuleBook,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws what the store does, and the signal's reason */
  async of({ ruleId, query, expiresAt }: NewException, signal: AbortSignal): Promise<Preview> {
    const now = this.clock.now();
    const { exceptions, rules: active } = inForceAt(this.rules.active(), now);
    const rules = ruleId === undefined ? active : [this.rules.find(ruleId).rule];
    const run = (more: readonly NewException[]): Promise<BacktestResult> =>
      backtest({
        ruleSet: {
          ...this.rules.context(),
          rules,
          exceptions: [...exceptions, ...more.map((each) => ({ ...each, id: THIS }))],
        },
        range: { from: now - DAYS * DAY_MS, to: now + LEAD_MS },
        store: this.store,
        limits: LIMITS,
        signal,
      });
    const without = await run([]);
    return previewOf(without, await run([{ ruleId, query, expiresAt, reason: '' }]));
  }
}

function previewOf(without: BacktestResult, within: BacktestResult): Preview {
  const hidden = hiddenAlerts(without.alerts, within.alerts);
  const events = within.excepted[THIS] ?? 0;
  const fewer = Math.max(hidden.length, without.alertCount - within.alertCount);
  const alerts =
    fewer === 0
      ? 'no alert would have been kept away'
      : `${fewer} of ${without.alertCount} ${without.alertCount === 1 ? 'alert' : 'alerts'} would not have been raised`;
  const cut = without.cut ?? within.cut;
  return {
    sentence: `In the last ${DAYS} days it would have hidden ${events} matching ${events === 1 ? 'event' : 'events'}, and ${alerts}.`,
    notes: [
      ...(cut === undefined ? [] : ['There was too much for one go: the last part of these days was not looked at.']),
      ...untestedNotes(without),
    ],
    hidden: hidden.slice(0, MOST_SHOWN).map(({ first, name, summary, count }) => ({
      time: first,
      name,
      count,
      summary: visibleText(summary, 400),
    })),
    more: Math.max(0, fewer - MOST_SHOWN),
  };
}

/** A sentence for one rule; of many only that there are such. */
function untestedNotes({ untested }: BacktestResult): readonly string[] {
  if (untested.length <= 1) return untested.map(({ why }) => why);
  return [`${untested.length} rules about silence, rates or the installation itself cannot be tried on the past.`];
}

/** Alerts of `before` that have no counterpart (same rule and key, overlapping in time) in `after`. */
function hiddenAlerts(before: readonly BacktestAlert[], after: readonly BacktestAlert[]): readonly BacktestAlert[] {
  const left = new Map<string, BacktestAlert[]>();
  for (const alert of after) {
    const place = `${alert.rule}\n${alert.key}`;
    left.set(place, [...(left.get(place) ?? []), alert]);
  }
  return before.filter(({ rule, key, first, last }) => {
    const others = left.get(`${rule}\n${key}`) ?? [];
    return !others.some((other) => other.first <= last && other.last >= first);
  });
}
