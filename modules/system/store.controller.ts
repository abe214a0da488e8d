// The store page: what is kept, for how long, and how long the room lasts.

import { Controller, Get, Inject } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Permission } from '#src/portal/access/access.js';
import { CLOCK, CONFIG, STORE } from '#src/portal/deps.js';
import { Page } from '#src/portal/page/page.js';
import type { EventReader, SegmentInfo } from '#src/store/event-store.js';
import { pageModel } from './page-model.js';
import { forecast } from './store-forecast.js';

/** A year of days and then some. */
const MOST_SEGMENTS = 500;

@Controller('system/store')
@Permission('system.read')
export class StoreController {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('system/views/store')
  async page(): Promise<object> {
    const [segments, stats] = await Promise.all([this.store.segments(), this.store.stats()]);
    const { retention, minFreeBytes, store } = this.config.events;
    const newest = segments.toSorted((a, b) =>
      a.day === b.day ? b.id.localeCompare(a.id, 'en', { numeric: true }) : a.day < b.day ? 1 : -1,
    );
    return pageModel('Store', {
      ...{
        engine: store,
        stats,
        retention,
        minFreeBytes,
        classes: Object.entries(retention.classes).map(([name, { days }]) => ({ name, days })),
      },
      segments: newest.slice(0, MOST_SEGMENTS),
      more: Math.max(0, segments.length - MOST_SEGMENTS),
      total: { rows: sum(segments, 'rows'), bytes: sum(segments, 'bytes') },
      forecast: forecast({ segments, retention, freeBytes: stats.freeDiskBytes - minFreeBytes, now: this.clock.now() }),
    });
  }
}

function sum(segments: readonly SegmentInfo[], of: 'rows' | 'bytes'): number {
  return segments.reduce((total, segment) => total + segment[of], 0);
}
