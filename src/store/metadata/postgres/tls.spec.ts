// TLS to a real PostgreSQL server: what each sslmode lets in, and that the connection is really encrypted.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryTypes } from 'sequelize';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messageOf } from '#src/faults.js';
import { makeCertificate } from '../../../collector/listen/tls/certificate.js';
import { type PostgresServer, startPostgres } from '../../../../test/helpers/postgres.js';
import { openPostgres } from './open.js';

let server: PostgresServer;
let url: string;
let dir: string;

const made = (name: string): ReturnType<typeof makeCertificate> =>
  makeCertificate({ commonName: name, names: [name], from: Date.now() - 60_000, until: Date.now() + 3_600_000 });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-tls-'));
  const own = made('localhost');
  writeFileSync(join(dir, 'own.pem'), own.certificatePem);
  writeFileSync(join(dir, 'other.pem'), made('localhost').certificatePem);
  server = await startPostgres({ tls: { cert: own.certificatePem, key: own.keyPem } });
  url = await server.freshDatabase();
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

/** The protocol, `plain`, or why not. */
async function connected(host: string, query: string): Promise<string> {
  const address = Object.assign(new URL(url), { hostname: host, search: query }).href;
  try {
    const db = await openPostgres({ url: address, pool: { max: 2 }, statementTimeoutMs: 5_000 });
    const [row] = await db.query<{ version: string | null }>(
      'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      { type: QueryTypes.SELECT },
    );
    await db.close();
    return row?.version ?? 'plain';
  } catch (error) {
    return messageOf(error);
  }
}

it.each([
  ['localhost', '', 'plain'],
  ['localhost', 'sslmode=require', 'TLSv1.3'],
  ['127.0.0.1', 'sslmode=verify-ca&sslrootcert=OWN', 'TLSv1.3'],
  ['localhost', 'sslmode=verify-full&sslrootcert=OWN', 'TLSv1.3'],
  ['127.0.0.1', 'sslmode=verify-full&sslrootcert=OWN', /certificate .* is not accepted/],
  ['localhost', 'sslmode=verify-full&sslrootcert=OTHER', /certificate .* is not accepted/],
  ['localhost', 'sslmode=require&sslrootcert=OTHER', /certificate .* is not accepted/],
  ['localhost', 'sslmode=verify-full', /certificate .* is not accepted/],
])('%s with ?%s', async (host, query, expected) => {
  const said = await connected(
    host,
    query.replace('OWN', join(dir, 'own.pem')).replace('OTHER', join(dir, 'other.pem')),
  );
  expect(said).toMatch(expected);
});
