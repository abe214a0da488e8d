// What two portals on one database keep of the baselines in memory: it is the same when each has read it again.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { openMigrated } from '../../test/helpers/migrated.js';
import { FindingWriter } from './findings/finding-writer.js';
import { Findings } from './findings/findings.js';
import { foundEvent } from './findings/testing.js';
import { Verdicts } from './findings/verdicts.js';
import { baselinesTables } from './migrations/0001-baselines.js';

const clock = new FakeClock(Date.UTC(2026, 10, 20, 12));
let dir: string;
let db: Sequelize;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-shared-'));
  db = await openMigrated(dir, { owner: 'baselines', migrations: [baselinesTables] });
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

it('a verdict that was given or revoked in one is in force in the other, whose listeners are told', async () => {
  const [here, other] = [new Verdicts(db, clock, () => 'UTC'), new Verdicts(db, clock, () => 'UTC')];
  await other.load();
  const told = vi.fn();
  other.onChange(told);
  await db.transaction((transaction) =>
    new FindingWriter(db, clock).writeLive([foundEvent(clock.now(), 80)], transaction),
  );
  const [finding] = (await new Findings(db, clock, () => 'UTC').list({}, undefined, 1, 'score')).findings;
  const { id } = await here.give({ finding: finding!.id, kind: 'benign', scope: 'entity' }, 'ann');
  await other.reread();
  expect(other.active()).toEqual(here.active());
  expect([other.active().length, told.mock.calls.length]).toEqual([1, 1]);
  // One that is revoked while the other reads is not in force again.
  await Promise.all([other.reread(), other.revoke(id, 'bea'), other.reread()]);
  expect(other.active()).toEqual([]);
});
