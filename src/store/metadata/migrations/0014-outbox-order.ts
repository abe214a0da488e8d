// What waits for a channel, in the order in which it was made: the next one is found without sorting all that wait.

import type { Migration } from '#src/plugin/module.js';

export const outboxOrder: Migration = {
  name: '0014-outbox-order',
  async up(db) {
    await db.query('DROP INDEX IF EXISTS outbox_deliveries_due');
    await db.query(
      `CREATE INDEX IF NOT EXISTS outbox_deliveries_waiting ON outbox_deliveries (channel, id) WHERE state = 'waiting'`,
    );
  },
};
