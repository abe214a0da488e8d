// What is put into the outbox: something that happened, as it will be told, and the facts by which channels choose it.

import type { Severity } from '#src/alerts/alert.js';

/** Types of the webhook (docs: README, Webhook). */
export const MESSAGE_TYPES = [
  'alert.raised',
  'alert.updated',
  'alert.closed',
  'source.silent',
  'source.back',
  'digest',
  'test',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** What was wrong is over. */
export const isGoodNews = (type: MessageType): boolean => type === 'alert.closed' || type === 'source.back';

/** Facts that routing looks at; log text stands in none of them but `source`. */
export interface MessageFacts {
  readonly severity?: Severity;
  /** It has become more severe: what it was when it was last told. */
  readonly severityBefore?: Severity;
  readonly ruleId?: string;
  readonly alertId?: string;
  /** Of the device. */
  readonly source?: string;
}

export interface NewMessage {
  readonly type: MessageType;
  /** ms since 1970: when it happened. */
  readonly at: number;
  readonly facts: MessageFacts;
  /** What stands beside type, version, id and time in the webhook's body: `{ alert: {...} }`. Plain JSON, at most 256 KB. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Only to this channel, whatever its routing says (tests, digests, replays of one). */
  readonly channel?: string;
  /** Alerts that it stands for, when it is of several (digests): the delivery log finds it by each. */
  readonly alertIds?: readonly string[];
}

export interface OutboxMessage extends NewMessage {
  /** The webhook's id: `msg_` and 26 letters or digits, stable over all tries and channels. */
  readonly id: string;
}
