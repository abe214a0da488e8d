// PostgreSQL finds what the predicate finds.

import { describeAgreement } from '../../../test/contract/agreement.js';
import { NOON } from '../../../test/contract/samples.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import { openPostgresStore } from './open.js';

describeAgreement('PostgreSQL', async (work) => {
  const url = await freshDatabase();
  const store = await openPostgresStore({ url, events: { segment: { rows: 1_000 } }, clock: new FakeClock(NOON) });
  try {
    await work(store);
  } finally {
    await store.close();
  }
});
