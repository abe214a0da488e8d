// The sources that were made in the portal, kept in the metadata database in the order in which they are matched. The collector gets
// them behind those of the configuration file. Knows nothing of HTTP: the portal, `serve` and the commands use it alike.

import {
  DataTypes,
  type Model,
  type ModelStatic,
  type Sequelize,
  type Transaction,
  UniqueConstraintError,
} from 'sequelize';
import { checkSource } from '#config/checks.js';
import { fromIssues, type Problem } from '#config/problems.js';
import { sourceSchema, type SourceConfig } from '#config/schema.js';
import type { ZodError } from 'zod';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { msColumn } from '#src/store/metadata/columns.js';
import { takeTurn } from '#src/store/metadata/turn.js';
import { readKeptSource } from './kept-source.js';

export interface KnownSource {
  readonly id: number;
  /** Grows with each change: who saves sends back the one they read. */
  readonly version: number;
  readonly config: SourceConfig;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/** What the rest of the configuration says about what a source may be. */
export interface SourceRules {
  /** Of sources in the configuration file, which cannot be taken. */
  readonly takenNames: readonly string[];
  /** Names of the retention classes besides `default`. */
  readonly classes: readonly string[];
  /** Undefined while it is not known which there are. */
  readonly parsers: readonly string[] | undefined;
}

type SourceRow = Model & {
  readonly id: number;
  readonly name: string;
  readonly config: string;
  readonly position: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
};

export class SourceBook {
  readonly #rows: ModelStatic<SourceRow>;

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly rules: () => SourceRules,
  ) {
    this.#rows = defineSources(db);
  }

  /** In matching order. */
  async list(): Promise<readonly KnownSource[]> {
    const rows = await this.#rows.findAll({ order: ['position', 'id'].map((column) => [column, 'ASC']) });
    return rows.map(toSource);
  }

  /** Undefined when there is none. */
  async byId(id: number): Promise<KnownSource | undefined> {
    const row = Number.isSafeInteger(id) ? await this.#rows.findByPk(id) : null;
    return row === null ? undefined : toSource(row);
  }

  async byName(name: string): Promise<KnownSource | undefined> {
    // No statement of SQLite goes on behind a NUL, and no name holds one.
    const row = name.includes('\0') ? null : await this.#rows.findOne({ where: { name } });
    return row === null ? undefined : toSource(row);
  }

