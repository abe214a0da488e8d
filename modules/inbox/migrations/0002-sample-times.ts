// When the oldest sample of a shape came: a shape that comes each day must not keep its first samples for years.

import type { Migration } from '#src/plugin/module.js';
import { addColumns } from '#src/store/metadata/migrations/add-columns.js';

export const sampleTimes: Migration = {
  name: '0002-sample-times',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    // Null: there are no samples.
    await addColumns(db, 'inbox_shapes', { sampled_at: { type: DataTypes.BIGINT, allowNull: true } });
    // These are the first that came, and a shape is no older than its first message.
    await db.query("UPDATE inbox_shapes SET sampled_at = first_at WHERE samples <> '[]'");
    await db.query('CREATE INDEX IF NOT EXISTS inbox_shapes_sampled ON inbox_shapes (sampled_at)');
  },
};
