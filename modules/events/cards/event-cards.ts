// The cards about events, for the dashboard.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { STORE } from '#src/portal/deps.js';
import { Cards } from '#src/portal/cards/cards.js';
import type { EventReader } from '#src/store/event-store.js';
import { eventsCard } from './events-card.js';
import { failedLogonsCards } from './failed-logons-card.js';
import { overTimeCard } from './over-time-card.js';
import { topCards } from './top-cards.js';

@Injectable()
export class EventCards implements OnModuleInit {
  constructor(
    private readonly cards: Cards,
    @Inject(STORE) private readonly store: EventReader,
  ) {}

  onModuleInit(): void {
    const { store } = this;
    this.cards.register(eventsCard(store), ...failedLogonsCards(store), overTimeCard(store), ...topCards(store));
  }
}
