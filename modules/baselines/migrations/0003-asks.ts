// What portals ask of the one that trains, and how far its run is: so that any portal can start a training and show it.

import type { Migration } from '#src/plugin/module.js';
import { addColumns } from '#src/store/metadata/migrations/add-columns.js';

export const trainingAsks: Migration = {
  name: '0003-asks',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    await db.getQueryInterface().createTable('baselines_asks', {
      id: { type: DataTypes.STRING(24), primaryKey: true },
      what: { type: DataTypes.STRING(12), allowNull: false },
      asked_by: { type: DataTypes.TEXT, allowNull: false },
      asked_at: { type: DataTypes.BIGINT, allowNull: false },
      is_taken: { type: DataTypes.BOOLEAN, allowNull: false },
      // JSON; null: not answered yet.
      answer: { type: DataTypes.TEXT, allowNull: true },
    });
    // JSON, while it runs.
    await addColumns(db, 'baselines_runs', { progress: { type: DataTypes.TEXT, allowNull: true } });
  },
};
