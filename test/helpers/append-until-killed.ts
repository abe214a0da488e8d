// For the store's crash.spec.ts: appends batches until it is killed. Each line of output names a batch that was acknowledged.

import { makeEvent, NOON, put } from '../contract/samples.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import { FakeClock } from './fake-clock.js';

export const BATCH = 500;

export async function main(dataDir: string): Promise<void> {
  const store = await openSqliteStore({
    dataDir,
    clock: new FakeClock(NOON),
    events: { segment: { rows: 3_000 }, minFreeBytes: 0 },
  });
  for (let n = 1; ; n++) {
    const events = Array.from({ length: BATCH }, (_, i) =>
      makeEvent({ '@timestamp': NOON + n * 1_000 + i, message: `batch ${n} event ${i}` }),
    );
    await put(store, events, { marks: () => [{ key: 'batches', version: n, value: String(n) }] });
    process.stdout.write(`${n}\n`);
  }
}
