// The body of the webhook (README, Webhook): the same for every try and for every receiver of a message.

import type { OutboxMessage } from '#src/outbox/message.js';

export function webhookBody({ type, id, at, body }: OutboxMessage): Readonly<Record<string, unknown>> {
  return { type, version: 1, id, time: new Date(at).toISOString(), ...body };
}
