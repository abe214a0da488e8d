// A message as the database keeps it.

import type { MessageFacts, MessageType, OutboxMessage } from './message.js';

export interface MessageRow {
  readonly number: number;
  readonly id: string;
  readonly type: MessageType;
  readonly at: number | string;
  readonly facts: string;
  readonly body: string;
  readonly channel: string | null;
  readonly created_at: number | string;
}

export function toMessage({ id, type, at, facts, body, channel }: MessageRow): OutboxMessage {
  return {
    id,
    type,
    at: Number(at),
    facts: JSON.parse(facts) as MessageFacts,
    body: JSON.parse(body) as Record<string, unknown>,
    ...(channel !== null && { channel }),
  };
}
