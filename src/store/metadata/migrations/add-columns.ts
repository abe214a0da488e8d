// Adds columns to a table of an earlier migration; those that are there already (a crash half way) are left alone.

import type { ModelAttributeColumnOptions, Sequelize } from 'sequelize';

export async function addColumns(
  db: Sequelize,
  table: string,
  columns: Readonly<Record<string, ModelAttributeColumnOptions>>,
): Promise<void> {
  const tables = db.getQueryInterface();
  const known = await tables.describeTable(table);
  for (const [name, column] of Object.entries(columns))
    if (!(name in known)) await tables.addColumn(table, name, column);
}
