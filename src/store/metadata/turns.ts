// Transactions of one SQLite file, one after the other. Each has a connection of its own and waits for the lock inside a thread of libuv's
// pool, which has four: a handful that wait would leave none for the one that holds the lock, and all would stand still until the first
// gives up, a second later. In line here they cost nothing.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sequelize } from 'sequelize';

type Transact = (options: unknown, callback?: unknown) => Promise<unknown>;

interface Turn {
  readonly db: Sequelize;
  isOver: boolean;
  /** Of another database, within whose callback this one began. */
  readonly outer: Turn | undefined;
}

/** Of the code that runs within a transaction's callback. One for all databases: Node carries each that was ever used into every promise. */
const within = new AsyncLocalStorage<Turn>();

/** Changes `db.transaction(callback)`; those without a callback, and those within another's callback, do not wait for a turn. */
export function takeTurns(db: Sequelize): void {
  const transact = db.transaction.bind(db) as Transact;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn: Transact = (options, callback) => {
    const isManaged = typeof options === 'function' || typeof callback === 'function';
    if (!isManaged || isWithin(db)) return transact(options, callback);
    const outer = present(within.getStore());
    const done = last.then(() => {
      const turn: Turn = { db, isOver: false, outer };
      return within.run(turn, () => transact(options, callback)).finally(() => (turn.isOver = true));
    });
    last = done.catch(() => undefined);
    return done;
  };
  db.transaction = inTurn as typeof db.transaction;
}

function isWithin(db: Sequelize): boolean {
  for (let turn = present(within.getStore()); turn !== undefined; turn = present(turn.outer))
    if (turn.db === db) return true;
  return false;
}

/** The nearest that is not over. */
function present(turn: Turn | undefined): Turn | undefined {
  let nearest = turn;
  while (nearest?.isOver === true) nearest = nearest.outer;
  return nearest;
}

/** What is asked outside of a transaction goes over one connection: there, too, one statement at a time, so that it takes one thread. */
export async function oneAtATime(db: Sequelize): Promise<void> {
  const manager = db.connectionManager as unknown as {
    getConnection(options: object): Promise<{ serialize(): void }>;
  };
  (await manager.getConnection({})).serialize();
}
