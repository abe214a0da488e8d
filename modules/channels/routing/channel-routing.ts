// Which channels get a message now, what waits for them, and when that is told: the deciding half of the carrier.

import { Inject, Injectable } from '@nestjs/common';
import type { Sequelize, Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { Outbox } from '#src/outbox/outbox.js';
import { CLOCK, DB } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { ChannelList, type RoutedChannel } from '../channel.js';
import { decide, mayRelease, type Refusal, refusal } from './decide.js';
import { digestOf } from './digest.js';
import { Held, type HeldFilter, type HeldOf, type HeldSummary } from './held.js';

const BUDGET_WINDOW_MS = 3_600_000;

@Injectable()
export class ChannelRouting {
  readonly #held: Held;

  constructor(
    @Inject(DB) private readonly db: Sequelize,
    private readonly outbox: Outbox,
    private readonly channels: ChannelList,
    private readonly live: LiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#held = new Held(db);
  }

  /** Carrier.route: the channels that get it now; for others it is held, in the same transaction. */
  async route(message: OutboxMessage, transaction: Transaction): Promise<readonly string[]> {
    const chosen: string[] = [];
    for (const channel of await this.channels.routed())
      if (await this.#getsNow(message, channel, transaction)) chosen.push(channel.id);
    return chosen;
  }

  /** What waits, by channel; channels for which nothing waits are not in it. */
  held(): Promise<readonly HeldSummary[]> {
    return this.#held.summaries();
  }

  /** The messages themselves, newest first. */
  waiting(filter: HeldFilter, limit: number): Promise<readonly HeldOf[]> {
    return this.#held.list(filter, limit);
  }

  /** Why a channel, as it is set now, does not want a message of `at`; undefined: it does. */
  whyNot(message: Pick<OutboxMessage, 'type' | 'facts'>, channel: RoutedChannel, at: number): Refusal | undefined {
    return refusal(message, channel, { now: at, zone: this.#zone, isWaiting: false });
  }

  /** Messages that a channel was given within the last hour. */
  used(channel: string, transaction?: Transaction): Promise<number> {
    const since = this.clock.now() - BUDGET_WINDOW_MS;
    return this.outbox.deliveries.madeSince(channel, since, transaction);
  }

  /** Tells what waits and may be told: one digest a channel. */
  async release(): Promise<void> {
    const summaries = await this.#held.summaries();
    if (summaries.length === 0) return;
    const channels = new Map((await this.channels.routed()).map((channel) => [channel.id, channel]));
    for (const summary of summaries) await this.#release(summary, channels.get(summary.channel));
  }

  async #getsNow(message: OutboxMessage, channel: RoutedChannel, transaction: Transaction): Promise<boolean> {
    const now = this.clock.now();
    const free = { now, zone: this.#zone, used: 0, isHolding: false, isWaiting: true };
    // Most channels do not want it at all, whatever waits: that is known without a query.
    if (decide(message, channel, free).kind === 'no') return false;
    const waiting = await this.#held.holds(channel.id, message, transaction);
    const asWaiting = decide(message, channel, { ...free, ...waiting });
    // In a storm the next one is held whatever the budget: that saves a query.
    const isOpen = asWaiting.kind === 'deliver' && channel.routing.budgetPerHour > 0;
    const used = isOpen ? await this.used(channel.id, transaction) : 0;
    const decision = isOpen ? decide(message, channel, { ...free, ...waiting, used }) : asWaiting;
    if (decision.kind === 'hold') await this.#held.add(channel.id, decision.reason, message, now, transaction);
    // It says more, and sooner, than the digest would.
    if (decision.kind === 'deliver' && waiting.isWaiting) await this.#held.drop(channel.id, transaction, message);
    return decision.kind === 'deliver';
  }

  async #release({ channel: id, since }: HeldSummary, channel: RoutedChannel | undefined): Promise<void> {
    await this.db.transaction(async (transaction) => {
      if (channel?.enabled !== true) return this.#held.drop(id, transaction);
      const now = this.clock.now();
      const used = await this.used(id, transaction);
      if (!mayRelease(channel, { now, zone: this.#zone, used }, since)) return;
      const held = await this.#held.take(id, transaction);
      if (held.length > 0) await this.outbox.put(digestOf(id, held, now), transaction);
    });
  }

  get #zone(): string {
    return this.live.atStart.config.time.zone;
  }
}
