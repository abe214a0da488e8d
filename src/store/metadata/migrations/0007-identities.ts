// People who log in through an OpenID Connect issuer: its name for them, and whose account that is here. Without an account
// (`user_id` null) an identity waits for an admin to link it.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const identities: Migration = {
  name: '0007-identities',
  async up(db) {
    const text = { type: DataTypes.STRING(300), allowNull: false };
    const time = { type: DataTypes.BIGINT, allowNull: false };
    await db.getQueryInterface().createTable('identities', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      issuer: text,
      subject: text,
      name: text,
      user_id: { type: DataTypes.INTEGER, references: { model: 'users', key: 'id' }, onDelete: 'CASCADE' },
      created_at: time,
      last_login_at: time,
    });
    await db.query('CREATE UNIQUE INDEX IF NOT EXISTS identities_subject ON identities (issuer, subject)');
    await db.query('CREATE INDEX IF NOT EXISTS identities_user ON identities (user_id)');
  },
};
