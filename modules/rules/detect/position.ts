// How far detection has come in the store, kept in the metadata database with what was found up to there.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';

export interface Place {
  /** Of the store, by arrival. */
  readonly position: string;
  /** ms: no event behind the position was received earlier; windows are read again from here back. */
  readonly ruleTime: number;
}

export class PositionRow {
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
  ) {}

  /** Undefined at the very first start. */
  async load(): Promise<Place | undefined> {
    const [row] = await this.db.query<{ position: string; rule_time: number | string }>(
      'SELECT position, rule_time FROM rule_position WHERE id = 1',
      { type: QueryTypes.SELECT },
    );
    return row && { position: row.position, ruleTime: Number(row.rule_time) };
  }

  async save({ position, ruleTime }: Place, transaction: Transaction): Promise<void> {
    await this.db.query(
      `INSERT INTO rule_position (id, position, rule_time, saved_at) VALUES (1, $position, $ruleTime, $now)
       ON CONFLICT (id) DO UPDATE SET position = $position, rule_time = $ruleTime, saved_at = $now`,
      { bind: { position, ruleTime, now: this.clock.now() }, transaction },
    );
  }
}
