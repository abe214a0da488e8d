// The number of the term in which somebody has the duties. One row, on PostgreSQL only: see src/cluster/fence.ts.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const duties: Migration = {
  name: '0013-duties',
  async up(db) {
    await db.getQueryInterface().createTable('duties', {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      term: { type: DataTypes.BIGINT, allowNull: false },
    });
  },
};
