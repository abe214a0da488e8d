// The one message that stands for all that waited for a channel. Pure.

import { SEVERITIES, type Severity } from '#src/alerts/alert.js';
import { isGoodNews, type NewMessage } from '#src/outbox/message.js';
import type { HeldRow } from './held.js';

const MAX_ALERTS = 50;
/** As many as wait by name (held.ts). */
const MAX_OVER = 300;
const MAX_RULES = 20;

/** `held`: not empty, the worst first. `now`: ms since 1970. */
export function digestOf(channel: string, held: readonly HeldRow[], now: number): NewMessage {
  const listed = held.filter(({ alertId }) => alertId !== '').slice(0, MAX_ALERTS);
  const total = sum(held);
  const rules = rulesOf(held);
  const current = held.filter((row) => !isGoodNews(row.type));
  const url = held.map(alertsUrl).find((found) => found !== undefined);
  const digest = {
    reason: held.some(({ reason }) => reason === 'quiet-hours') ? 'quiet-hours' : 'budget',
    title: `${total.toLocaleString('en-US')} held back: ${rules[0]!.name}${rules.length > 1 ? ' and more' : ''}`,
    from: iso(Math.min(...held.map(({ first }) => first))),
    to: iso(Math.max(...held.map(({ last }) => last))),
    /** Messages that it stands for. */
    total,
    rules: rules.slice(0, MAX_RULES),
    alerts: listed.map((row) => ({
      ...(isAlert(row) && { id: row.alertId }),
      rule: row.rule,
      severity: row.severity,
      title: row.title,
      count: row.events,
      messages: row.messages,
      ...(row.isUnwatched && { isUnwatched: true }),
      type: row.type,
      first: iso(row.first),
      last: iso(row.last),
      ...(row.url !== '' && { url: row.url }),
    })),
    /** Messages of alerts that are not listed. */
    more: total - sum(listed),
    /** Alerts that are over, also those that are not listed. */
    over: held.flatMap((row) => (isAlert(row) && isGoodNews(row.type) ? [row.alertId] : [])).slice(0, MAX_OVER),
    /** None of them goes on. */
    isOver: current.length === 0,
    ...(url !== undefined && { url }),
  };
  return {
    type: 'digest',
    at: now,
    channel,
    facts: { severity: worst(current.length === 0 ? held : current) },
    body: { digest },
    alertIds: held.filter(isAlert).map(({ alertId }) => alertId),
  };
}

/** The rules that said most, first. */
function rulesOf(held: readonly HeldRow[]): readonly { id: string; name: string; messages: number }[] {
  const rules = new Map<string, { id: string; name: string; messages: number }>();
  for (const { ruleId, rule, messages } of held) {
    const known = rules.get(ruleId);
    if (known === undefined) rules.set(ruleId, { id: ruleId, name: rule || 'other rules', messages });
    else known.messages += messages;
  }
  return [...rules.values()].toSorted((a, b) => b.messages - a.messages);
}

const worst = (held: readonly HeldRow[]): Severity =>
  SEVERITIES[Math.max(...held.map(({ severity }) => SEVERITIES.indexOf(severity)))] ?? 'informational';

/** Others wait under the name of their source (held.ts). */
const isAlert = ({ alertId }: HeldRow): boolean => alertId.startsWith('al_');

/** The list, beside the alert's own page. */
const alertsUrl = ({ url }: HeldRow): string | undefined => /^(.+\/alerts)\/[^/]+$/.exec(url)?.[1];

const sum = (held: readonly HeldRow[]): number => held.reduce((total, { messages }) => total + messages, 0);
const iso = (ms: number): string => new Date(ms).toISOString();
