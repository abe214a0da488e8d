// Deliveries and their tries as the database keeps them.

import type { ExchangePart } from './carrier.js';
import type { Attempt, Delivery, DeliveryState } from './delivery.js';
import type { MessageType } from './message.js';

type Ms = number | string;

/** Joined with its message. */
export interface DeliveryRow {
  readonly id: number;
  readonly message_id: string;
  readonly channel: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly next_at: Ms | null;
  readonly created_at: Ms;
  readonly ended_at: Ms | null;
  readonly last_line: string | null;
  readonly last_error: string | null;
  readonly replay_of: number | null;
  readonly asked_by: string | null;
  readonly type: MessageType;
  readonly about: string;
  readonly alert_id: string | null;
  readonly at: Ms;
}

export interface AttemptRow {
  readonly n: number;
  readonly at: Ms;
  readonly duration_ms: number;
  readonly outcome: Attempt['outcome'];
  readonly request: string;
  readonly response: string | null;
  readonly error: string | null;
}

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    messageId: row.message_id,
    type: row.type,
    about: row.about,
    alertId: row.alert_id ?? undefined,
    channel: row.channel,
    state: row.state,
    attempts: row.attempts,
    nextAt: time(row.next_at),
    createdAt: Number(row.created_at),
    endedAt: time(row.ended_at),
    lastLine: row.last_line ?? undefined,
    lastError: row.last_error ?? undefined,
    replayOf: row.replay_of ?? undefined,
    askedBy: row.asked_by ?? undefined,
  };
}

export function toAttempt(row: AttemptRow): Attempt {
  return {
    n: row.n,
    at: Number(row.at),
    durationMs: row.duration_ms,
    outcome: row.outcome,
    request: JSON.parse(row.request) as ExchangePart,
    response: row.response === null ? undefined : (JSON.parse(row.response) as ExchangePart),
    error: row.error ?? undefined,
  };
}

const time = (ms: Ms | null): number | undefined => (ms === null ? undefined : Number(ms));
