// Databases on the one PostgreSQL server of the run (`postgres-for-all.ts`), for specs that need nothing else of it: no outage, no role and no
// setting that others would get, too.

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { eventually } from './eventually.js';

/** `postgres://` of a new, empty one; its owner is a superuser. */
export async function freshDatabase(): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const admin = await eventually(() => connected(url.href));
  url.pathname = `/test_${randomBytes(8).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${url.pathname.slice(1)}`);
  await admin.end();
  return url.href;
}

/** Not before the server has started. */
async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}
