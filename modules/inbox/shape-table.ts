// The two tables: shapes with what people said of them, and the count of messages that did not fit.

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { msColumn } from '#src/store/metadata/columns.js';

export const STATES = ['open', 'known', 'ignored'] as const;
export type ShapeState = (typeof STATES)[number];

export type ShapeRow = Model & {
  /** SHA-256 of program and template, 32 hex digits of it. */
  readonly key: string;
  readonly app: string;
  readonly template: string;
  readonly state: ShapeState;
  readonly note: string;
  readonly changedBy: string | null;
  readonly changedAt: number | null;
  readonly count: number;
  /** JSON: at most 10 names. */
  readonly sources: string;
  readonly hasMoreSources: boolean;
  /** Event times, ms since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** JSON: KnownSample[] */
  readonly samples: string;
  /** When the oldest of them was taken in, ms since 1970; null without samples. */
  readonly sampledAt: number | null;
  /** When the collector last told of it, ms since 1970. */
  readonly reportedAt: number;
};

export type OthersRow = Model & { readonly id: number; readonly messages: number; readonly lastAt: number };

export interface ShapeTables {
  readonly shapes: ModelStatic<ShapeRow>;
  readonly others: ModelStatic<OthersRow>;
}

export function defineShapeTables(db: Sequelize): ShapeTables {
  const options = { timestamps: false, underscored: true };
  const shapes = db.define<ShapeRow>(
    'InboxShape',
    {
      key: { type: DataTypes.STRING(32), primaryKey: true },
      app: DataTypes.TEXT,
      template: DataTypes.TEXT,
      state: DataTypes.STRING(10),
      note: DataTypes.TEXT,
      changedBy: DataTypes.STRING(200),
      changedAt: msColumn('changedAt'),
      // Any number that the engine may give as text becomes one again.
      count: msColumn('count'),
      sources: DataTypes.TEXT,
      hasMoreSources: DataTypes.BOOLEAN,
      firstAt: msColumn('firstAt'),
      lastAt: msColumn('lastAt'),
      samples: DataTypes.TEXT,
      sampledAt: msColumn('sampledAt'),
      reportedAt: msColumn('reportedAt'),
    },
    { ...options, tableName: 'inbox_shapes' },
  );
  const others = db.define<OthersRow>(
    'InboxOthers',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      messages: msColumn('messages'),
      lastAt: msColumn('lastAt'),
    },
    { ...options, tableName: 'inbox_others' },
  );
  return { shapes, others };
}
