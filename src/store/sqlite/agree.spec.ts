// SQLite finds what the predicate finds.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAgreement } from '../../../test/contract/agreement.js';
import { NOON } from '../../../test/contract/samples.js';
import { openSqliteStore } from './open.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

describeAgreement('SQLite', async (work) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-agree-'));
  const store = await openSqliteStore({
    dataDir,
    events: { segment: { rows: 1_000 }, minFreeBytes: 0 },
    clock: new FakeClock(NOON),
  });
  try {
    await work(store);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
