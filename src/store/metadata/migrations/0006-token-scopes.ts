// Tokens may expire, may be narrowed to permissions (a JSON list), and keep an old secret for a while after it was renewed.

import { DataTypes } from 'sequelize';
import type { Migration } from '#src/plugin/module.js';
import { addColumns } from './add-columns.js';

export const tokenScopes: Migration = {
  name: '0006-token-scopes',
  up: (db) =>
    addColumns(db, 'tokens', {
      expires_at: { type: DataTypes.BIGINT },
      scopes: { type: DataTypes.TEXT },
      previous_hash: { type: DataTypes.STRING(64) },
      previous_until: { type: DataTypes.BIGINT },
    }),
};
