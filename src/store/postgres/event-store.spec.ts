// The contract, held by PostgreSQL.

import { describeEventStore } from '../../../test/contract/event-store.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { openPostgresReader, openPostgresStore } from './open.js';

describeEventStore('PostgreSQL', async () => {
  const url = await freshDatabase();
  return {
    open: ({ clock, segmentRows = 5_000_000 }) =>
      openPostgresStore({ url, clock, events: { segment: { rows: segmentRows } } }),
    openReader: async () => openPostgresReader({ url }),
    dispose: () => Promise.resolve(),
  };
});
