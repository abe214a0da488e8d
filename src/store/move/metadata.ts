// The metadata, table by table, into a database that the same migrations were applied to. A table is copied in one transaction; one that
// is the same on both sides already is left as it is, so that a run that was ended goes on with the next table.

import { Fault } from '../../faults.js';
import type { Session } from '../postgres/session.js';
import type { Database } from '../sqlite/driver.js';
import { copyLine, RowsDigest, valueFor, type Column, type Value } from './table-values.js';
import { MIGRATIONS, quoted, readTables, type Table } from './tables.js';

export interface TableResult {
  readonly name: string;
  readonly rows: number;
  readonly targetRows: number;
  readonly isEqual: boolean;
}

/** A table that only the source has, since no loaded module makes it: it is not moved. */
export interface LeftBehind {
  readonly name: string;
  /** At least one. */
  readonly rows: number;
}

export interface MetadataComparison {
  readonly tables: readonly TableResult[];
  readonly leftBehind: readonly LeftBehind[];
}

const ROWS_AT_ONCE = 500;

/** Tables of SQLite, and their rows, without those that no data of ours is in. */
async function sourceTables(source: Database): Promise<ReadonlyMap<string, number>> {
  const tables = await source.all<{ name: string }>(
    `select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name <> $1 order by name`,
    [MIGRATIONS],
  );
  const counts = new Map<string, number>();
  for (const { name } of tables) {
    const [row] = await source.all<{ n: number }>(`select count(*) n from ${quoted(name)}`);
    counts.set(name, row?.n ?? 0);
  }
  return counts;
}

/** Those that no migration of this program makes (of a module that is not there any more) are not moved. */
export async function copyMetadata(source: Database, session: Session): Promise<void> {
  for (const table of await knownTables(source, session)) {
    if (!(await compareTable(source, session, table)).isEqual) await copyTable(source, session, table);
    await setSequences(source, session, table);
  }
}

export async function compareMetadata(source: Database, session: Session): Promise<MetadataComparison> {
  const known = await knownTables(source, session);
  const tables: TableResult[] = [];
  for (const table of known) tables.push(await compareTable(source, session, table));
  const leftBehind = [...(await sourceTables(source))]
    .filter(([name, rows]) => rows > 0 && !known.some((table) => table.name === name))
    .map(([name, rows]) => ({ name, rows }));
  return { tables, leftBehind };
}

/** @throws Fault CONFLICT where the two are not of the same version */
export async function refuseOtherVersion(source: Database, session: Session): Promise<void> {
  const names = `select name from ${MIGRATIONS}`;
  const target = new Set((await session.all<{ name: string }>(names)).map(({ name }) => name));
  const owners = new Set([...target].map(ownerOf));
  const applied = new Set((await source.all<{ name: string }>(names)).map(({ name }) => name));
  const missing = [...target].filter((name) => !applied.has(name));
  const unknown = [...applied].filter((name) => !target.has(name) && owners.has(ownerOf(name)));
  if (missing.length > 0)
    throw new Fault(
      'CONFLICT',
      `The metadata are of an older version (without ${missing.slice(0, 3).join(', ')}). Run "lanwarden migrate" first, without --to.`,
    );
  if (unknown.length > 0)
    throw new Fault(
      'DATABASE_NEWER',
      `The metadata are of a newer version (with ${unknown.slice(0, 3).join(', ')}). Move with that version.`,
    );
}

const ownerOf = (migration: string): string => migration.split('/', 1)[0]!;

async function knownTables(source: Database, session: Session): Promise<readonly Table[]> {
  const known = await sourceTables(source);
  return (await readTables(session)).filter(({ name }) => known.has(name));
}

async function copyTable(source: Database, session: Session, table: Table): Promise<void> {
  const columns = await sharedColumns(source, table);
  const sql = `copy ${quoted(table.name)} (${columns.map(({ name }) => quoted(name)).join(', ')}) from stdin`;
  await session.transaction(async () => {
    // With what refers to it: those come behind it, and are copied too.
    await session.all(`truncate ${quoted(table.name)} cascade`);
    for await (const rows of rowsOf(source, table.name, columns))
      await session.copy(sql, [Buffer.from(`${rows.map(copyLine).join('\n')}\n`)]);
  });
}

async function compareTable(source: Database, session: Session, table: Table): Promise<TableResult> {
  const columns = await sharedColumns(source, table);
  const from = new RowsDigest();
  for await (const rows of rowsOf(source, table.name, columns)) for (const row of rows) from.add(row);
  const to = await targetDigest(session, table, columns);
  const isEqual = from.rows === to.rows && from.digest === to.digest;
  return { name: table.name, rows: from.rows, targetRows: to.rows, isEqual };
}

function targetDigest(session: Session, { name }: Table, columns: readonly Column[]): Promise<RowsDigest> {
  return session.transaction(async () => {
    const digest = new RowsDigest();
    const names = columns.map((column, nth) => `${quoted(column.name)} as c${nth}`).join(', ');
    await session.all(`declare moved no scroll cursor for select ${names} from ${quoted(name)}`);
    for (;;) {
      const rows = await session.all<Record<string, Value>>(`fetch ${ROWS_AT_ONCE} from moved`);
      if (rows.length === 0) return digest;
      for (const row of rows) digest.add(columns.map((_, nth) => row[`c${nth}`]!));
    }
  });
}

/** By row id. */
async function* rowsOf(
  source: Database,
  table: string,
  columns: readonly Column[],
): AsyncGenerator<readonly (readonly Value[])[]> {
  const names = columns.map(({ name }, nth) => `${quoted(name)} as c${nth}`).join(', ');
  for (let last = Number.MIN_SAFE_INTEGER; ;) {
    const rows = await source.all<Record<string, string | number | Buffer | null>>(
      `select rowid as at, ${names} from ${quoted(table)} where rowid > cast($1 as integer) order by rowid limit ${ROWS_AT_ONCE}`,
      [last],
    );
    if (rows.length === 0) return;
    last = rows.at(-1)!['at'] as number;
    yield rows.map((row) => columns.map((column, nth) => valueFor(column, row[`c${nth}`] ?? null, table)));
  }
}

/** Those of the target; a column that only the source has would be lost. @throws Fault CONFLICT */
async function sharedColumns(source: Database, { name, columns }: Table): Promise<readonly Column[]> {
  const own = await source.all<{ name: string }>('select name from pragma_table_info($1)', [name]);
  const strange = own.find((column) => !columns.some((each) => each.name === column.name));
  if (strange !== undefined)
    throw new Fault(
      'CONFLICT',
      `The table ${name} of the metadata has the column ${strange.name}, which this version does not know. Move with the version that wrote it.`,
    );
  return columns.filter((column) => own.some((each) => each.name === column.name));
}

/** Behind every number that was ever given: also behind those of rows that are gone. */
async function setSequences(source: Database, session: Session, { name, sequences }: Table): Promise<void> {
  for (const [column, sequence] of sequences) {
    const [has] = await source.all<{ n: number }>(
      `select count(*) n from sqlite_master where name = 'sqlite_sequence'`,
    );
    const given = has?.n === 1 ? 'select seq from sqlite_sequence where name = $1' : 'select 0 where $1 is null';
    const [last] = await source.all<{ n: number | null }>(
      `select max(coalesce((select max(${quoted(column)}) from ${quoted(name)}), 0), coalesce((${given}), 0)) n`,
      [name],
    );
    const n = last?.n ?? 0;
    if (n > 0) await session.all('select setval($1::regclass, greatest($2::bigint, 1))', [sequence, n]);
  }
}
