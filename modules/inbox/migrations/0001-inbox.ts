// Shapes of unknown messages, and how many messages did not fit into the collector's table of shapes.

import type { Migration } from '#src/plugin/module.js';

export const firstInbox: Migration = {
  name: '0001-inbox',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const tables = db.getQueryInterface();
    const count = { type: DataTypes.BIGINT, allowNull: false };
    const text = { type: DataTypes.TEXT, allowNull: false };
    await tables.createTable('inbox_shapes', {
      key: { type: DataTypes.STRING(32), primaryKey: true },
      app: text,
      template: text,
      state: { type: DataTypes.STRING(10), allowNull: false },
      note: text,
      changed_by: { type: DataTypes.STRING(200), allowNull: true },
      changed_at: { type: DataTypes.BIGINT, allowNull: true },
      count,
      sources: text,
      has_more_sources: { type: DataTypes.BOOLEAN, allowNull: false },
      first_at: count,
      last_at: count,
      samples: text,
      reported_at: count,
    });
    await db.query('CREATE INDEX IF NOT EXISTS inbox_shapes_reported ON inbox_shapes (state, reported_at)');
    await tables.createTable('inbox_others', {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      messages: count,
      last_at: count,
    });
  },
};
