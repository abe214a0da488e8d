// What is wrong with the notifications, in words, for the page of the channels and the dashboard.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { Deliveries } from '#src/outbox/deliveries.js';
import { type Card, type CardModel, Cards } from '#src/portal/cards/cards.js';
import type { TableCard } from '#src/portal/cards/shapes.js';
import { CLOCK } from '#src/portal/deps.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { format } from '#src/portal/page/format.js';
import { ChannelList } from '../channel.js';
import { addressOf } from './delivery-input.js';

export interface Trouble {
  readonly channel: string;
  /** Made visible. */
  readonly name: string;
  /** A sentence. */
  readonly what: string;
  /** The deliveries that it is about. */
  readonly href: string;
}

/** Shorter failures mend themselves: tries go on. */
const FAILING_MS = 15 * 60_000;

@Injectable()
export class DeliveryTrouble implements OnModuleInit {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly channels: ChannelList,
    private readonly cards: Cards,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.cards.register(this.#card());
  }

  /** Of the channels that there are; empty: all is well. */
  async list(): Promise<readonly Trouble[]> {
    const stats = await this.deliveries.stats();
    const now = this.clock.now();
    return (await this.channels.routed()).flatMap(({ id: channel, name: raw, enabled }) => {
      const { failingSince, givenUp = 0 } = stats.get(channel) ?? {};
      const name = visibleText(raw, 100);
      const found: Trouble[] = [];
      if (enabled && failingSince !== undefined && now - failingSince > FAILING_MS)
        found.push({
          channel,
          name,
          href: addressOf({ channel, state: 'waiting' }),
          what: `Nothing gets through to ${name} for ${format.duration((now - failingSince) / 1_000)}; tries go on for a day.`,
        });
      if (givenUp > 0)
        found.push({
          channel,
          name,
          href: addressOf({ channel }),
          what: `${format.number(givenUp)} ${givenUp === 1 ? 'message was' : 'messages were'} not taken by ${name} and given up.`,
        });
      return found;
    });
  }

  #card(): Card {
    return {
      id: 'channels.trouble',
      title: 'Notifications that fail',
      permission: 'channels.read',
      size: 'small',
      order: 25,
      template: 'partials/cards/table',
      href: () => '/channels/deliveries',
      load: async (): Promise<(CardModel & TableCard) | undefined> => {
        const troubles = await this.list();
        if (troubles.length === 0) return undefined;
        return {
          head: ['What'],
          rows: troubles.slice(0, 5).map(({ what, href }) => [{ text: what, href }]),
          empty: '',
          says: [
            {
              text: `notifications fail on ${troubles.length === 1 ? troubles[0]!.name : 'several channels'}`,
              standsOut: true,
            },
          ],
        };
      },
    };
  }
}
