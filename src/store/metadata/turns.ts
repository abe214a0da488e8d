// Transactions of one SQLite file, one after the other. Each has a connection of its own and waits for the lock inside a thread of libuv's
// pool, which has four: a handful that wait would leave none for the one that holds the lock, and all would stand still until the first
// gives up, a second later. In line here they cost nothing.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sequelize } from 'sequelize';

type Transact = (options: unknown, callback?: unknown) => Promise<unknown>;

/** Changes `db.transaction(callback)`; those without a callback, and those within another's callback, do not wait for a turn. */
export function takeTurns(db: Sequelize): void {
  const transact = db.transaction.bind(db) as Transact;
  /** Of the code that runs within a transaction's callback. */
  const within = new AsyncLocalStorage<{ isOver: boolean }>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn: Transact = (options, callback) => {
    const isManaged = typeof options === 'function' || typeof callback === 'function';
    if (!isManaged || within.getStore()?.isOver === false) return transact(options, callback);
    const turn = last.then(() => {
      const state = { isOver: false };
      return within.run(state, () => transact(options, callback)).finally(() => (state.isOver = true));
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  db.transaction = inTurn as typeof db.transaction;
}

/** What is asked outside of a transaction goes over one connection: there, too, one statement at a time, so that it takes one thread. */
export async function oneAtATime(db: Sequelize): Promise<void> {
  const manager = db.connectionManager as unknown as {
    getConnection(options: object): Promise<{ serialize(): void }>;
  };
  (await manager.getConnection({})).serialize();
}
