// Which engine the configuration opens.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { ALL } from '#src/query/ast.js';
import { EVER, makeEvent, NOON, put } from '../../test/contract/samples.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { freshDatabase } from '../../test/helpers/fresh-database.js';
import { openEventReader, openEventStore } from './open.js';

it('is SQLite in data.dir, unless PostgreSQL is named, by events.url or else database.url', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lanwarden-open-'));
  const [here, there] = [await freshDatabase(), await freshDatabase()];
  const data = { dir };
  const places = [
    { data },
    { data, database: { url: here }, events: { store: 'postgres' } },
    { data, database: { url: here }, events: { store: 'postgres', url: there } },
  ].map((config) => configSchema.parse(config));
  try {
    for (const [at, config] of places.entries()) {
      const store = await openEventStore(config, new FakeClock(NOON));
      await put(
        store,
        Array.from({ length: at + 1 }, () => makeEvent()),
      );
      await store.close();
    }
    for (const [at, config] of places.entries()) {
      const reader = await openEventReader(config);
      expect(await reader.count({ query: ALL, range: EVER })).toBe(at + 1);
      await reader.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}, 60_000);

it('says which setting is missing', async () => {
  const config = configSchema.parse({ events: { store: 'postgres' } });
  await expect(openEventStore(config, new FakeClock(NOON))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(openEventReader(config)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/events\.url/),
  });
});
