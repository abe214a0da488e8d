// Settings that were edited in the portal, as they are kept: one row a dotted path, its value as JSON. Checks nothing; see LiveConfig.

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { msColumn } from '#src/store/metadata/columns.js';

/** Dotted path -> value; undefined takes the setting back. */
export type SettingChanges = Readonly<Record<string, unknown>>;

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
  async all(): Promise<Readonly<Record<string, unknown>>> {
    const rows = await this.#rows.findAll();
    return Object.fromEntries(rows.map(({ path, value }) => [path, JSON.parse(value) as unknown]));
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

/** `{ 'a.b': 1 }` -> `{ a: { b: 1 } }` */
export function nested(settings: Readonly<Record<string, unknown>>): object {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(settings)) {
    const keys = path.split('.');
    let at = root;
    for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
    at[keys.at(-1)!] = value;
  }
  return root;
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
