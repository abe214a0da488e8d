// Which key the secrets of this database are sealed with: see src/secrets/one-key.ts.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const secretKey: Migration = {
  name: '0012-secret-key',
  async up(db) {
    await db.getQueryInterface().createTable('secret_keys', {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      fingerprint: { type: DataTypes.STRING(43), allowNull: false },
    });
  },
};
