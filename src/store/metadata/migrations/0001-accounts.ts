// Users, their sessions, and API tokens. Secrets are kept as hashes only. Times are ms since 1970.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const accounts: Migration = {
  name: '0001-accounts',
  async up(db) {
    const tables = db.getQueryInterface();
    const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
    const text = { type: DataTypes.STRING(200), allowNull: false };
    const time = { type: DataTypes.BIGINT, allowNull: false };
    await tables.createTable('users', {
      id,
      name: { ...text, unique: true },
      role: text,
      password_hash: { type: DataTypes.TEXT, allowNull: false },
      disabled: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
      created_at: time,
      last_login_at: DataTypes.BIGINT,
      last_login_address: DataTypes.STRING(100),
    });
    await tables.createTable('sessions', {
      id_hash: { type: DataTypes.STRING(64), primaryKey: true },
      user_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'users', key: 'id' },
        onDelete: 'CASCADE',
      },
      created_at: time,
      last_seen_at: time,
      address: text,
    });
    await db.query('CREATE INDEX IF NOT EXISTS sessions_user ON sessions (user_id)');
    await tables.createTable('tokens', {
      id,
      name: { ...text, unique: true },
      role: text,
      source: DataTypes.STRING(100),
      hash: { type: DataTypes.STRING(64), allowNull: false, unique: true },
      created_at: time,
      created_by: text,
      last_used_at: DataTypes.BIGINT,
    });
  },
};
