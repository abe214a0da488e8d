// Events and filled fields by day, source and parser.

import type { Migration } from '#src/plugin/module.js';

export const parserDays: Migration = {
  name: '0001-parser-days',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const name = { type: DataTypes.STRING(200), allowNull: false, primaryKey: true };
    const json = { type: DataTypes.TEXT, allowNull: false };
    await db.getQueryInterface().createTable('parser_days', {
      day: { type: DataTypes.STRING(10), allowNull: false, primaryKey: true },
      source: name,
      parser: name,
      events: { type: DataTypes.BIGINT, allowNull: false },
      filled: json,
      lowest: json,
      tags: json,
      hours: json,
    });
  },
};
