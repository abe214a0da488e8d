// Who brings messages out of the outbox: the module of channels. The outbox knows when, how often and what came of it; the carrier where to and how.

import type { Transaction } from 'sequelize';
import type { OutboxMessage } from './message.js';

export interface Carrier {
  /**
   * The channels that get this message now, by id. Called once a message, in the transaction that makes the deliveries; what is to wait
   * (quiet hours, a budget that is used up) the carrier keeps in the same transaction and puts into the outbox later, as a digest.
   */
  route(message: OutboxMessage, transaction: Transaction): Promise<readonly string[]>;
  /** One try. Never rejects for what the other side does; ends within the channel's own time limit, or when `signal` aborts. */
  send(message: OutboxMessage, channel: string, signal: AbortSignal): Promise<SendResult>;
  /** How many deliveries of a channel may be under way at once; undefined: the channel is gone and what waits for it is dead. */
  concurrency(channel: string): Promise<number | undefined>;
}

export interface SendResult {
  /**
   * `delivered`; `retry`: try again later (no connection, time-out, 408, 429, 5xx); `final`: never try again (other 4xx, refused target,
   * a template that cannot be rendered); `cancelled`: nobody wants it sent any more (the channel is switched off), and nothing was;
   * `rest`: some have it, and for a while it is tried again for the others alone. Then it is delivered, with its `error`.
   */
  readonly outcome: 'delivered' | 'retry' | 'final' | 'cancelled' | 'rest';
  /** ms to wait before the next try, as the other side asked (Retry-After). */
  readonly retryAfterMs?: number;
  /** For the delivery log. Without secrets: those of address and headers are replaced by ***. */
  readonly request: ExchangePart;
  /** Undefined when nothing came back. */
  readonly response?: ExchangePart;
  /** What went wrong, as a sentence. */
  readonly error?: string;
}

/** One side of an exchange, bounded. */
export interface ExchangePart {
  /** `POST https://hooks.example.org/***`, `200 OK`, `SMTP 250 2.0.0 queued` */
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  /** At most MAX_LOGGED_CHARS. */
  readonly body: string;
}

export const MAX_LOGGED_CHARS = 16_384;
