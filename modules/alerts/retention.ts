// Deletes alerts whose time is over, each hour.

import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { AlertBook } from '#src/alerts/alert-book.js';
import { Duties } from '#src/cluster/duties.js';
import { Cleaning } from '#src/portal/cleaning.js';
import { LOG } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { alertSettings } from './settings.js';

const HOUR_MS = 3_600_000;

@Injectable()
export class AlertRetention extends Cleaning {
  constructor(
    private readonly book: AlertBook,
    private readonly live: LiveConfig,
    @Inject(LOG) private readonly log: Logger,
    duties: Duties,
  ) {
    super(duties);
  }

  @Interval(HOUR_MS)
  override clean(): Promise<void> {
    return super.clean();
  }

  protected async run(): Promise<void> {
    const { keepClosedDays, keepAtMost } = alertSettings.parse(this.live.loaded.modules['alerts'] ?? {});
    try {
      const { gone, unclosed } = await this.book.expire({ closedDays: keepClosedDays, atMost: keepAtMost });
      if (unclosed > 0)
        this.log.warn({ alerts: unclosed, keepAtMost }, 'alerts that nobody closed were deleted: there were too many');
      else if (gone > 0) this.log.info({ alerts: gone, keepClosedDays }, 'old alerts were deleted');
    } catch (error) {
      this.log.error({ err: error }, 'old alerts could not be deleted');
    }
  }
}
