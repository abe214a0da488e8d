// Findings whose time is over, each hour.

import { type Sequelize } from 'sequelize';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import type { Clock } from '#src/clock.js';
import { Duties } from '#src/cluster/duties.js';
import { Cleaning } from '#src/portal/cleaning.js';
import { CLOCK, DB, LOG } from '#src/portal/deps.js';
import { DAY_MS, HOUR_MS } from '../local-day.js';

/** Counted from when it was found last: findings of old logs stay as long as others. */
export const KEEP_DAYS = 400;
const KEEP_ROWS = 200_000;
/** Verdicts that are over. */
const KEEP_VERDICT_DAYS = 800;
const BATCH = 2_000;

@Injectable()
export class FindingRetention extends Cleaning {
  constructor(
    @Inject(DB) private readonly db: Sequelize,
    @Inject(CLOCK) private readonly clock: Clock,
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
    try {
      const gone = (await this.#expire(KEEP_DAYS)) + (await this.#shrink(KEEP_ROWS));
      if (gone > 0) this.log.info({ findings: gone }, 'old findings were deleted');
      await this.db.query(
        'DELETE FROM baselines_verdicts WHERE (revoked_at IS NOT NULL AND revoked_at < $before) OR until_at < $before',
        { bind: { before: this.clock.now() - KEEP_VERDICT_DAYS * DAY_MS } },
      );
    } catch (error) {
      this.log.error({ err: error }, 'old findings could not be deleted');
    }
  }

  #expire(days: number): Promise<number> {
    const bind = { before: this.clock.now() - days * DAY_MS };
    return this.#delete('SELECT id FROM baselines_findings WHERE updated_at < $before', bind);
  }

  /** The oldest days go first. */
  #shrink(rows: number): Promise<number> {
    return this.#delete(
      'SELECT id FROM baselines_findings ORDER BY day DESC, score DESC LIMIT 1000000000 OFFSET $rows',
      { rows },
    );
  }

  /** In short transactions. */
  async #delete(which: string, bind: Record<string, number>): Promise<number> {
    for (let gone = 0; ;) {
      const [deleted] = await this.db.query(
        `DELETE FROM baselines_findings WHERE id IN (SELECT id FROM (${which}) AS over LIMIT ${BATCH}) RETURNING id`,
        { bind },
      );
      gone += deleted.length;
      if (deleted.length < BATCH) return gone;
    }
  }
}
