// Rules, exceptions and back-tests as the API says them.

import type { z } from 'zod';
import { isExpired } from '../book/known-exception.js';
import type { TrialResult } from '../form/rule-trial.js';
import type { RuleFigures } from '../pages/rule-figures.js';
import type { KnownException, KnownRule } from '../rule-book.js';
import { ruleSentence } from '../words/sentence.js';
import type { backtestAnswer, exceptionAnswer, ruleAnswer } from './shapes.js';

export function answerOf(known: KnownRule, figures: RuleFigures): z.infer<typeof ruleAnswer> {
  const { rule, origin, version, isEdited, hasUpdate, problem, updatedAt, updatedBy } = known;
  return {
    rule,
    origin,
    version,
    edited: isEdited,
    updateAvailable: hasUpdate,
    problem: problem ?? null,
    sentence: ruleSentence(rule),
    matchesToday: figures.matchesToday,
    lastMatch: iso(figures.lastMatch),
    alerts7Days: figures.alertsOfWeek,
    updatedAt: new Date(updatedAt).toISOString(),
    updatedBy,
  };
}

export function exceptionOf(exception: KnownException, now: number): z.infer<typeof exceptionAnswer> {
  const { id, ruleId, query, scope, reason, expiresAt, createdAt, createdBy, hits, lastHitAt } = exception;
  return {
    id,
    rule: ruleId ?? null,
    query,
    scope,
    reason,
    expiresAt: iso(expiresAt),
    expired: isExpired(exception, now),
    createdAt: new Date(createdAt).toISOString(),
    createdBy,
    hits,
    lastHitAt: iso(lastHitAt),
  };
}

export function trialAnswer(result: TrialResult): z.infer<typeof backtestAnswer> {
  const { alertCount, keyCount, mostPerDay, budgetPerDay, isOverBudget, events, covered, cut, untested } = result;
  return {
    alertCount,
    keyCount,
    mostWithin24Hours: mostPerDay,
    budgetPerDay,
    overBudget: isOverBudget,
    events,
    from: new Date(covered.from).toISOString(),
    to: new Date(covered.to).toISOString(),
    cut: cut ?? null,
    untested: untested[0]?.why ?? null,
    alerts: result.alerts.map(({ severity, title, summary, entity, count, first, last, events: named }) => ({
      severity,
      title,
      summary,
      entity: { ...entity },
      count,
      first: new Date(first).toISOString(),
      last: new Date(last).toISOString(),
      events: named.map(({ id, time, message }) => ({ id, time: new Date(time).toISOString(), message })),
    })),
  };
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
