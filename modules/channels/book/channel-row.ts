// A channel as it is kept. Secrets are JSON of name and sealed text (SecretBox, purpose channel:<id>:<name>).

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { msColumn } from '#src/store/metadata/columns.js';
import { type RoutedChannel, routingSchema } from '../channel.js';
import type { Settings } from '../transports/kind.js';

export interface Channel extends RoutedChannel {
  /** Id of a ChannelKind; of none when it was made by a newer version. */
  readonly kind: string;
  readonly settings: Settings;
  /** Which are there. */
  readonly secretNames: readonly string[];
  /** ms since 1970: until then messages are signed with the signing secret before, too. */
  readonly previousUntil: number | undefined;
  /** Grows with each change: who saves sends back the one they read. */
  readonly version: number;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

export type ChannelRow = Model & {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly settings: string;
  readonly secrets: string;
  readonly routing: string;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
};

/** What stands in the column `settings`. */
export type KeptSettings = Settings & { readonly previousUntil?: number };

export function toChannel(row: ChannelRow): Channel {
  const { id, name, kind, version, createdAt, updatedAt, updatedBy } = row;
  const { previousUntil, ...settings } = JSON.parse(row.settings) as KeptSettings;
  return {
    id,
    name,
    kind,
    version,
    createdAt,
    updatedAt,
    updatedBy,
    enabled: Boolean(row.enabled),
    settings,
    previousUntil,
    secretNames: Object.keys(sealedOf(row)).filter((each) => each !== 'previousSigning'),
    routing: routingSchema.parse(JSON.parse(row.routing)),
  };
}

export function sealedOf(row: ChannelRow): Readonly<Record<string, string>> {
  return JSON.parse(row.secrets) as Readonly<Record<string, string>>;
}

export function defineChannels(db: Sequelize): ModelStatic<ChannelRow> {
  return db.define<ChannelRow>(
    'Channel',
    {
      id: { type: DataTypes.STRING, primaryKey: true },
      name: DataTypes.STRING,
      kind: DataTypes.STRING,
      enabled: DataTypes.BOOLEAN,
      settings: DataTypes.TEXT,
      secrets: DataTypes.TEXT,
      routing: DataTypes.TEXT,
      version: DataTypes.INTEGER,
      createdAt: msColumn('createdAt'),
      updatedAt: msColumn('updatedAt'),
      updatedBy: DataTypes.STRING,
    },
    { tableName: 'channels', timestamps: false, underscored: true },
  );
}
