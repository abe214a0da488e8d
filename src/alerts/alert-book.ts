// Alerts as they are kept: raised and grown by detection in its own transaction, together with the messages that tell of them.

import type { Transaction } from 'sequelize';
import type { AlertGrowth, NewAlert, OngoingAlert } from './alert.js';

export class AlertBook {
  /** Keeps it, and puts `alert.raised` into the outbox unless it is a test. Answers with its id. */
  raise(_alert: NewAlert, _transaction: Transaction): Promise<string> {
    throw new Error('BUG: not built yet');
  }

  /** Adds to alerts, also to closed ones; `alert.updated` at each tenfold count. */
  grow(_growths: readonly AlertGrowth[], _transaction: Transaction): Promise<void> {
    throw new Error('BUG: not built yet');
  }

  /** What was wrong is over: closes an open or acknowledged one as `recovered` and puts `alert.closed` (or `source.back`) into the outbox. */
  recover(_id: string, _at: number, _summary: string, _transaction: Transaction): Promise<void> {
    throw new Error('BUG: not built yet');
  }

  /** Alerts with an event at or after `since` (ms), of any state. */
  ongoing(_since: number): Promise<readonly OngoingAlert[]> {
    throw new Error('BUG: not built yet');
  }
}
