// An empty mapping says that no column is mapped. Before, nobody could say so, and it stood for the headings of the file: as null does now.

import type { Migration } from '#src/plugin/module.js';

export const importMappings: Migration = {
  name: '0003-mappings',
  async up(db) {
    await db.query(`UPDATE import_files SET mapping = NULL WHERE mapping = ''`);
  },
};
