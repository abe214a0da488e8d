// When a value that a first-seen rule knows came again a day or more later, the last time (to a day): such values are the usual ones.

import type { Migration } from '#src/plugin/module.js';
import { addColumns } from '#src/store/metadata/migrations/add-columns.js';

export const seenAgain: Migration = {
  name: '0004-seen-again',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    // Null: never.
    await addColumns(db, 'rule_seen', { again_at: { type: DataTypes.BIGINT, allowNull: true } });
  },
};
