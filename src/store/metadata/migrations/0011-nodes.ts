// Who takes part in a cluster. With one portal on SQLite nobody writes in it.

import { DataTypes, type ModelAttributeColumnOptions as Column } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const nodes: Migration = {
  name: '0011-nodes',
  async up(db) {
    const text = (length: number): Column => ({ type: DataTypes.STRING(length), allowNull: false });
    const time = { type: DataTypes.BIGINT, allowNull: false };
    const flag = { type: DataTypes.BOOLEAN, allowNull: false };
    await db.getQueryInterface().createTable('nodes', {
      id: { ...text(16), primaryKey: true },
      name: text(100),
      kind: text(12),
      version: text(40),
      started_at: time,
      // By the server's clock.
      seen_at: time,
      has_duties: flag,
      // Whether its collector answered it.
      collects: flag,
      health: { type: DataTypes.TEXT, allowNull: true },
    });
  },
};
