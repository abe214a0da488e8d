// The audit log is looked at newest first, by actor, action or outcome: each filter gets an index in that order.

import type { Migration } from '#src/plugin/module.js';

export const auditIndex: Migration = {
  name: '0008-audit-index',
  async up(db) {
    for (const column of ['actor', 'action', 'outcome'])
      await db.query(`CREATE INDEX IF NOT EXISTS audit_entries_${column} ON audit_entries (${column}, at, id)`);
    await db.query('CREATE INDEX IF NOT EXISTS audit_entries_time ON audit_entries (at, id)');
    await db.query('DROP INDEX IF EXISTS audit_entries_at');
  },
};
