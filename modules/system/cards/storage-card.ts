// Disk and ledger: how much room is left and for how long, and whether every message is accounted for.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import type { Card, CardModel, Saying } from '#src/portal/cards/cards.js';
import { Cards } from '#src/portal/cards/cards.js';
import { format } from '#src/portal/page/format.js';
import { CLOCK, COLLECTOR, STORE } from '#src/portal/deps.js';
import type { CollectorHealth, CollectorLink } from '#src/portal/collector-link.js';
import { LiveConfig } from '#src/settings/live-config.js';
import type { EventReader } from '#src/store/event-store.js';
import { totalOf } from '../ledger-table.js';
import { forecast, type Forecast } from '../store-forecast.js';

const FEW_DAYS = 7;
/** Less is stored before somebody has read it. */
const MANY_WAITING = 100_000;

@Injectable()
export class StorageCard implements OnModuleInit {
  constructor(
    private readonly cards: Cards,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    private readonly liveConfig: LiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.cards.register({
      id: 'system.storage',
      title: 'Disk and ledger',
      permission: 'system.read',
      size: 'small',
      order: 40,
      template: 'system/views/_storage-card',
      href: () => '/system/store',
      load: () => this.#load(),
    } satisfies Card);
  }

  async #load(): Promise<CardModel> {
    const [segments, stats] = await Promise.all([this.store.segments(), this.store.stats()]);
    const { retention } = this.liveConfig.config.events;
    const { minFreeBytes } = this.liveConfig.atStart.config.events;
    const freeBytes = Math.max(0, (stats.freeDiskBytes ?? Number.MAX_SAFE_INTEGER) - minFreeBytes);
    const ahead = forecast({ segments, retention, freeBytes, now: this.clock.now() });
    const health = this.collector.health();
    const total = health === undefined ? undefined : totalOf(health.ledger);
    const model = {
      stats,
      minFreeBytes,
      ahead,
      fullWhen: soonText(ahead?.inDays ?? 0),
      balanced: health?.balanced,
      lost: total?.lost ?? 0,
      dropped: total?.dropped ?? 0,
      waiting: health?.spool?.messages ?? 0,
      isAway: health?.store.trouble !== undefined,
      says: sayings(freeBytes === 0, ahead, health),
    };
    return model;
  }
}

/** `in about 3 days` */
function soonText(days: number): string {
  if (days < 1) return 'within a day';
  const whole = Math.floor(days);
  return `in about ${format.number(whole)} ${whole === 1 ? 'day' : 'days'}`;
}

function sayings(isFull: boolean, ahead: Forecast | undefined, health: CollectorHealth | undefined): readonly Saying[] {
  const said: string[] = [];
  if (health === undefined) said.push('the collector is away');
  if (health?.balanced === false) said.push('the ledger does not balance');
  if (health?.store.trouble !== undefined) said.push('the store takes nothing');
  else if (health?.spool?.state === 'draining' && health.spool.messages > MANY_WAITING)
    said.push('the store is behind');
  if (health?.spool?.refusing !== undefined) said.push('the spool takes no more');
  if (isFull) said.push('the disk is full');
  else if (ahead?.ends === 'disk' && (ahead.inDays ?? Infinity) < FEW_DAYS)
    said.push(`the disk is full ${soonText(ahead.inDays ?? 0)}`);
  return said.map((text) => ({ text, standsOut: true }));
}
