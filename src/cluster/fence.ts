// Keeps a process that lost the duties without knowing it (it stood still, its network was gone) from writing what another one writes by
// now. Each term has a number in the one row of `duties`: who gets the lock takes the next one (election.ts), and whoever writes for a duty
// looks in its own transaction whether the number is still the one of its term.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { Fault } from '#src/faults.js';

/** Another process has the duties: nothing of the transaction is to be kept, and what was known in this term is to be forgotten. */
export class OvertakenFault extends Fault {
  constructor(why = 'Another portal has the duties by now.') {
    super('CONFLICT', why);
  }
}

/** Who stands still in a transaction that holds the row is cut off after so long, sooner than the lock is given up (election.ts). */
const IDLE_MS = 5_000;

/** For the connection that holds the lock; waits for transactions that hold the row. */
export const NEXT_TERM = `INSERT INTO duties (id, term) VALUES (1, 1)
  ON CONFLICT (id) DO UPDATE SET term = duties.term + 1 RETURNING CAST(term AS text) AS term`;

export class Fence {
  #term: string | undefined;

  /** A term begins here. It counts until the next one does: who ends in order may write its last things, unless somebody came before. */
  begin(term: string): void {
    this.#term = term;
  }

  /** At the beginning of a transaction: until it ends nobody else begins a term. Nothing happens where there is one portal. @throws OvertakenFault */
  async hold(db: Sequelize, transaction: Transaction): Promise<void> {
    if (this.#term === undefined) return;
    const [row] = await db.query<{ term: string }>(
      `SELECT CAST(term AS text) AS term, set_config('idle_in_transaction_session_timeout', '${IDLE_MS}', true)
       FROM duties WHERE id = 1 FOR SHARE`,
      { type: QueryTypes.SELECT, transaction },
    );
    if (row?.term !== this.#term) throw new OvertakenFault();
  }
}
