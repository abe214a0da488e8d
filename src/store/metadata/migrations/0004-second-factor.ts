// The second factor: its secret (sealed: src/secrets), the codes for when the phone is lost, and logins that wait for their code.
// Sessions remember the browser, so that people recognise theirs.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';
import { addColumns } from './add-columns.js';

export const secondFactor: Migration = {
  name: '0004-second-factor',
  async up(db) {
    const tables = db.getQueryInterface();
    const time = { type: DataTypes.BIGINT, allowNull: false };
    const hash = { type: DataTypes.STRING(64), allowNull: false };
    const userId = {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'users', key: 'id' },
      onDelete: 'CASCADE',
    };
    await addColumns(db, 'users', {
      totp_secret: { type: DataTypes.TEXT },
      totp_since: { type: DataTypes.BIGINT },
      totp_last_step: { type: DataTypes.BIGINT },
    });
    await addColumns(db, 'sessions', { user_agent: { type: DataTypes.STRING(300) } });
    await tables.createTable('recovery_codes', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      user_id: userId,
      hash,
      used_at: DataTypes.BIGINT,
    });
    await db.query('CREATE INDEX IF NOT EXISTS recovery_codes_user ON recovery_codes (user_id)');
    await tables.createTable('half_sessions', {
      id_hash: { ...hash, primaryKey: true },
      user_id: userId,
      created_at: time,
      tries: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    });
  },
};
