// Two portals on one PostgreSQL database hold messages back for the same channels at the same moment.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize, Transaction } from 'sequelize';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { migrateMetadata } from '#src/store/metadata/migrate.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { firstChannels } from '../migrations/0001-channels.js';
import { routing } from '../migrations/0002-routing.js';
import { unwatched } from '../migrations/0003-unwatched.js';
import { Held } from './held.js';

let dir: string;
let portals: readonly Sequelize[];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-held-'));
  const config = configSchema.parse({ data: { dir }, database: { url: await freshDatabase() } });
  portals = await Promise.all([openMetadata(config), openMetadata(config)]);
  await migrateMetadata(portals[0]!, [{ owner: 'channels', migrations: [firstChannels, routing, unwatched] }]);
}, 60_000);

afterAll(async () => {
  await Promise.all(portals.map((db) => db.close()));
  rmSync(dir, { recursive: true, force: true });
});

it('in whatever order: none of them is a deadlock, and each message is counted', async () => {
  const message = {
    id: 'm',
    type: 'alert.raised',
    createdAt: 0,
    body: {},
    facts: { ruleId: 'r', alertId: 'a', severity: 'high' },
  } as unknown as OutboxMessage;
  const route = (db: Sequelize, channels: readonly string[]): Promise<void> =>
    db.transaction(async (transaction: Transaction) => {
      const held = new Held(db);
      for (const channel of channels) await held.add(channel, 'budget', message, 1_000, transaction);
    });
  for (let n = 0; n < 20; n += 1) await Promise.all([route(portals[0]!, ['x', 'y']), route(portals[1]!, ['y', 'x'])]);
  const summaries = await new Held(portals[0]!).summaries();
  expect(summaries.map(({ channel, messages }) => [channel, messages])).toEqual([
    ['x', 40],
    ['y', 40],
  ]);
});
