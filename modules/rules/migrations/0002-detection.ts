// What detection remembers: how far it has come, the values that first-seen rules know, since when they learn, and what rules matched.

import type { Migration } from '#src/plugin/module.js';

export const detectionTables: Migration = {
  name: '0002-detection',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const tables = db.getQueryInterface();
    const number = { type: DataTypes.BIGINT, allowNull: false };
    const rule = { type: DataTypes.STRING(63), allowNull: false, primaryKey: true };
    await tables.createTable('rule_position', {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      position: { type: DataTypes.TEXT, allowNull: false },
      rule_time: number,
      saved_at: number,
    });
    await tables.createTable('rule_seen', {
      rule,
      hash: { type: DataTypes.STRING(16), allowNull: false, primaryKey: true },
      first_at: number,
    });
    await tables.createTable('rule_learning', {
      rule,
      definition: { type: DataTypes.STRING(32), allowNull: false },
      activated_at: number,
      learns_until: number,
      has_read_past: { type: DataTypes.BOOLEAN, allowNull: false },
    });
    await tables.createTable('rule_stats', {
      rule,
      day: { type: DataTypes.STRING(10), allowNull: false },
      matches: number,
      last_match: number,
    });
  },
};
