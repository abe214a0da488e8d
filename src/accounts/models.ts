// Sequelize models of users, their recovery codes, invites, and tokens. Sessions are the portal's (src/portal/session).

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
  /** Sealed; there from the first step of setting it up, in force since `totpSince`. */
  readonly totpSecret: string | null;
  readonly totpSince: number | null;
  /** The last step of 30 s whose code was taken. */
  readonly totpLastStep: number | null;
};

export type RecoveryCodeRow = Model & {
  readonly id: number;
  readonly userId: number;
  readonly hash: string;
  readonly usedAt: number | null;
};

export type InviteRow = Model & {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
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
  readonly expiresAt: number | null;
  /** JSON list of permissions. */
  readonly scopes: string | null;
  readonly previousHash: string | null;
  readonly previousUntil: number | null;
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
      totpSecret: DataTypes.TEXT,
      totpSince: msColumn('totpSince'),
      totpLastStep: msColumn('totpLastStep'),
    },
    { ...options, tableName: 'users' },
  );
}

export function defineRecoveryCodes(db: Sequelize): ModelStatic<RecoveryCodeRow> {
  return db.define<RecoveryCodeRow>(
    'RecoveryCode',
    { userId: DataTypes.INTEGER, hash: DataTypes.STRING, usedAt: msColumn('usedAt') },
    { ...options, tableName: 'recovery_codes' },
  );
}

export function defineInvites(db: Sequelize): ModelStatic<InviteRow> {
  return db.define<InviteRow>(
    'Invite',
    {
      name: DataTypes.STRING,
      role: DataTypes.STRING,
      hash: DataTypes.STRING,
      createdAt: msColumn('createdAt'),
      createdBy: DataTypes.STRING,
      expiresAt: msColumn('expiresAt'),
    },
    { ...options, tableName: 'invites' },
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
      expiresAt: msColumn('expiresAt'),
      scopes: DataTypes.TEXT,
      previousHash: DataTypes.STRING,
      previousUntil: msColumn('previousUntil'),
    },
    { ...options, tableName: 'tokens' },
  );
}
