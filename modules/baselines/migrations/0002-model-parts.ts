// Published models, for portals with another data folder. Written on PostgreSQL only: with SQLite there is one folder, and they are in it.

import type { Migration } from '#src/plugin/module.js';

export const modelParts: Migration = {
  name: '0002-model-parts',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    await db.getQueryInterface().createTable('baselines_model_parts', {
      file: { type: DataTypes.STRING(120), primaryKey: true },
      part: { type: DataTypes.INTEGER, primaryKey: true },
      // gzip; empty in the last part.
      data: { type: DataTypes.BLOB, allowNull: false },
      // SHA-256 of the whole file, in the last part.
      digest: { type: DataTypes.STRING(64), allowNull: true },
    });
  },
};
