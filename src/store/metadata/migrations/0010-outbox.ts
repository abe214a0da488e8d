// The notification outbox: messages, their deliveries to channels, and each try of these.

import { DataTypes, type ModelAttributeColumnOptions as Column } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const outbox: Migration = {
  name: '0010-outbox',
  async up(db) {
    const text = (length: number): Column => ({ type: DataTypes.STRING(length), allowNull: false });
    const maybe = (length: number): Column => ({ type: DataTypes.STRING(length), allowNull: true });
    const time = { type: DataTypes.BIGINT, allowNull: false };
    const maybeTime = { type: DataTypes.BIGINT, allowNull: true };
    const whole = { type: DataTypes.INTEGER, allowNull: false };
    const number = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
    const tables = db.getQueryInterface();
    await tables.createTable('outbox_messages', {
      number,
      id: { ...text(40), unique: true },
      type: text(40),
      at: time,
      about: text(300),
      alert_id: maybe(100),
      facts: { type: DataTypes.TEXT, allowNull: false },
      body: { type: DataTypes.TEXT, allowNull: false },
      channel: maybe(64),
      created_at: time,
      routed_at: maybeTime,
    });
    await tables.createTable('outbox_deliveries', {
      id: number,
      message_id: text(40),
      channel: text(64),
      state: text(12),
      attempts: whole,
      next_at: maybeTime,
      lease_until: maybeTime,
      first_at: maybeTime,
      created_at: time,
      ended_at: maybeTime,
      last_line: maybe(300),
      last_error: maybe(1_000),
      replay_of: { type: DataTypes.INTEGER, allowNull: true },
      asked_by: maybe(200),
    });
    await tables.createTable('outbox_attempts', {
      id: number,
      delivery_id: whole,
      n: whole,
      at: time,
      duration_ms: whole,
      outcome: text(12),
      request: { type: DataTypes.TEXT, allowNull: false },
      response: { type: DataTypes.TEXT, allowNull: true },
      error: maybe(1_000),
    });
    for (const [table, name, columns] of INDEXES)
      await db.query(`CREATE INDEX IF NOT EXISTS ${table}_${name} ON ${table} (${columns})`);
  },
};

const INDEXES = [
  ['outbox_messages', 'routed', 'routed_at, number'],
  ['outbox_messages', 'alert', 'alert_id'],
  ['outbox_messages', 'channel', 'channel, routed_at'],
  ['outbox_deliveries', 'due', 'channel, state, next_at'],
  ['outbox_deliveries', 'state', 'state, next_at'],
  ['outbox_deliveries', 'ended', 'ended_at'],
  ['outbox_deliveries', 'made', 'channel, created_at'],
  ['outbox_deliveries', 'channel', 'channel, id'],
  ['outbox_deliveries', 'message', 'message_id'],
  ['outbox_attempts', 'delivery', 'delivery_id, n'],
] as const;
