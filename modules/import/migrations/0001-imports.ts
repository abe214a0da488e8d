// The imports of the portal: what was uploaded, how it is read, what became of it.

import type { Migration } from '#src/plugin/module.js';

export const importTables: Migration = {
  name: '0001-imports',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const text = { type: DataTypes.TEXT, allowNull: false };
    const word = { type: DataTypes.STRING(12), allowNull: false };
    const ms = { type: DataTypes.BIGINT, allowNull: false };
    const or = <T extends object>(type: T): T => ({ ...type, allowNull: true });
    await db.getQueryInterface().createTable('import_files', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      // As the browser named it; on disk it has a name of ours.
      name: text,
      stored_as: text,
      bytes: ms,
      uploaded_by: text,
      uploaded_at: ms,
      state: word,
      format: or(word),
      source: or(text),
      mapping: or(text),
      delimiter: or(word),
      day_order: or(word),
      // JSON; sentences
      started_at: or(ms),
      ended_at: or(ms),
      summary: or(text),
      error: or(text),
    });
  },
};
