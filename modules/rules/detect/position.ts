// How far detection has come in the store, kept in the metadata database with what was found up to there.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { OvertakenFault } from '#src/cluster/fence.js';
import { forUpdate } from '#src/store/metadata/dialect.js';

export interface Place {
  /** Of the store, by arrival. */
  readonly position: string;
  /** ms: no event behind the position was received earlier; windows are read again from here back. */
  readonly ruleTime: number;
}

/** What was found from a place is not to be written a second time. */
const FOLLOWED = 'Another portal follows the rules: it has gone on from here.';

export class PositionRow {
  /** As this process read or wrote it last. */
  #kept: string | undefined;

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
    this.#kept = row?.position;
    return row && { position: row.position, ruleTime: Number(row.rule_time) };
  }

  /** Returns what to call when the transaction has committed. @throws OvertakenFault */
  async save({ position, ruleTime }: Place, transaction: Transaction): Promise<() => void> {
    const [row] = await this.db.query<{ position: string }>(
      `SELECT position FROM rule_position WHERE id = 1 ${forUpdate(this.db)}`,
      { type: QueryTypes.SELECT, transaction },
    );
    if (row?.position !== this.#kept) throw new OvertakenFault(FOLLOWED);
    await this.db.query(
      `INSERT INTO rule_position (id, position, rule_time, saved_at) VALUES (1, $position, $ruleTime, $now)
       ON CONFLICT (id) DO UPDATE SET position = $position, rule_time = $ruleTime, saved_at = $now`,
      { bind: { position, ruleTime, now: this.clock.now() }, transaction },
    );
    return () => void (this.#kept = position);
  }
}
