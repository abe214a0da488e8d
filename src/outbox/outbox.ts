// The notification outbox: messages that are written in the same transaction as what they tell of, and brought out at least once.

import type { Transaction } from 'sequelize';
import type { Carrier } from './carrier.js';
import type { NewMessage } from './message.js';

export class Outbox {
  /** Kept when `transaction` commits, brought out soon after. Answers with the message's id. */
  put(_message: NewMessage, _transaction: Transaction): Promise<string> {
    throw new Error('BUG: not built yet');
  }

  /** The one that brings messages out from now on; without one they wait. */
  register(_carrier: Carrier): void {
    throw new Error('BUG: not built yet');
  }
}
