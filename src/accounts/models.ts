// Sequelize models of users and tokens. Sessions are the portal's (src/portal/session).

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import type { Role } from '#src/plugin/module.js';
import { msColumn } from '#src/store/metadata/columns.js';

export type TokenRole = Role | 'ingest';

export type UserRow = Model & {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
  readonly lastLoginAddress: string | null;
};

export type TokenRow = Model & {
  readonly id: number;
  readonly name: string;
  readonly role: TokenRole;
  readonly source: string | null;
  readonly hash: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly lastUsedAt: number | null;
};

const options = { timestamps: false, underscored: true };

export function defineUsers(db: Sequelize): ModelStatic<UserRow> {
  return db.define<UserRow>(
    'User',
    {
      name: DataTypes.STRING,
      role: DataTypes.STRING,
      passwordHash: DataTypes.TEXT,
      disabled: { type: DataTypes.BOOLEAN, defaultValue: false },
      createdAt: msColumn('createdAt'),
      lastLoginAt: msColumn('lastLoginAt'),
      lastLoginAddress: DataTypes.STRING,
    },
    { ...options, tableName: 'users' },
  );
}

export function defineTokens(db: Sequelize): ModelStatic<TokenRow> {
  return db.define<TokenRow>(
    'Token',
    {
      name: DataTypes.STRING,
      role: DataTypes.STRING,
      source: DataTypes.STRING,
      hash: DataTypes.STRING,
      createdAt: msColumn('createdAt'),
      createdBy: DataTypes.STRING,
      lastUsedAt: msColumn('lastUsedAt'),
    },
    { ...options, tableName: 'tokens' },
  );
}
