// Opening the metadata database on a real PostgreSQL server: what it takes, what it says when it is not let in, and what its values are.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataTypes, QueryTypes, type Sequelize } from 'sequelize';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configSchema, type Config } from '#config/schema.js';
import { messageOf } from '#src/faults.js';
import { eventually } from '../../../../test/helpers/eventually.js';
import { type PostgresServer, startPostgres } from '../../../../test/helpers/postgres.js';
import { jsonRows, listed, unfolded } from '../dialect.js';
import { migrateMetadata } from '../migrate.js';
import { addColumns } from '../migrations/add-columns.js';
import { coreMigrations } from '../migrations/index.js';
import { openMetadata } from '../open.js';
import { isPassing } from '../passing.js';
import { readMetadata } from '../read.js';
import { whyUnfit } from './server.js';

let server: PostgresServer;
let url: string;
let dir: string;
let db: Sequelize | undefined;
beforeAll(async () => {
  server = await startPostgres();
  url = await server.freshDatabase();
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-postgres-'));
}, 60_000);
afterEach(async () => {
  await db?.close();
  db = undefined;
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

const configOf = (address: string): Config => configSchema.parse({ data: { dir }, database: { url: address } });

function urlWith(changes: Partial<Record<'username' | 'password' | 'pathname' | 'port' | 'search', string>>): string {
  return Object.assign(new URL(url), changes).href;
}

async function refusal(address: string): Promise<string> {
  try {
    db = await openMetadata(configOf(address));
  } catch (error) {
    const { code } = error as { code?: string };
    expect(messageOf(error)).not.toContain(new URL(address).password || 'for-tests-only');
    expect(messageOf(error)).not.toContain('\n');
    return `${code}: ${messageOf(error)}`;
  }
  return 'opened';
}

describe('a server', () => {
  it('is used under our name, with the time-out that is set, in UTC', async () => {
    db = await openMetadata(
      configSchema.parse({ data: { dir }, database: { url, statementTimeoutMs: 1_234, pool: { max: 2 } } }),
    );
    const [shown] = await db.query<Record<string, string>>(
      `SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS timeout,
         current_setting('TimeZone') AS zone`,
      { type: QueryTypes.SELECT },
    );
    expect(shown).toEqual({ name: 'lanwarden', timeout: '1234ms', zone: expect.stringMatching(/^(<?\+00|UTC)/) });
    await expect(db.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
  });

  it('on which another has locked a table is tried again; a statement that is too slow is not', async () => {
    db = await openMetadata(
      configSchema.parse({ data: { dir }, database: { url, statementTimeoutMs: 1_000, pool: { max: 2 } } }),
    );
    const open = db;
    const refused = (sql: string): Promise<unknown> => open.query(sql).catch((error: unknown) => error);
    await open.query('CREATE TABLE locked (n BIGINT)');
    await open.transaction(async (transaction) => {
      await open.query('LOCK TABLE locked IN ACCESS EXCLUSIVE MODE', { transaction });
      expect(isPassing(await refused('INSERT INTO locked VALUES (1)'))).toBe(true);
    });
    expect(isPassing(await refused('SELECT pg_sleep(5)'))).toBe(false);
    await open.query('DROP TABLE locked');
  });

  it('that is away says so, and is found again without a restart when it comes back', async () => {
    db = await openMetadata(configOf(url));
    const open = db;
    await open.query('SELECT 1');
    await server.away(async () => {
      const error: unknown = await open.query('SELECT 1').catch((cause: unknown) => cause);
      expect(isPassing(error)).toBe(true);
      db = undefined;
      expect(await refusal(url)).toMatch(/^DATABASE_AWAY: PostgreSQL at 127\.0\.0\.1:\d+\/test_1 does not answer/);
    });
    db = open;
    expect(await open.query('SELECT 1 AS one', { type: QueryTypes.SELECT })).toEqual([{ one: 1 }]);
  });

  it.each([
    ['a wrong password', { password: 'wr0ng' }, /^DATABASE_REFUSED: .* does not take the password of postgres/],
    ['no password', { password: '' }, /^DATABASE_REFUSED: .* asks postgres for a password/],
    ['an unknown role', { username: 'nobody' }, /^DATABASE_REFUSED: .*nobody/],
    ['a database that is not there', { pathname: '/none' }, /CREATE DATABASE "none" OWNER "postgres"/],
    ['a port where nothing is', { port: '1' }, /^DATABASE_AWAY: .*127\.0\.0\.1:1\/test_1 does not answer/],
    ['TLS that it does not have', { search: '?sslmode=require' }, /^DATABASE_REFUSED: .* has no TLS.*sslmode=disable/],
  ])('is refused with %s', async (_, changes, said) => {
    expect(await refusal(urlWith(changes))).toMatch(said);
  });

  it('is refused to a role that may not make tables, with what to grant', async () => {
    const owner = await openMetadata(configOf(url));
    await owner.query(`CREATE ROLE "small role" LOGIN PASSWORD 'x9x9x9'`);
    await owner.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    const address = urlWith({ username: 'small role', password: 'x9x9x9' });
    expect(await refusal(address)).toContain('GRANT USAGE, CREATE ON SCHEMA "public" TO "small role"');
    await owner.query('GRANT USAGE, CREATE ON SCHEMA public TO "small role"');
    expect(await refusal(address)).toBe('opened');
    expect(await migrateMetadata(db!, [coreMigrations])).toContain('core/0001-accounts');
    await owner.close();
  });

  it('that is too old is told from one that will do', () => {
    const fit = {
      version: 140_000,
      named: '14.0',
      encoding: 'UTF8',
      schema: 'public',
      may_use: true,
      may_create: true,
    };
    const address = { shown: 'db:5432/lw', user: 'lw', database: 'lw' };
    expect(whyUnfit({ ...fit, read_only: false }, address, 'write')).toBeUndefined();
    expect(whyUnfit({ ...fit, version: 130_022, named: '13.22', read_only: false }, address, 'write')).toBe(
      'PostgreSQL at db:5432/lw is 13.22; Lanwarden needs 14 or newer. Upgrade the server.',
    );
    expect(whyUnfit({ ...fit, schema: null, may_use: null, read_only: false }, address, 'read')).toContain('GRANT');
  });

  it('whose database keeps text in another encoding, or only reads, is refused', async () => {
    const owner = await openMetadata(configOf(url));
    await owner.query(`CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
    expect(await refusal(urlWith({ pathname: '/latin' }))).toContain("ENCODING 'UTF8'");
    await owner.query('CREATE DATABASE looked_at');
    await owner.query('ALTER DATABASE looked_at SET default_transaction_read_only = on');
    expect(await refusal(urlWith({ pathname: '/looked_at' }))).toContain('read-only');
    expect(await readMetadata(configOf(urlWith({ pathname: '/looked_at' })), 'SELECT * FROM settings')).toEqual([]);
    await owner.close();
  });
});

describe('what comes back', () => {
  it('is what SQLite gives: numbers, of BIGINT too, and flags', async () => {
    db = await openMetadata(configOf(await server.freshDatabase()));
    await db.getQueryInterface().createTable('kinds', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      ms: DataTypes.BIGINT,
      wide: DataTypes.INTEGER,
      word: DataTypes.STRING(3),
      flag: DataTypes.BOOLEAN,
    });
    await db.query('INSERT INTO kinds (ms, wide, word, flag) VALUES ($ms, $wide, $word, $flag)', {
      bind: { ms: 2 ** 53 - 1, wide: 2 ** 40, word: 'longer than three', flag: true },
    });
    const [row] = await db.query('SELECT *, count(*) OVER () AS n, sum(ms) OVER () AS all_ms FROM kinds', {
      type: QueryTypes.SELECT,
    });
    expect(row).toEqual({
      id: 1,
      ms: 2 ** 53 - 1,
      wide: 2 ** 40,
      word: 'longer than three',
      flag: true,
      n: 1,
      all_ms: 2 ** 53 - 1,
    });
  });

  it('is what a list of values held, with what its text cannot say put in other words', async () => {
    db = await openMetadata(configOf(url));
    const rows = jsonRows(db, [
      ['a\0b \ud800 \u202e', 7.5, 0.25, true],
      [null, 9_007_199_254_740_991, null, false],
    ]);
    const columns = { said: 'text', whole: 'integer', part: 'real', flag: 'flag' } as const;
    const found = await db.query(`SELECT * FROM ${unfolded(db, 'rows', columns)} AS given`, {
      bind: { rows },
      type: QueryTypes.SELECT as const,
    });
    expect(found).toEqual([
      { said: 'a\\0b \ufffd \u202e', whole: 8, part: 0.25, flag: true },
      { said: null, whole: 9_007_199_254_740_991, part: null, flag: false },
    ]);
    const sql = `SELECT 2 IN (${listed(db, 'ids', 'integer')}) AS two, 'x' IN (${listed(db, 'names')}) AS x`;
    const bind = { ids: jsonRows(db, [1, 2]), names: jsonRows(db, ['y']) };
    expect(await db.query(sql, { bind, type: QueryTypes.SELECT })).toEqual([{ two: true, x: false }]);
  });
});

it('migrates for as long as it takes, whatever time-out its statements have', async () => {
  const config = configOf(await server.freshDatabase());
  db = await openMetadata({ ...config, database: { ...config.database, statementTimeoutMs: 100 } });
  const slow = { name: '0001-slow', up: async (its: Sequelize) => void (await its.query('SELECT pg_sleep(0.3)')) };
  expect(await migrateMetadata(db, [{ owner: 'test', migrations: [slow] }])).toEqual(['test/0001-slow']);
  await expect(db.query('SELECT pg_sleep(0.3)')).rejects.toThrow(/statement timeout/);
});

it('keeps nobody waiting for a table to which it adds a column, while that is being dumped', async () => {
  db = await openMetadata(configOf(await server.freshDatabase()));
  const open = db;
  await open.query('CREATE TABLE dumped (a BIGINT)');
  const up = (its: Sequelize) => addColumns(its, 'dumped', { b: { type: DataTypes.BIGINT } });
  const migrating = await open.transaction(async (transaction) => {
    await open.query('SELECT FROM dumped', { transaction });
    const its = { result: migrateMetadata(open, [{ owner: 'test', migrations: [{ name: '0001-column', up }] }]) };
    const waiting = (): Promise<unknown[]> =>
      open.query('SELECT pid FROM pg_locks WHERE NOT granted', { type: QueryTypes.SELECT });
    await eventually(async () => expect(await waiting()).toHaveLength(1));
    await open.query('SELECT FROM dumped');
    return its;
  });
  expect(await migrating.result).toEqual(['test/0001-column']);
});
