// Which ingest keys the collector is given: those that are good now, with the old secret of one that was just renewed; and what it tells
// of their uses.

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { IngestKeys } from '#src/collector/ingest-keys.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { openMigrated } from '../../test/helpers/migrated.js';
import { readIngestKeys } from './ingest-keys.js';
import { TokensService } from './tokens.service.js';

const HOUR_MS = 3_600_000;
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

let dir: string;
let db: Sequelize;
let clock: FakeClock;
let tokens: TokensService;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-keys-'));
  db = await openMigrated(dir);
  clock = new FakeClock(1_795_168_800_000);
  tokens = new TokensService(db, clock);
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const good = async (): Promise<readonly string[]> => {
  const keys = await tokens.listIngestKeyHashes();
  // What a collector without a portal reads is the same.
  expect(await readIngestKeys(configSchema.parse({ data: { dir } }), clock.now())).toEqual(keys);
  return keys.map(({ hash }) => hash);
};

it('not one that is over', async () => {
  const { secret } = await tokens.create({
    name: 'door',
    role: 'ingest',
    source: 'door',
    createdBy: 'test',
    expiresAt: clock.now() + HOUR_MS,
  });
  clock.advance(HOUR_MS - 1);
  expect(await good()).toEqual([hashOf(secret)]);
  clock.advance(1);
  expect(await good()).toEqual([]);
});

it('both secrets of a renewed one, until the old one’s time is over', async () => {
  const { token, secret } = await tokens.create({ name: 'nas', role: 'ingest', source: 'nas', createdBy: 'test' });
  const renewed = await tokens.rotate(token.id, { keepOldMs: HOUR_MS });
  expect(await good()).toEqual([hashOf(renewed.secret), hashOf(secret)]);
  clock.advance(HOUR_MS);
  expect(await good()).toEqual([hashOf(renewed.secret)]);
});

it('a collector that gets no new list refuses what ends by itself', async () => {
  const made = { role: 'ingest', source: 'nas', createdBy: 'test' } as const;
  const ending = await tokens.create({ ...made, name: 'ending', expiresAt: clock.now() + HOUR_MS });
  const old = await tokens.create({ ...made, name: 'nas' });
  const renewed = await tokens.rotate('nas', { keepOldMs: HOUR_MS });
  const both = await tokens.create({ ...made, name: 'both', expiresAt: clock.now() + HOUR_MS });
  await tokens.rotate('both', { keepOldMs: 2 * HOUR_MS });
  const collector = new IngestKeys(clock);
  collector.configure(await tokens.listIngestKeyHashes());
  const taken = (): readonly boolean[] =>
    [ending, old, renewed, both].map(({ secret }) => collector.sourceOf(secret)?.source === 'nas');
  clock.advance(HOUR_MS - 1);
  expect(taken()).toEqual([true, true, true, true]);
  clock.advance(1);
  expect(taken()).toEqual([false, false, true, false]);
});

it('nothing of a revoked one, and never a token of the API', async () => {
  const { token } = await tokens.create({ name: 'nas', role: 'ingest', source: 'nas', createdBy: 'test' });
  await tokens.create({ name: 'script', role: 'admin', createdBy: 'test' });
  await tokens.revoke(token.name);
  expect(await good()).toEqual([]);
});

it('keeps when a key was used last, whichever of its secrets it was, and never goes back', async () => {
  const made = { role: 'ingest', createdBy: 'test' } as const;
  const { token, secret } = await tokens.create({ ...made, name: 'nas', source: 'nas' });
  await tokens.create({ ...made, name: 'idle', source: 'nas' });
  const renewed = await tokens.rotate(token.id, { keepOldMs: HOUR_MS });
  const at = clock.now() + HOUR_MS;
  await tokens.noteIngestUses({ [hashOf(secret)]: at, ['0'.repeat(64)]: at });
  await tokens.noteIngestUses({ [hashOf(renewed.secret)]: at - 1 });
  expect((await tokens.list()).map(({ name, lastUsedAt }) => [name, lastUsedAt])).toEqual([
    ['idle', null],
    ['nas', at],
  ]);
});

it('of what two collectors saw at once the latest counts, whoever tells first', async () => {
  const { secret } = await tokens.create({ name: 'nas', role: 'ingest', source: 'nas', createdBy: 'test' });
  const other = new TokensService(db, clock);
  const uses = [5, 3, 9, 7].map((minutes) => ({ [hashOf(secret)]: clock.now() + minutes * 60_000 }));
  await Promise.all(uses.map((each, n) => (n % 2 === 0 ? tokens : other).noteIngestUses(each)));
  expect((await tokens.list())[0]?.lastUsedAt).toBe(clock.now() + 9 * 60_000);
});
