// Settings that were edited in the portal, and the sources that were made there.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const settings: Migration = {
  name: '0003-settings',
  async up(db) {
    const tables = db.getQueryInterface();
    const time = { type: DataTypes.BIGINT, allowNull: false };
    const text = { type: DataTypes.STRING(200), allowNull: false };
    await tables.createTable('settings', {
      path: { type: DataTypes.STRING(200), primaryKey: true },
      value: { type: DataTypes.TEXT, allowNull: false },
      updated_at: time,
      updated_by: text,
    });
    await tables.createTable('sources', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { ...text, unique: true },
      config: { type: DataTypes.TEXT, allowNull: false },
      position: { type: DataTypes.INTEGER, allowNull: false },
      version: { type: DataTypes.INTEGER, allowNull: false },
      created_at: time,
      updated_at: time,
      updated_by: text,
    });
  },
};
