// Who changed what, when, from where.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const audit: Migration = {
  name: '0002-audit',
  async up(db) {
    await db.getQueryInterface().createTable('audit_entries', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      at: { type: DataTypes.BIGINT, allowNull: false },
      actor: { type: DataTypes.STRING(200), allowNull: false },
      action: { type: DataTypes.STRING(100), allowNull: false },
      target: DataTypes.STRING(200),
      outcome: { type: DataTypes.STRING(20), allowNull: false },
      address: DataTypes.STRING(100),
      details: DataTypes.TEXT,
    });
    await db.query('CREATE INDEX IF NOT EXISTS audit_entries_at ON audit_entries (at)');
  },
};
