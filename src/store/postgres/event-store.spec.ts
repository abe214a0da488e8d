// The contract, held by PostgreSQL.

import { afterAll, beforeAll } from 'vitest';
import { describeEventStore } from '../../../test/contract/event-store.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { openPostgresReader, openPostgresStore } from './open.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

describeEventStore('PostgreSQL', async () => {
  const url = await server.freshDatabase();
  return {
    open: ({ clock, segmentRows = 5_000_000 }) =>
      openPostgresStore({ url, clock, events: { segment: { rows: segmentRows } } }),
    openReader: async () => openPostgresReader({ url }),
    dispose: () => Promise.resolve(),
  };
});
