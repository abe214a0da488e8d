// Settings that were edited in the portal, as they are kept: one row a dotted path, its value as JSON, sealed where it is or holds a
// secret: a copy of the database tells none. Checks nothing; see LiveConfig.

import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { holdsSecret, type Schema } from '#config/schema-tree.js';
import { configSchema } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import type { SecretBox } from '#src/secrets/secret-box.js';
import { msColumn } from '#src/store/metadata/columns.js';
import { settingSchema, type Settings, Unopened } from './kept-settings.js';

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
    private readonly box: SecretBox,
  ) {
    this.#rows = defineSettings(db);
  }

  /** By dotted path; Unopened for what the key does not open. */
  async all(): Promise<Settings> {
    const rows = await this.#rows.findAll({ order: [['path', 'ASC']] });
    return readSettings(rows, this.box);
  }

  /** By dotted path. */
  async marks(): Promise<Readonly<Record<string, SettingMark>>> {
    const rows = await this.#rows.findAll({ attributes: ['path', 'updatedAt', 'updatedBy'] });
    return Object.fromEntries(rows.map(({ path, updatedAt, updatedBy }) => [path, { by: updatedBy, at: updatedAt }]));
  }

  /** All or nothing. `schema`: says which are secrets, with those of modules. @throws Fault SECRET_KEY */
  async save(changes: SettingChanges, who: string, schema: Schema = configSchema): Promise<void> {
    await this.db.transaction(async (transaction) => {
      for (const [path, value] of Object.entries(changes)) {
        if (value === undefined) await this.#rows.destroy({ where: { path }, transaction });
        else
          await this.#rows.upsert(
            { path, value: this.#textOf(path, value, schema), updatedAt: this.clock.now(), updatedBy: who },
            { transaction },
          );
      }
    });
  }

  #textOf(path: string, value: unknown, whole: Schema): string {
    const schema = settingSchema(whole, path);
    const json = JSON.stringify(value);
    return schema !== undefined && holdsSecret(schema) ? `${SEALED}${this.box.seal(json, purposeOf(path))}` : json;
  }
}

/** No JSON begins so. */
const SEALED = 'sealed:';

const purposeOf = (path: string): string => `setting:${path}`;

/** The table's rows by dotted path; Unopened for what the key does not open. */
export function readSettings(
  rows: readonly { readonly path: string; readonly value: string }[],
  box: SecretBox,
): Settings {
  return Object.fromEntries(rows.map(({ path, value }) => [path, readRow(path, value, box)]));
}

function readRow(path: string, text: string, box: SecretBox): unknown {
  if (!text.startsWith(SEALED)) return readValue(text);
  try {
    return readValue(box.open(text.slice(SEALED.length), purposeOf(path)));
  } catch (error) {
    if (error instanceof Fault && error.code === 'SECRET_KEY') return new Unopened(error.message);
    throw error;
  }
}

/** A row that somebody spoilt by hand is taken as text: the schema says what is wrong with it, and it is left out. */
function readValue(text: string): unknown {
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
