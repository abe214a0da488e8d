// Of an end that waits for a digest: whether it ended, or nobody looks any more.

import type { Migration } from '#src/plugin/module.js';
import { addColumns } from '#src/store/metadata/migrations/add-columns.js';

export const unwatched: Migration = {
  name: '0003-unwatched',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    // Empty for what waited before.
    await addColumns(db, 'channels_held', { is_unwatched: { type: DataTypes.BOOLEAN, allowNull: true } });
  },
};