  /**
   * `config` as in the configuration file; it is matched behind those that are there.
   * @throws Fault BAD_REQUEST (`details.problems`: config/problems.ts), CONFLICT (name taken)
   */
  async add(config: unknown, who: string): Promise<KnownSource> {
    const checked = this.#checked(config);
    await this.#refuseTaken(checked.name);
    const last = (await this.#rows.max<number | null, SourceRow>('position')) ?? 0;
    const now = this.clock.now();
    try {
      return toSource(
        await this.#rows.create({
          name: checked.name,
          config: JSON.stringify(checked),
          position: Number(last) + 1,
          version: 1,
          createdAt: now,
          updatedAt: now,
          updatedBy: who,
        }),
      );
    } catch (error) {
      // The table's own rule has the last word on a name that two ask for at once.
      throw error instanceof UniqueConstraintError ? taken(checked.name) : error;
    }
  }

  /**
   * Replaces all of it. With another name, its API keys go with it; events that are stored keep the old one.
   * @param version the one that was read before the change
   * @throws Fault BAD_REQUEST (`details.problems`), NOT_FOUND, CONFLICT (name taken; or changed meanwhile: `details.theirs` is the KnownSource)
   */
  async change(id: number, version: number, config: unknown, who: string): Promise<KnownSource> {
    const checked = this.#checked(config);
    const changed = this.db.transaction(async (transaction) => {
      const row = await this.#find(id, transaction);
      if (row.version !== version)
        throw new Fault('CONFLICT', `${row.updatedBy} changed ${row.name} meanwhile.`, {
          details: { theirs: toSource(row) },
        });
      if (checked.name !== row.name) {
        await this.#refuseTaken(checked.name, transaction);
        await this.db.query('UPDATE tokens SET source = :to WHERE source = :from', {
          replacements: { from: row.name, to: checked.name },
          transaction,
        });
      }
      await row.update(
        {
          name: checked.name,
          config: JSON.stringify(checked),
          version: version + 1,
          updatedAt: this.clock.now(),
          updatedBy: who,
        },
        { transaction },
      );
      return toSource(row);
    });
    return changed.catch((error: unknown) => {
      throw error instanceof UniqueConstraintError ? taken(checked.name) : error;
    });
  }

  /** Its messages belong to its addresses again; its API keys stay until they are revoked. @throws Fault NOT_FOUND */
  async remove(id: number): Promise<KnownSource> {
    const row = await this.#find(id);
    await row.destroy();
    return toSource(row);
  }

  /** One place up or down in the order of matching. @throws Fault NOT_FOUND */
  async move(id: number, direction: 'up' | 'down'): Promise<void> {
    await this.db.transaction(async (transaction) => {
      await takeTurn(this.db, 'order of sources', transaction);
      await this.#find(id, transaction);
      const rows = await this.#rows.findAll({ order: ['position', 'id'], transaction });
      const at = rows.findIndex((row) => row.id === id);
      const to = Math.min(rows.length - 1, Math.max(0, at + (direction === 'up' ? -1 : 1)));
      if (to === at) return;
      const places = rows.map(({ position }) => position);
      rows.splice(to, 0, ...rows.splice(at, 1));
      // Gaps stay; places that are no order (two sources at one) are given anew.
      const isOrder = places.every((place, i) => i === 0 || place > places[i - 1]!);
      for (const [index, row] of rows.entries()) {
        const position = isOrder ? places[index]! : index + 1;
        if (row.position !== position) await row.update({ position }, { transaction });
      }
    });
  }

  #checked(config: unknown): SourceConfig {
    const parsed = sourceSchema.safeParse(config);
    const problems = parsed.success
      ? this.#mistakes(parsed.data)
      : [
          ...fromIssues(parsed.error.issues, sourceSchema, config, () => undefined),
          ...this.#mistakesBeside(parsed.error, config),
        ];
    if (parsed.success && problems.length === 0) return parsed.data;
    throw new Fault('BAD_REQUEST', problems.map(({ path, what }) => `${path}: ${what}`).join('; '), {
      details: { problems },
    });
  }

  #mistakes(source: SourceConfig): Problem[] {
    return [...checkSource(source, this.rules().classes), ...this.#unknownParser(source), ...fileOnly(source)];
  }

  /** Of the settings that the schema is content with: all mistakes are said at once. */
  #mistakesBeside({ issues }: ZodError, config: unknown): Problem[] {
    if (typeof config !== 'object' || config === null) return [];
    const wrong = new Set(issues.map(({ path }) => path[0]));
    const sound = Object.entries(config).filter(([key]) => key in sourceSchema.shape && !wrong.has(key));
    const rest = sourceSchema.safeParse({ name: 'source', ...Object.fromEntries(sound) });
    return rest.success ? this.#mistakes(rest.data) : [];
  }

  #unknownParser({ parser }: SourceConfig): Problem[] {
    const { parsers } = this.rules();
    if (parser === undefined || parsers === undefined || parsers.includes(parser)) return [];
    return [{ path: 'parser', what: `found ${JSON.stringify(parser)}, expected one of ${parsers.join(', ')}` }];
  }

  async #refuseTaken(name: string, transaction?: Transaction): Promise<void> {
    const isTaken =
      this.rules().takenNames.includes(name) ||
      (await this.#rows.count({ where: { name }, ...(transaction && { transaction }) })) > 0;
    if (isTaken) throw taken(name);
  }

  async #find(id: number, transaction?: Transaction): Promise<SourceRow> {
    const row = Number.isSafeInteger(id)
      ? await this.#rows.findByPk(id, { ...(transaction && { transaction, lock: true }) })
      : null;
    if (row === null) throw new Fault('NOT_FOUND', `There is no source ${id}. It may have been removed.`);
    return row;
  }
}

function taken(name: string): Fault {
  return new Fault('CONFLICT', `There is already a source named ${name}. Choose another name.`);
}

function toSource({ id, name, version, config, createdAt, updatedAt, updatedBy }: SourceRow): KnownSource {
  return {
    id,
    version,
    createdAt,
    updatedAt,
    updatedBy,
    config: readKeptSource(name, config),
  };
}

function defineSources(db: Sequelize): ModelStatic<SourceRow> {
  return db.define<SourceRow>(
    'Source',
    {
      name: DataTypes.STRING,
      config: DataTypes.TEXT,
      position: DataTypes.INTEGER,
      version: DataTypes.INTEGER,
      createdAt: msColumn('createdAt'),
      updatedAt: msColumn('updatedAt'),
      updatedBy: DataTypes.STRING,
    },
    { tableName: 'sources', timestamps: false, underscored: true },
  );
}

/** Whoever may make sources in the portal may not have files of this machine read. */
function fileOnly({ pull }: SourceConfig): Problem[] {
  return pull === undefined ? [] : [{ path: 'pull', what: 'is for sources of the configuration file only' }];
}
