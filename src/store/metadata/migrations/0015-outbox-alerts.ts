// The alerts that a digest stands for: by each of them the delivery log finds it. They go with their message.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const outboxAlerts: Migration = {
  name: '0015-outbox-alerts',
  async up(db) {
    const id = (length: number) => ({ type: DataTypes.STRING(length), primaryKey: true });
    await db.getQueryInterface().createTable('outbox_message_alerts', {
      message_id: { ...id(40), references: { model: 'outbox_messages', key: 'id' }, onDelete: 'CASCADE' },
      alert_id: id(100),
    });
    await db.query(
      'CREATE INDEX IF NOT EXISTS outbox_message_alerts_alert ON outbox_message_alerts (alert_id, message_id)',
    );
  },
};
