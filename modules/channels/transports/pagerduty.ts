// PagerDuty: Events API v2. An alert is one incident there (dedup_key is its id), which its end resolves.

import type { OutboxMessage } from '#src/outbox/message.js';
import { fit } from '../template/fit.js';
import type { Sentence } from '../template/sentence.js';
import { z } from 'zod';
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
      ...{
        name: 'routingKey',
        label: 'Integration key',
        look: 'text',
        isSecret: true,
        example: '32 letters and digits',
      },
      schema: z
        .string()
        .trim()
        .regex(/^[A-Za-z0-9]{32}$/, 'expected 32 letters and digits'),
    },
    {
      ...{
        name: 'server',
        label: 'Server',
        look: 'text',
        schema: webAddress,
        preset: 'https://events.pagerduty.com',
        isMore: true,
      },
      hint: 'Accounts in the European region: https://events.eu.pagerduty.com',
    },
  ],
  tellsSecretsTo: ({ server }) => originOf(server),
  send: ({ message, sentence, settings, secrets, now }, tools) =>
    httpPost(
      {
        url: urlBelow(String(settings['server']), 'v2/enqueue'),
        body: pagerdutyEvent(message, sentence, secrets['routingKey']!),
        ...{ secrets: Object.values(secrets), now },
      },
      tools,
    ),
};

export function pagerdutyEvent(message: OutboxMessage, sentence: Sentence, routingKey: string): object {
  const { title, text, facts, url, severity, isOver, thread } = sentence;
  const value = (label: string): string | undefined => facts.find((fact) => fact.label === label)?.value;
  return {
    routing_key: routingKey,
    event_action: isOver ? 'resolve' : 'trigger',
    dedup_key: fit(`lanwarden-${thread ?? message.id}`, 255),
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
