// Has PostgreSQL tell of every change of some tables of the metadata, within the transaction that makes it: see notices.ts.

import { QueryTypes, type Sequelize } from 'sequelize';
import { isPostgres } from '#src/store/metadata/dialect.js';
import { takeTurn } from '#src/store/metadata/turn.js';

/** PostgreSQL's channel; what is told is the name of a table. */
export const CHANNEL = 'lanwarden';
const FUNCTION = 'lanwarden_notice';
const NAME = /^[a-z_]{1,60}$/;

/** Does nothing on SQLite, and where they are there already. @param tables of ours; those that do not exist are passed over */
export async function makeTriggers(db: Sequelize, tables: readonly string[]): Promise<void> {
  if (!isPostgres(db)) return;
  await db.transaction(async (transaction) => {
    await takeTurn(db, 'triggers', transaction);
    const missing = await db.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
         AND c.relname IN (SELECT json_array_elements_text(CAST($tables AS json)))
         AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = '${FUNCTION}')`,
      {
        type: QueryTypes.SELECT,
        bind: { tables: JSON.stringify(tables.filter((table) => NAME.test(table))) },
        transaction,
      },
    );
    if (missing.length === 0) return;
    await db.query(
      `CREATE OR REPLACE FUNCTION ${FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS
       $function$ BEGIN PERFORM pg_notify('${CHANNEL}', TG_TABLE_NAME); RETURN NULL; END $function$`,
      { transaction },
    );
    for (const { name } of missing)
      await db.query(
        `CREATE TRIGGER ${FUNCTION} AFTER INSERT OR UPDATE OR DELETE ON ${name}
         FOR EACH STATEMENT EXECUTE FUNCTION ${FUNCTION}()`,
        { transaction },
      );
  });
}
