// Brings messages out of the outbox: which channels get one decides routing, how one try goes the channel's kind.

import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Fault, messageOf } from '#src/faults.js';
import type { Carrier, SendResult } from '#src/outbox/carrier.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { CLOCK } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { ChannelBook } from './book/channel-book.js';
import type { Channel } from './book/channel-row.js';
import { ChannelRouting } from './routing/channel-routing.js';
import type { ChannelsSettings } from './settings.js';
import { sentenceOf } from './template/sentence.js';
import { exchangePart } from './transports/exchange.js';
import { kindOf } from './transports/kinds.js';

/** One after the other for people and services that show an order; a program may get several at once. */
const CONCURRENCY: Readonly<Record<string, number>> = { webhook: 4 };

@Injectable()
export class ChannelCarrier implements Carrier {
  constructor(
    private readonly book: ChannelBook,
    private readonly routing: ChannelRouting,
    private readonly live: LiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  route(message: OutboxMessage, transaction: Transaction): Promise<readonly string[]> {
    return this.routing.route(message, transaction);
  }

  async concurrency(id: string): Promise<number | undefined> {
    const channel = await this.#known(id);
    return channel === undefined ? undefined : (CONCURRENCY[channel.kind] ?? 1);
  }

  async send(message: OutboxMessage, id: string, signal: AbortSignal): Promise<SendResult> {
    const channel = await this.#known(id);
    if (channel === undefined) return notSent('final', 'The channel was deleted.');
    if (!channel.enabled && message.type !== 'test') return notSent('cancelled', 'The channel is switched off.');
    const kind = kindOf(channel.kind);
    if (kind === undefined)
      return notSent(
        'final',
        `This version knows no channel of the kind ${channel.kind}. Update Lanwarden, or delete the channel.`,
      );
    const { targets, timeoutMs } = this.live.loaded.modules['channels'] as ChannelsSettings;
    try {
      const secrets = await this.book.secretsOf(id);
      const job = {
        message,
        sentence: sentenceOf(message),
        settings: channel.settings,
        secrets,
        now: this.clock.now(),
      };
      return await kind.send(job, {
        rules: targets,
        timeoutMs,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (error) {
      // The key of the secrets may come back with a backup.
      if (error instanceof Fault && error.code === 'SECRET_KEY') return notSent('retry', messageOf(error));
      throw error;
    }
  }

  /** Also one that is switched off: what is for it alone (a test) goes there. One that another portal made a moment ago is in the table. */
  async #known(id: string): Promise<Channel | undefined> {
    return (await this.book.routed()).find((channel) => channel.id === id) ?? this.book.find(id);
  }
}

function notSent(outcome: SendResult['outcome'], error: string): SendResult {
  return { outcome, request: exchangePart('not sent', {}, '', []), error };
}
