// Rules and the exceptions from them.

import type { Migration } from '#src/plugin/module.js';

export const firstRules: Migration = {
  name: '0001-rules',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const tables = db.getQueryInterface();
    const text = { type: DataTypes.TEXT, allowNull: false };
    const name = { type: DataTypes.STRING(200), allowNull: false };
    const number = { type: DataTypes.INTEGER, allowNull: false };
    const ms = { type: DataTypes.BIGINT, allowNull: false };
    await tables.createTable('rules', {
      id: { type: DataTypes.STRING(63), primaryKey: true },
      rule: text,
      state: { type: DataTypes.STRING(10), allowNull: false },
      // A person chose the state: updates of the shipped rule leave it.
      state_chosen: { type: DataTypes.BOOLEAN, allowNull: false },
      origin: { type: DataTypes.STRING(10), allowNull: false },
      // Of the shipped rule that was put in; null for own ones.
      shipped_version: { type: DataTypes.INTEGER, allowNull: true },
      shipped_hash: { type: DataTypes.STRING(40), allowNull: true },
      version: number,
      created_at: ms,
      created_by: name,
      updated_at: ms,
      updated_by: name,
    });
    await tables.createTable('rule_exceptions', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      // Null: for all rules.
      rule_id: { type: DataTypes.STRING(63), allowNull: true },
      query: text,
      scope: text,
      reason: text,
      // Null: for ever.
      expires_at: { type: DataTypes.BIGINT, allowNull: true },
      created_at: ms,
      created_by: name,
      hits: ms,
      last_hit_at: { type: DataTypes.BIGINT, allowNull: true },
    });
    await db.query('CREATE INDEX IF NOT EXISTS rule_exceptions_rule ON rule_exceptions (rule_id)');
  },
};
