// The rows of import_files: of all portals on the database, each with the node whose folder holds the file. Only that one changes them;
// when it is gone, anybody may remove them.

import { Inject, Injectable } from '@nestjs/common';
import { DataTypes, Op, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { NodeWatch } from '#src/cluster/node-watch.js';
import type { Format } from '#src/import/format.js';
import type { DayOrder } from '#src/import/formats/csv-time.js';
import type { ImportSummary } from '#src/import/run-import.js';
import { DB } from '#src/portal/deps.js';
import { msColumn } from '#src/store/metadata/columns.js';
import { ThisNode } from './this-node.js';

/** `uploaded`: waits for somebody to start it. `queued`: waits for its turn. */
export type ImportState = 'uploaded' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface ImportFile {
  readonly id: number;
  readonly name: string;
  /** A file in data.dir/uploads; empty when it is no longer there. */
  readonly storedAs: string;
  readonly bytes: number;
  readonly uploadedBy: string;
  readonly uploadedAt: number;
  readonly state: ImportState;
  readonly format: Format | null;
  readonly source: string | null;
  /** As in `--map`; empty: every column is kept as it is. Null: the headings decide. */
  readonly mapping: string | null;
  readonly delimiter: string | null;
  readonly dayOrder: DayOrder | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly summary: ImportSummary | null;
  readonly error: string | null;
  /** The id of the node that was given the file; null: nobody knows, and it is not in this folder. */
  readonly node: string | null;
  /** Of its machine, for people. */
  readonly nodeName: string | null;
}

type Row = Model & Omit<ImportFile, 'summary'> & { readonly summary: string | null };

const MAX_LISTED = 100;

@Injectable()
export class ImportFiles {
  readonly #rows: ModelStatic<Row>;

  constructor(
    @Inject(DB) db: Sequelize,
    private readonly node: ThisNode,
    private readonly nodes: NodeWatch,
  ) {
    this.#rows = defineRows(db);
  }

  /** Whether the file was given to this portal. */
  isHere({ node }: Pick<ImportFile, 'node'>): boolean {
    return node === this.node.id;
  }

  /** Whether nobody goes on with it: its node is gone or away, or was never known. */
  isOrphan({ node }: Pick<ImportFile, 'node'>): boolean {
    return node === null || (node !== this.node.id && this.nodes.isGone(node));
  }

  /** The row alone: should its node come back, it deletes a file without a row at its start. @returns whether it was still there */
  async forget({ id, node }: Pick<ImportFile, 'id' | 'node'>): Promise<boolean> {
    return (await this.#rows.destroy({ where: { id, node } })) > 0;
  }

  /** Whose file lies in this folder is this portal's, also when it was uploaded before nodes had ids. @param here names of the files */
  async claim(here: readonly string[]): Promise<void> {
    const isOurs = [{ storedAs: { [Op.in]: here } }, { storedAs: '', node: null }];
    await this.#rows.update(this.#own, { where: { [Op.or]: isOurs } });
  }

  async add(
    file: Pick<ImportFile, 'name' | 'storedAs' | 'bytes' | 'uploadedBy' | 'uploadedAt' | 'source'>,
  ): Promise<number> {
    return (await this.#rows.create({ ...file, ...this.#own, state: 'uploaded' })).id;
  }

  async byId(id: number): Promise<ImportFile | undefined> {
    if (!Number.isSafeInteger(id)) return undefined;
    const row = await this.#rows.findByPk(id);
    return row === null ? undefined : toFile(row);
  }

  /** The newest first, at most 100. */
  async list(): Promise<readonly ImportFile[]> {
    return (await this.#rows.findAll({ order: [['id', 'DESC']], limit: MAX_LISTED })).map(toFile);
  }

  /** Of this portal; the oldest first. */
  async inState(...states: readonly ImportState[]): Promise<readonly ImportFile[]> {
    const where = { state: { [Op.in]: states }, node: this.node.id };
    return (await this.#rows.findAll({ where, order: [['id', 'ASC']] })).map(toFile);
  }

  /** @returns whether it is this portal's, was in one of the states `from` and is changed now */
  async change(id: number, from: readonly ImportState[], to: Partial<Omit<ImportFile, 'id'>>): Promise<boolean> {
    const { summary, ...plain } = to;
    const values =
      summary === undefined ? plain : { ...plain, summary: summary === null ? null : JSON.stringify(summary) };
    const [changed] = await this.#rows.update(values, {
      where: { id, state: { [Op.in]: from }, node: this.node.id },
    });
    return changed > 0;
  }

  get #own(): Pick<ImportFile, 'node' | 'nodeName'> {
    return { node: this.node.id, nodeName: this.node.name };
  }

  /** Rows before the newest 100 whose import is over. */
  async forgetOld(): Promise<void> {
    const [last] = await this.#rows.findAll({ order: [['id', 'DESC']], offset: MAX_LISTED, limit: 1 });
    if (last !== undefined) await this.#rows.destroy({ where: { id: { [Op.lte]: last.id }, storedAs: '' } });
  }
}

function toFile(row: Row): ImportFile {
  const { summary, ...plain } = row.get() as Omit<ImportFile, 'summary'> & { readonly summary: string | null };
  return { ...plain, summary: summary === null ? null : (JSON.parse(summary) as ImportSummary) };
}

function defineRows(db: Sequelize): ModelStatic<Row> {
  const word = DataTypes.STRING(12);
  return db.define<Row>(
    'ImportFile',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: DataTypes.TEXT,
      storedAs: DataTypes.TEXT,
      bytes: msColumn('bytes'),
      uploadedBy: DataTypes.TEXT,
      uploadedAt: msColumn('uploadedAt'),
      state: word,
      format: word,
      source: DataTypes.TEXT,
      mapping: DataTypes.TEXT,
      delimiter: word,
      dayOrder: word,
      startedAt: msColumn('startedAt'),
      endedAt: msColumn('endedAt'),
      summary: DataTypes.TEXT,
      error: DataTypes.TEXT,
      node: DataTypes.STRING(16),
      nodeName: DataTypes.STRING(253),
    },
    { tableName: 'import_files', timestamps: false, underscored: true },
  );
}
