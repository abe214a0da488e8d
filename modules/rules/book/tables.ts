// The tables of rules and exceptions.

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { msColumn } from '#src/store/metadata/columns.js';
import type { RuleState } from '../rule.js';

export type RuleRow = Model & {
  readonly id: string;
  /** JSON; its state is the column's. */
  readonly rule: string;
  readonly state: RuleState;
  readonly stateChosen: boolean;
  readonly origin: 'shipped' | 'own';
  readonly shippedVersion: number | null;
  readonly shippedHash: string | null;
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
};

export type ExceptionRow = Model & {
  readonly id: number;
  readonly ruleId: string | null;
  readonly query: string;
  readonly scope: string;
  readonly reason: string;
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly hits: number;
  readonly lastHitAt: number | null;
};

export function defineRules(db: Sequelize): ModelStatic<RuleRow> {
  return db.define<RuleRow>(
    'Rule',
    {
      id: { type: DataTypes.STRING, primaryKey: true },
      rule: DataTypes.TEXT,
      state: DataTypes.STRING,
      stateChosen: DataTypes.BOOLEAN,
      origin: DataTypes.STRING,
      shippedVersion: DataTypes.INTEGER,
      shippedHash: DataTypes.STRING,
      version: DataTypes.INTEGER,
      createdAt: msColumn('createdAt'),
      createdBy: DataTypes.STRING,
      updatedAt: msColumn('updatedAt'),
      updatedBy: DataTypes.STRING,
    },
    { tableName: 'rules', timestamps: false, underscored: true },
  );
}

export function defineExceptions(db: Sequelize): ModelStatic<ExceptionRow> {
  return db.define<ExceptionRow>(
    'RuleException',
    {
      ruleId: DataTypes.STRING,
      query: DataTypes.TEXT,
      scope: DataTypes.TEXT,
      reason: DataTypes.TEXT,
      expiresAt: msColumn('expiresAt'),
      createdAt: msColumn('createdAt'),
      createdBy: DataTypes.STRING,
      hits: msColumn('hits'),
      lastHitAt: msColumn('lastHitAt'),
    },
    { tableName: 'rule_exceptions', timestamps: false, underscored: true },
  );
}
