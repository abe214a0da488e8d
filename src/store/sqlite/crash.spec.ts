// A process that dies in the middle of an append: what was acknowledged is there, and nothing is there in part.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BATCH } from '../../../test/helpers/append-until-killed.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { EVER, makeEvent, NOON, put } from '../../../test/contract/samples.js';
import { ALL } from '../../query/ast.js';
import { openSqliteStore } from './open.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

describe('after kill -9 in the middle of appends', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-crash-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it(
    'has whole batches, all that were acknowledged, and marks, words and roll-up that fit them',
    { timeout: 60_000 },
    async () => {
      const acknowledged = await appendUntilKilled(dataDir, 9);
      const store = await openSqliteStore({
        dataDir,
        clock: new FakeClock(NOON),
        events: { segment: { rows: 3_000 }, minFreeBytes: 0 },
      });
      const [mark] = await store.marks();
      const batches = Number(mark?.value);
      expect(batches).toBeGreaterThanOrEqual(acknowledged);
      expect(await store.count({ query: ALL, range: EVER })).toBe(batches * BATCH);
      const words = { kind: 'phrase', words: ['batch', String(batches), 'event'], prefix: false } as const;
      expect(await store.count({ query: words, range: EVER })).toBe(BATCH);
      expect((await store.search({ query: ALL, range: EVER, limit: 1 })).events[0]?.message).toBe(
        `batch ${batches} event ${BATCH - 1}`,
      );
      let scanned = 0;
      for await (const batch of store.scan({ range: EVER, order: 'arrival' })) scanned += batch.events.length;
      expect(scanned).toBe(batches * BATCH);
      await put(store, [makeEvent()]);
      expect(await store.count({ query: ALL, range: EVER })).toBe(batches * BATCH + 1);
      await store.close();
    },
  );
});

/** Kills it as soon as it has said so many batches; the next one is then on its way. */
async function appendUntilKilled(dataDir: string, batches: number): Promise<number> {
  const child = spawn(
    process.execPath,
    [at('../../../test/helpers/run-ts.mjs'), at('../../../test/helpers/append-until-killed.ts'), dataDir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= batches) child.kill('SIGKILL');
  }
  expect(last).toBeGreaterThanOrEqual(batches);
  return last;
}
