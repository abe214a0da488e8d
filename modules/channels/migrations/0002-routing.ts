// What waits for a channel (quiet hours, a budget that is used up), one row an alert, until a digest tells it.

import type { ModelAttributeColumnOptions as Column } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const routing: Migration = {
  name: '0002-routing',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const text = (length: number): Column => ({ type: DataTypes.STRING(length), allowNull: false });
    const number = { type: DataTypes.INTEGER, allowNull: false };
    const time = { type: DataTypes.BIGINT, allowNull: false };
    await db.getQueryInterface().createTable('channels_held', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      channel: text(64),
      reason: text(20),
      rule_id: text(100),
      rule: text(200),
      alert_id: text(100),
      type: text(40),
      severity: text(20),
      title: text(300),
      url: text(2_000),
      messages: number,
      events: number,
      first_at: time,
      last_at: time,
    });
    await db.query(
      'CREATE UNIQUE INDEX IF NOT EXISTS channels_held_alert ON channels_held (channel, rule_id, alert_id)',
    );
  },
};
