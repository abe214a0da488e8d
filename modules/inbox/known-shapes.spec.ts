// Shapes that an older version wrote: their samples stay, and are as old as their shape.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { LiveConfig } from '#src/settings/live-config.js';
import { migrateMetadata } from '#src/store/metadata/migrate.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { KnownShapes } from './known-shapes.js';
import { firstInbox } from './migrations/0001-inbox.js';
import { sampleTimes } from './migrations/0002-sample-times.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';

const DAY_MS = 86_400_000;
const [YOUNG, OLD] = ['a'.repeat(32), 'b'.repeat(32)];

it('keep their samples until these are older than events are kept', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-shapes-'));
  const config = configSchema.parse({ data: { dir }, events: { retention: { days: 90 } } });
  const db = await openMetadata(config);
  await migrateMetadata(db, [{ owner: 'inbox', migrations: [firstInbox] }]);
  for (const [key, firstAt] of [
    [YOUNG, 20 * DAY_MS],
    [OLD, DAY_MS],
  ])
    await db.query(
      `INSERT INTO inbox_shapes (key, app, template, state, note, count, sources, has_more_sources, first_at, last_at, samples, reported_at)
       VALUES ($key, '', 'x', 'open', '', 1, '[]', false, $firstAt, $now, '[{"raw":"as it came","source":"cellar"}]', $now)`,
      { bind: { key, firstAt, now: 100 * DAY_MS } },
    );
  await migrateMetadata(db, [{ owner: 'inbox', migrations: [firstInbox, sampleTimes] }]);
  const shapes = new KnownShapes(db, new FakeClock(100 * DAY_MS), { config } as LiveConfig);
  await shapes.tidy();
  expect((await shapes.byKey(YOUNG))?.samples).toEqual([{ raw: 'as it came', source: 'cellar', at: 20 * DAY_MS }]);
  expect(await shapes.byKey(OLD)).toMatchObject({ samples: [] });
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});
