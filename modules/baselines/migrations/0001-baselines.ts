// Findings, verdicts, runs of the training, and how far the portal's half has come.

import type { Migration } from '#src/plugin/module.js';

export const baselinesTables: Migration = {
  name: '0001-baselines',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const tables = db.getQueryInterface();
    const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
    const text = { type: DataTypes.TEXT, allowNull: false };
    const word = { type: DataTypes.STRING(12), allowNull: false };
    const number = { type: DataTypes.INTEGER, allowNull: false };
    const real = { type: DataTypes.DOUBLE, allowNull: false };
    const ms = { type: DataTypes.BIGINT, allowNull: false };
    const or = <T extends object>(type: T): T => ({ ...type, allowNull: true });
    await tables.createTable('baselines_findings', {
      id,
      entity_kind: word,
      entity_name: { type: DataTypes.STRING(200), allowNull: false },
      day: number,
      score: real,
      time: ms,
      state: word,
      origin: word,
      summary: text,
      reasons: text,
      // `,new-country,unusual-hour,`
      codes: text,
      events: text,
      hours: text,
      first_at: ms,
      last_at: ms,
      verdict_id: { type: DataTypes.STRING(40), allowNull: true },
      verdict_kind: or(word),
      updated_at: ms,
    });
    await tables.createTable('baselines_verdicts', {
      id: { type: DataTypes.STRING(40), primaryKey: true },
      kind: word,
      // `user:alice`; null: everybody.
      entity: or(text),
      about: text,
      day: number,
      hour: or(number),
      from_at: ms,
      until_at: or(ms),
      finding_id: or(number),
      given_by: text,
      given_at: ms,
      revoked_at: or(ms),
      revoked_by: or(text),
    });
    await tables.createTable('baselines_runs', {
      id,
      started_at: ms,
      ended_at: or(ms),
      why: word,
      asked_by: or(text),
      is_anew: { type: DataTypes.BOOLEAN, allowNull: false },
      outcome: word,
      error: or(text),
      days: number,
      events: ms,
      through: or(number),
      autoencoder: or(text),
      notes: text,
    });
    await tables.createTable('baselines_kept', {
      name: { type: DataTypes.STRING(40), primaryKey: true },
      value: text,
      saved_at: ms,
    });
    for (const index of INDEXES) await db.query(index);
  },
};

const INDEXES = [
  'CREATE UNIQUE INDEX IF NOT EXISTS baselines_findings_entity ON baselines_findings (entity_kind, entity_name, day)',
  'CREATE INDEX IF NOT EXISTS baselines_findings_day ON baselines_findings (day, score)',
  'CREATE INDEX IF NOT EXISTS baselines_findings_score ON baselines_findings (score)',
  'CREATE INDEX IF NOT EXISTS baselines_findings_updated ON baselines_findings (updated_at)',
  'CREATE INDEX IF NOT EXISTS baselines_verdicts_entity ON baselines_verdicts (entity, given_at)',
  'CREATE INDEX IF NOT EXISTS baselines_verdicts_given ON baselines_verdicts (given_at)',
];
