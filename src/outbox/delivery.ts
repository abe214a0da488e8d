// What becomes of a message on its way to one channel.

import type { ExchangePart, SendResult } from './carrier.js';
import type { MessageType } from './message.js';

/**
 * waiting -> sending -> delivered
 *    ^          |-----> failed (the other side will never take it)
 *    +----------|-----> dead   (tried for a day, a test that failed, or the channel is gone)
 *    |----------------> cancelled (by a person, or the channel is switched off)
 */
export const DELIVERY_STATES = ['waiting', 'sending', 'delivered', 'failed', 'dead', 'cancelled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface Delivery {
  readonly id: number;
  readonly messageId: string;
  readonly type: MessageType;
  /** One line: what it tells. May hold log text. */
  readonly about: string;
  readonly alertId: string | undefined;
  readonly channel: string;
  readonly state: DeliveryState;
  /** Tries that have ended. */
  readonly attempts: number;
  /** ms since 1970; undefined unless it waits. */
  readonly nextAt: number | undefined;
  readonly createdAt: number;
  readonly endedAt: number | undefined;
  /** Of the last answer, e.g. `200 OK`. */
  readonly lastLine: string | undefined;
  readonly lastError: string | undefined;
  /** The delivery that a person sent again, and who. */
  readonly replayOf: number | undefined;
  readonly askedBy: string | undefined;
}

export interface Attempt {
  /** 1 is the first. */
  readonly n: number;
  /** ms since 1970 */
  readonly at: number;
  readonly durationMs: number;
  readonly outcome: SendResult['outcome'];
  readonly request: ExchangePart;
  readonly response: ExchangePart | undefined;
  readonly error: string | undefined;
}

/** Somebody may wait for it: the page of a test, a live list. */
export interface AttemptEnded {
  readonly deliveryId: number;
  readonly messageId: string;
  readonly channel: string;
  readonly state: DeliveryState;
}
