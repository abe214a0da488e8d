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
    // Nobody knows how old these are; new ones come within a day.
    await db.query("UPDATE inbox_shapes SET samples = '[]'");
    await db.query('CREATE INDEX IF NOT EXISTS inbox_shapes_sampled ON inbox_shapes (sampled_at)');
  },
};
