// Channels: what they are, where they lead, and their sealed secrets.

import type { Migration } from '#src/plugin/module.js';

export const firstChannels: Migration = {
  name: '0001-channels',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const text = { type: DataTypes.TEXT, allowNull: false };
    const time = { type: DataTypes.BIGINT, allowNull: false };
    await db.getQueryInterface().createTable('channels', {
      id: { type: DataTypes.STRING(63), primaryKey: true },
      name: { type: DataTypes.STRING(100), allowNull: false, unique: true },
      kind: { type: DataTypes.STRING(40), allowNull: false },
      enabled: { type: DataTypes.BOOLEAN, allowNull: false },
      settings: text,
      secrets: text,
      routing: text,
      version: { type: DataTypes.INTEGER, allowNull: false },
      created_at: time,
      updated_at: time,
      updated_by: { type: DataTypes.STRING(200), allowNull: false },
    });
  },
};
