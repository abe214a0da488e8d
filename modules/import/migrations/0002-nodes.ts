// Whose folder an uploaded file lies in: of several portals on one database each imports its own.

import type { Migration } from '#src/plugin/module.js';

export const importNodes: Migration = {
  name: '0002-nodes',
  async up(db) {
    // Declaring a module loads no database.
    const { DataTypes } = await import('sequelize');
    const tables = db.getQueryInterface();
    // Empty for what was uploaded before; see ImportFiles.claim.
    await tables.addColumn('import_files', 'node', { type: DataTypes.STRING(16), allowNull: true });
    await tables.addColumn('import_files', 'node_name', { type: DataTypes.STRING(253), allowNull: true });
  },
};
