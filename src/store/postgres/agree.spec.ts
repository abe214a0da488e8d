// PostgreSQL finds what the predicate finds.

import { afterAll, beforeAll } from 'vitest';
import { FakeClock } from '#src/clock.js';
import { describeAgreement } from '../../../test/contract/agreement.js';
import { NOON } from '../../../test/contract/samples.js';
import { startPostgres, type PostgresServer } from '../../../test/helpers/postgres.js';
import { openPostgresStore } from './open.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

describeAgreement('PostgreSQL', async (work) => {
  const url = await server.freshDatabase();
  const store = await openPostgresStore({ url, events: { segment: { rows: 1_000 } }, clock: new FakeClock(NOON) });
  try {
    await work(store);
  } finally {
    await store.close();
  }
});
