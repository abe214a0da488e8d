// People who were invited and have not come yet.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const invites: Migration = {
  name: '0005-invites',
  async up(db) {
    const text = { type: DataTypes.STRING(200), allowNull: false };
    const time = { type: DataTypes.BIGINT, allowNull: false };
    await db.getQueryInterface().createTable('invites', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { ...text, unique: true },
      role: text,
      hash: { type: DataTypes.STRING(64), allowNull: false, unique: true },
      created_at: time,
      created_by: text,
      expires_at: time,
    });
  },
};
