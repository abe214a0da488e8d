// The tables of the metadata, as the target has them when it is migrated: columns with their types, sequences, and an order in which
// whoever is referred to comes first.

import type { Session } from '../postgres/session.js';
import type { Column } from './table-values.js';

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** What counts up, by column. */
  readonly sequences: ReadonlyMap<string, string>;
}

/** What migrations keep of themselves: each database its own. */
export const MIGRATIONS = 'migrations';

/** All but that one, those that are referred to first. */
export async function readTables(session: Session): Promise<readonly Table[]> {
  const rows = await session.all<ColumnRow>(
    `select c.table_name as table, c.column_name as name, c.data_type as type,
       pg_get_serial_sequence(quote_ident(c.table_schema) || '.' || quote_ident(c.table_name), c.column_name) as sequence
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.table_name <> $1
     order by c.table_name, c.ordinal_position`,
    [MIGRATIONS],
  );
  const names = [...new Set(rows.map(({ table }) => table))];
  const tables = names.map((name) => tableFrom(name, rows));
  return parentsFirst(tables, await references(session));
}

/** As SQL says a name, in either engine. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

interface ColumnRow extends Column {
  readonly table: string;
  readonly sequence: string | null;
}

function tableFrom(name: string, rows: readonly ColumnRow[]): Table {
  const own = rows.filter(({ table }) => table === name);
  const sequences = own.flatMap((column) =>
    column.sequence === null ? [] : [[column.name, column.sequence] as const],
  );
  return { name, columns: own, sequences: new Map(sequences) };
}

interface Reference {
  readonly child: string;
  readonly parent: string;
}

function references(session: Session): Promise<Reference[]> {
  return session.all(
    `select c.relname as child, p.relname as parent from pg_constraint k
     join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
     where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace and c.oid <> p.oid`,
  );
}

function parentsFirst(tables: readonly Table[], all: readonly Reference[]): readonly Table[] {
  const ordered: Table[] = [];
  const seen = new Set<string>();
  const visit = (table: Table): void => {
    if (seen.has(table.name)) return;
    seen.add(table.name);
    for (const { child, parent } of all)
      if (child === table.name) for (const each of tables) if (each.name === parent) visit(each);
    ordered.push(table);
  };
  tables.forEach(visit);
  return ordered;
}
