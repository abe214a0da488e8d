// What is told of an alert: the body of the webhook (README, Webhook), and the facts by which channels choose.

import type { Transaction } from 'sequelize';
import type { MessageType } from '#src/outbox/message.js';
import type { AlertEvent, Severity } from './alert.js';
import type { AlertContext } from './context.js';
import type { KeptAlert } from './kept-alert.js';

/** The others are behind the alert's address. */
const MAX_TOLD_EVENTS = 10;

/** That it is closed, by whomever: who hears of silences alone is to hear of their end, also where nobody looks any more. */
export function tellClosed(
  context: AlertContext,
  alert: KeptAlert,
  events: readonly AlertEvent[],
  transaction: Transaction,
): Promise<void> {
  return tell(context, alert.messageType === undefined ? 'alert.closed' : 'source.back', alert, events, transaction);
}

/**
 * Puts it into the outbox; nothing for an alert of a rule in test mode.
 * @param events of it, oldest first
 * @param severityBefore where it has become more severe
 */
export async function tell(
  context: AlertContext,
  type: MessageType,
  alert: KeptAlert,
  events: readonly AlertEvent[],
  transaction: Transaction,
  severityBefore?: Severity,
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
      body: { alert: alertBody(alert, events, context.urlOf(alert.id)) },
    },
    transaction,
  );
}

/** `alert` of the webhook; the API answers with the same names. */
export function alertBody(
  alert: KeptAlert,
  events: readonly AlertEvent[],
  url: string | undefined,
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
    ...(alert.state === 'closed' ? { closed: closing(alert) } : {}),
    events: events.slice(-MAX_TOLD_EVENTS).map(({ id, time, message }) => ({ id, time: iso(time), message })),
    ...(url === undefined ? {} : { url }),
  };
}

function closing({ reason, note, stateAt, stateBy }: KeptAlert): Readonly<Record<string, unknown>> {
  const isUnwatched = reason === 'unwatched';
  return {
    // Of what ended by itself programs know one reason.
    ...(isUnwatched ? { reason: 'recovered', isUnwatched } : { reason }),
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
