// Everything that a copy of the metadata database would tell: SQLite's files with what they have not overwritten yet, PostgreSQL's rows.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryTypes } from 'sequelize';
import type { Config } from '#config/schema.js';
import { isPostgres } from '#src/store/metadata/dialect.js';
import { openMetadata } from '#src/store/metadata/open.js';

export async function databaseText(config: Pick<Config, 'data' | 'database'>): Promise<string> {
  const db = await openMetadata(config);
  try {
    if (!isPostgres(db)) return filesText(config.data.dir);
    const [whole] = await db.query<{ text: string }>(
      `SELECT CAST(schema_to_xml(current_schema(), true, false, '') AS text) AS text`,
      { type: QueryTypes.SELECT },
    );
    return whole!.text;
  } finally {
    await db.close();
  }
}

function filesText(dir: string): string {
  const files = readdirSync(dir).filter((name) => name.startsWith('metadata.sqlite'));
  return files.map((name) => readFileSync(join(dir, name), 'latin1')).join('');
}
