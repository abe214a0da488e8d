// The contract, held by SQLite.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEventStore } from '../../../test/contract/event-store.js';
import { openSqliteReader, openSqliteStore } from './open.js';

describeEventStore('SQLite', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-store-'));
  return {
    open: ({ clock, segmentRows = 5_000_000 }) =>
      openSqliteStore({ dataDir, clock, events: { segment: { rows: segmentRows }, minFreeBytes: 0 } }),
    openReader: async () => openSqliteReader({ dataDir }),
    dispose: () => rm(dataDir, { recursive: true, force: true }),
  };
});
