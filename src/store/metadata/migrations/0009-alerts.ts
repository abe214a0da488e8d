// Alerts, the events they keep, who and what they are about, and what was done with them.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';

export const alerts: Migration = {
  name: '0009-alerts',
  async up(db) {
    const tables = db.getQueryInterface();
    const text = { type: DataTypes.TEXT, allowNull: false };
    const maybe = { type: DataTypes.TEXT };
    const number = { type: DataTypes.BIGINT, allowNull: false };
    const flag = { type: DataTypes.BOOLEAN, allowNull: false };
    const id = { type: DataTypes.STRING(40), allowNull: false };
    const name = { type: DataTypes.STRING(200) };
    const ofAlert = { ...id, references: { model: 'alerts', key: 'id' }, onDelete: 'CASCADE' };

    await tables.createTable('alerts', {
      id: { ...id, primaryKey: true },
      rule_id: { ...name, allowNull: false },
      rule_name: text,
      rule_kind: text,
      rule_key: text,
      severity: { type: DataTypes.INTEGER, allowNull: false },
      title: text,
      summary: text,
      advice: maybe,
      entity: text,
      reasons: text,
      tags: text,
      query: text,
      score: { type: DataTypes.DOUBLE },
      source: maybe,
      count: number,
      first: number,
      last: number,
      next_update: number,
      kept_events: number,
      is_test: flag,
      message_type: name,
      raised_at: number,
      state: { type: DataTypes.STRING(20), allowNull: false },
      reason: { type: DataTypes.STRING(20) },
      note: text,
      state_at: number,
      state_by: name,
      assignee: name,
      has_continued: flag,
      version: { type: DataTypes.INTEGER, allowNull: false },
    });
    await index(db, 'alerts_state', 'alerts (is_test, state, last, id)');
    await index(db, 'alerts_severity', 'alerts (is_test, state, severity)');
    await index(db, 'alerts_rule', 'alerts (rule_id, last)');
    await index(db, 'alerts_last', 'alerts (last, id)');
    await index(db, 'alerts_raised', 'alerts (raised_at, severity, is_test, rule_id)');

    await tables.createTable('alert_events', {
      alert_id: { ...ofAlert, primaryKey: true },
      event_id: { type: DataTypes.STRING(200), primaryKey: true },
      time: number,
      message: text,
    });
    await index(db, 'alert_events_event', 'alert_events (event_id)');

    // `folded` is `name` with A-Z in lower case: names of any length are found without regard to it.
    await tables.createTable('alert_entities', {
      alert_id: { ...ofAlert, primaryKey: true },
      kind: { type: DataTypes.STRING(20), primaryKey: true },
      folded: { type: DataTypes.TEXT, primaryKey: true },
      name: text,
    });
    await index(db, 'alert_entities_name', 'alert_entities (kind, folded, alert_id)');

    await tables.createTable('alert_history', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      alert_id: ofAlert,
      at: number,
      who: name,
      action: { type: DataTypes.STRING(20), allowNull: false },
      text,
    });
    await index(db, 'alert_history_alert', 'alert_history (alert_id, id)');
  },
};

async function index(db: Parameters<Migration['up']>[0], name: string, on: string): Promise<void> {
  await db.query(`CREATE INDEX IF NOT EXISTS ${name} ON ${on}`);
}
