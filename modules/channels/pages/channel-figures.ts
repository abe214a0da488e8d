// How channels do: from the delivery log, from what waits for them, and what is to be thought of about them.

import { Injectable } from '@nestjs/common';
import { RuleNames } from '#src/alerts/rule-names.js';
import { Fault, messageOf } from '#src/faults.js';
import { Deliveries } from '#src/outbox/deliveries.js';
import { ChannelBook } from '../book/channel-book.js';
import type { Channel } from '../book/channel-row.js';
import { TargetWarnings } from '../guard/target-warnings.js';
import { isNeverTold, NEVER_TOLD } from '../routing/decide.js';
import { ChannelRouting } from '../routing/channel-routing.js';
import { kindOf } from '../transports/kinds.js';
import type { Figures } from './channel-view.js';

@Injectable()
export class ChannelFigures {
  constructor(
    private readonly book: ChannelBook,
    private readonly deliveries: Deliveries,
    private readonly routing: ChannelRouting,
    private readonly ruleNames: RuleNames,
    private readonly targets: TargetWarnings,
  ) {}

  /** By id, one for each of `channels`. */
  async of(channels: readonly Channel[]): Promise<ReadonlyMap<string, Figures>> {
    const [stats, held, used] = await Promise.all([
      this.deliveries.stats(),
      this.routing.held(),
      Promise.all(channels.map(({ id }) => this.routing.used(id))),
    ]);
    const names = new Map(this.ruleNames.all().map(({ id, name }) => [id, name]));
    const ruleName = (id: string): string | undefined => names.get(id);
    return new Map(
      channels.map(({ id }, index) => [
        id,
        { stats: stats.get(id), held: held.find(({ channel }) => channel === id), used: used[index] ?? 0, ruleName },
      ]),
    );
  }

  /** Sentences; that its secrets cannot be read is one, too. */
  async warnings(channel: Channel): Promise<readonly string[]> {
    try {
      const secrets = await this.book.secretsOf(channel.id);
      const target = await this.targets.of(channel);
      return [
        // Saved before this was refused.
        ...(isNeverTold(channel.routing) ? [`What waits for it is never told: ${NEVER_TOLD}.`] : []),
        ...(target === undefined ? [] : [target.text]),
        ...(kindOf(channel.kind)?.warnings?.(channel.settings, secrets) ?? []),
      ];
    } catch (error) {
      if (error instanceof Fault && error.code === 'SECRET_KEY') return [`Nothing can be sent: ${messageOf(error)}`];
      throw error;
    }
  }
}
