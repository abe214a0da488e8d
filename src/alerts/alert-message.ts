// What is told of an alert: the body of the webhook (README, Webhook), and the facts by which channels choose.

import type { Transaction } from 'sequelize';
import type { MessageType } from '#src/outbox/message.js';
import type { AlertEvent, Severity } from './alert.js';
import type { AlertContext } from './context.js';
import type { KeptAlert } from './kept-alert.js';

/** The others are behind the alert's address. */
const MAX_TOLD_EVENTS = 10;

/** What an alert does not keep. */
export interface Besides {
  /** Where it has become more severe. */
  readonly severityBefore?: Severity | undefined;
  /** It ended because nobody looks any more: its rule is off, its source is gone. */
  readonly isUnwatched?: boolean;
}

/**
 * Puts it into the outbox; nothing for an alert of a rule in test mode.
 * @param events of it, oldest first
 */
export async function tell(
  context: AlertContext,
  type: MessageType,
  alert: KeptAlert,
  events: readonly AlertEvent[],
  transaction: Transaction,
  { severityBefore, isUnwatched = false }: Besides = {},
): Promise<void> {
  if (alert.isTest) return;
  await context.outbox.put(
    {
      type,
      at: context.clock.now(),
      facts: {
        severity: alert.severity,
        ...(severityBefore === undefined ? {} : { severityBefore }),
        ruleId: alert.rule.id,
        alertId: alert.id,
        ...(alert.source === undefined ? {} : { source: alert.source }),
      },
      body: { alert: alertBody(alert, events, context.urlOf(alert.id), isUnwatched) },
    },
    transaction,
  );
}

/** `alert` of the webhook; the API answers with the same names. */
export function alertBody(
  alert: KeptAlert,
  events: readonly AlertEvent[],
  url: string | undefined,
  isUnwatched = false,
): Readonly<Record<string, unknown>> {
  return {
    id: alert.id,
    rule: alert.rule,
    severity: alert.severity,
    state: alert.state,
    title: alert.title,
    summary: alert.summary,
    entity: alert.entity,
    ...(alert.score === undefined ? {} : { score: alert.score }),
    reasons: alert.reasons,
    count: alert.count,
    first: iso(alert.first),
    last: iso(alert.last),
    ...(alert.source === undefined ? {} : { source: alert.source }),
    ...(alert.tags.length === 0 ? {} : { tags: alert.tags }),
    ...(alert.advice === undefined ? {} : { advice: alert.advice }),
    ...(alert.state === 'closed' ? { closed: { ...closing(alert), ...(isUnwatched && { isUnwatched }) } } : {}),
    events: events.slice(-MAX_TOLD_EVENTS).map(({ id, time, message }) => ({ id, time: iso(time), message })),
    ...(url === undefined ? {} : { url }),
  };
}

function closing({ reason, note, stateAt, stateBy }: KeptAlert): Readonly<Record<string, unknown>> {
  return {
    reason,
    ...(note === '' ? {} : { note }),
    at: iso(stateAt),
    ...(stateBy === undefined ? {} : { by: stateBy }),
  };
}

/** Times of events may be anything a device claims; Date ends in the year 275760. */
export function iso(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}
