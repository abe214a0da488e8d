// Searches that people keep.

import type { Migration } from '#src/plugin/module.js';

export const savedSearches: Migration = {
  name: '0001-saved-searches',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const tables = db.getQueryInterface();
    await tables.createTable('saved_searches', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      owner_id: { type: DataTypes.INTEGER, allowNull: false },
      owner_name: { type: DataTypes.STRING(200), allowNull: false },
      name: { type: DataTypes.STRING(100), allowNull: false },
      q: { type: DataTypes.TEXT, allowNull: false },
      from: { type: DataTypes.STRING(60), allowNull: false },
      to: { type: DataTypes.STRING(60), allowNull: false },
      shared: { type: DataTypes.BOOLEAN, allowNull: false },
      pinned: { type: DataTypes.BOOLEAN, allowNull: false },
      created_at: { type: DataTypes.BIGINT, allowNull: false },
    });
    await db.query('CREATE INDEX IF NOT EXISTS saved_searches_owner ON saved_searches (owner_id)');
  },
};
