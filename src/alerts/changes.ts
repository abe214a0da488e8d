// Who is told of changed alerts, once they are committed.

import type { Transaction } from 'sequelize';
import type { AlertChange, AlertContext } from './context.js';

export class Changes {
  readonly #listeners = new Set<(change: AlertChange) => void>();

  readonly after: AlertContext['changed'] = (ids, what, transaction: Transaction) => {
    if (ids.length > 0) transaction.afterCommit(() => this.#tell({ ids, what }));
  };

  on(listener: (change: AlertChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: AlertChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
