// PagerDuty: Events API v2. An alert is one incident there (dedup_key is its id), which its end resolves.

import type { SendResult } from '#src/outbox/carrier.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { fit } from '../template/fit.js';
import type { Sentence } from '../template/sentence.js';
import { z } from 'zod';
import { exchangePart } from './exchange.js';
import { originOf, urlBelow, webAddress } from './field-schemas.js';
import { httpPost } from './http-post.js';
import type { ChannelKind } from './kind.js';

export const pagerduty: ChannelKind = {
  id: 'pagerduty',
  title: 'PagerDuty',
  text: 'An incident that calls whoever is on duty, and is resolved when it is over',
  icon: 'activity-heartbeat',
  steps: [
    'In PagerDuty open the service, then Integrations, Add an integration, and choose Events API V2.',
    'Copy the integration key into the field here. A test opens an incident of the lowest severity: resolve it by hand.',
  ],
  fields: [
    {
      name: 'routingKey',
      label: 'Integration key',
      look: 'text',
      isSecret: true,
      example: '32 letters and digits',
      schema: z
        .string()
        .trim()
        .regex(/^[A-Za-z0-9]{32}$/, 'expected 32 letters and digits'),
    },
    {
      name: 'server',
      label: 'Server',
      look: 'text',
      schema: webAddress,
      preset: 'https://events.pagerduty.com',
      isMore: true,
      hint: 'Accounts in the European region: https://events.eu.pagerduty.com',
    },
  ],
  tellsSecretsTo: ({ server }) => originOf(server),
  async send({ message, sentence, settings, secrets, now }, tools) {
    const url = urlBelow(String(settings['server']), 'v2/enqueue');
    const events = pagerdutyEvents(message, sentence, secrets['routingKey']!);
    if (events.length === 0) return { outcome: 'delivered', request: exchangePart(NOTHING_TO_SAY, {}, '', []) };
    const post = (body: object): Promise<SendResult> =>
      httpPost({ url, body, secrets: Object.values(secrets), now }, tools);
    return inTurn(`${secrets['routingKey']} ${message.id}`, events, post);
  },
};

const NOTHING_TO_SAY = 'not sent: all of this digest is over, and it knows of no alert that PagerDuty could resolve';

/** How many events of a digest PagerDuty has taken: hundreds take longer than one try may, and the next one goes on behind them. */
const taken = new Map<string, number>();
/** Of digests that are never taken as a whole the oldest is forgotten, and begins anew: dedup_key makes twice the same as once. */
const MAX_TAKEN = 100;

/** One after the other, up to the first that is not taken; answers with the last. */
async function inTurn(
  name: string,
  events: readonly object[],
  post: (event: object) => Promise<SendResult>,
): Promise<SendResult> {
  let at = Math.min(taken.get(name) ?? 0, events.length - 1);
  taken.delete(name);
  for (;;) {
    const result = await post(events[at]!);
    if (result.outcome === 'delivered' && ++at < events.length) continue;
    if (result.outcome !== 'delivered' && at > 0) taken.set(name, at);
    const [oldest] = taken.keys();
    if (taken.size > MAX_TAKEN && oldest !== undefined) taken.delete(oldest);
    return result;
  }
}

/**
 * One of each message but a digest's. That opens an incident for what goes on; of alerts that are over each is resolved, which does nothing
 * where PagerDuty was never told of it ("resolve" needs the dedup_key of its "trigger").
 */
export function pagerdutyEvents(message: OutboxMessage, sentence: Sentence, routingKey: string): readonly object[] {
  if (message.type !== 'digest') return [pagerdutyEvent(message, sentence, routingKey)];
  const { over = [] } = (message.body['digest'] ?? {}) as { readonly over?: readonly string[] };
  const resolved = over.map((id) => resolving(id, routingKey));
  return sentence.isOver ? resolved : [pagerdutyEvent(message, sentence, routingKey), ...resolved];
}

function resolving(alertId: string, routingKey: string): object {
  return { routing_key: routingKey, event_action: 'resolve', dedup_key: dedupKey(alertId) };
}

const dedupKey = (id: string): string => fit(`lanwarden-${id}`, 255);

export function pagerdutyEvent(message: OutboxMessage, sentence: Sentence, routingKey: string): object {
  const { title, text, facts, url, severity, isOver, thread } = sentence;
  const value = (label: string): string | undefined => facts.find((fact) => fact.label === label)?.value;
  return {
    routing_key: routingKey,
    event_action: isOver ? 'resolve' : 'trigger',
    dedup_key: dedupKey(thread ?? message.id),
    payload: {
      summary: fit(title, 1_024),
      source: fit(value('Source') ?? value('Host') ?? value('From') ?? 'lanwarden', 255),
      severity: SEVERITY[severity],
      timestamp: new Date(message.at).toISOString(),
      component: 'lanwarden',
      custom_details: { text, ...Object.fromEntries(facts.map((fact) => [fact.label, fact.value])) },
    },
    client: 'Lanwarden',
    ...(url !== undefined && { client_url: url, links: [{ href: url, text: 'Open in Lanwarden' }] }),
  };
}

const SEVERITY = {
  informational: 'info',
  low: 'info',
  medium: 'warning',
  high: 'error',
  critical: 'critical',
} as const;
