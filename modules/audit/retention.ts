// Deletes entries whose days are over, once a day, and says so in the log itself: what is missing has a reason that can be read.

import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { AuditLog } from '#src/audit/audit-log.js';
import type { Clock } from '#src/clock.js';
import { Duties } from '#src/cluster/duties.js';
import { Cleaning } from '#src/portal/cleaning.js';
import { CLOCK, LOG } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';

const DAY_MS = 86_400_000;

@Injectable()
export class AuditRetention extends Cleaning {
  constructor(
    private readonly audit: AuditLog,
    private readonly live: LiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
    duties: Duties,
  ) {
    super(duties);
  }

  @Interval(DAY_MS)
  override clean(): Promise<void> {
    return super.clean();
  }

  protected async run(): Promise<void> {
    const { retentionDays } = this.live.config.audit;
    try {
      const entries = await this.audit.expire(this.clock.now() - retentionDays * DAY_MS);
      if (entries === 0) return;
      const details = { entries, retentionDays };
      await this.audit.record({ actor: 'lanwarden', action: 'audit.expired', outcome: 'success', details });
    } catch (error) {
      this.log.error({ err: error }, 'old entries of the audit log could not be deleted');
    }
  }
}
