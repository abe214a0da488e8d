// Whose folder an uploaded file lies in: of several portals on one database each imports its own.

import type { Migration } from '#src/plugin/module.js';
import { addColumns } from '#src/store/metadata/migrations/add-columns.js';

export const importNodes: Migration = {
  name: '0002-nodes',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    // Empty for what was uploaded before; see ImportFiles.claim.
    await addColumns(db, 'import_files', {
      node: { type: DataTypes.STRING(16), allowNull: true },
      node_name: { type: DataTypes.STRING(253), allowNull: true },
    });
  },
};
