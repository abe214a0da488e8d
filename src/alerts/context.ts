// What the parts of the alert book share: the database, the clock and the outbox.

import { type BindOrReplacements, QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import type { Outbox } from '#src/outbox/outbox.js';

export interface AlertContext {
  readonly db: Sequelize;
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'put'>;
  /** Where people find it; undefined when that is not known. */
  readonly urlOf: (alertId: string) => string | undefined;
}

/** Rows of a statement with bound values; also of one that writes and has RETURNING. */
export async function rowsOf<Row extends object>(
  db: Sequelize,
  sql: string,
  bind: BindOrReplacements,
  transaction?: Transaction,
): Promise<readonly Row[]> {
  return db.query<Row>(sql, { type: QueryTypes.SELECT, bind, ...(transaction && { transaction }) });
}
