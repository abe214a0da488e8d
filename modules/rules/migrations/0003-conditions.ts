// Conditions (silent sources, keys that are absent, watches) that an alert was raised for and that are not over.

import type { Migration } from '#src/plugin/module.js';

export const standingConditions: Migration = {
  name: '0003-conditions',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const ms = { type: DataTypes.BIGINT, allowNull: false };
    await db.getQueryInterface().createTable('rule_conditions', {
      rule: { type: DataTypes.STRING(63), allowNull: false, primaryKey: true },
      key: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      since: ms,
      told_at: ms,
    });
  },
};
