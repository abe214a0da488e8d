// Settings that were edited in the portal, as they are kept: one row a dotted path, its value as JSON. Checks nothing; see LiveConfig.

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { msColumn } from '#src/store/metadata/columns.js';
import type { Settings } from './kept-settings.js';

/** Dotted path -> value; undefined takes the setting back. */
export type SettingChanges = Readonly<Record<string, unknown>>;

/** Who set it last in the portal, and when (ms since 1970). */
export interface SettingMark {
  readonly by: string;
  readonly at: number;
}

type SettingRow = Model & {
  readonly path: string;
  readonly value: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
};

export class SettingsStore {
  readonly #rows: ModelStatic<SettingRow>;

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
  ) {
    this.#rows = defineSettings(db);
  }

  /** By dotted path. */
  async all(): Promise<Settings> {
    const rows = await this.#rows.findAll({ order: [['path', 'ASC']] });
    return Object.fromEntries(rows.map(({ path, value }) => [path, readValue(value)]));
  }

  /** By dotted path. */
  async marks(): Promise<Readonly<Record<string, SettingMark>>> {
    const rows = await this.#rows.findAll({ attributes: ['path', 'updatedAt', 'updatedBy'] });
    return Object.fromEntries(rows.map(({ path, updatedAt, updatedBy }) => [path, { by: updatedBy, at: updatedAt }]));
  }

  /** All or nothing. */
  async save(changes: SettingChanges, who: string): Promise<void> {
    await this.db.transaction(async (transaction) => {
      for (const [path, value] of Object.entries(changes)) {
        if (value === undefined) await this.#rows.destroy({ where: { path }, transaction });
        else
          await this.#rows.upsert(
            { path, value: JSON.stringify(value), updatedAt: this.clock.now(), updatedBy: who },
            { transaction },
          );
      }
    });
  }
}

/** A row that somebody spoilt by hand is taken as text: the schema says what is wrong with it, and it is left out. */
export function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function defineSettings(db: Sequelize): ModelStatic<SettingRow> {
  return db.define<SettingRow>(
    'Setting',
    {
      path: { type: DataTypes.STRING, primaryKey: true },
      value: DataTypes.TEXT,
      updatedAt: msColumn('updatedAt'),
      updatedBy: DataTypes.STRING,
    },
    { tableName: 'settings', timestamps: false, underscored: true },
  );
}
