// Two windows that set the second factor up at once.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { SecretBox } from '#src/secrets/secret-box.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { openMigrated } from '../../test/helpers/migrated.js';
import { AccountsService } from './accounts.service.js';
import { SecondFactor } from './second-factor.js';

let dir: string;
let db: Sequelize;
let clock: FakeClock;
let userId: number;
let factor: SecondFactor;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-second-factor-'));
  db = await openMigrated(dir);
  clock = new FakeClock(1_795_168_800_000);
  userId = (await new AccountsService(db, clock).addWithoutPassword('ann', 'viewer')).id;
  factor = new SecondFactor(db, clock, SecretBox.of(configSchema.parse({ data: { dir } })));
});
afterEach(async () => {
  await db.close();
  rmSync(dir, { recursive: true, force: true });
});

const codeAt = (secret: string, ms: number): string => generateSync({ secret, epoch: Math.floor(ms / 1_000) });

it('does not begin anew when a window switched it on between reading and writing', async () => {
  const secret = await factor.begin(userId);
  const rows = db.model('User') as unknown as { update: (...given: unknown[]) => Promise<unknown> };
  const update = rows.update.bind(rows);
  let others = async (): Promise<void> => {
    others = async () => undefined;
    await factor.confirm(userId, codeAt(secret, clock.now()));
  };
  rows.update = async (...given) => {
    await others();
    return update(...given);
  };
  await expect(factor.begin(userId)).rejects.toMatchObject({ code: 'CONFLICT' });
  clock.advance(60_000);
  expect(await factor.check(userId, codeAt(secret, clock.now()))).toBe(true);
});

it('does not switch on, with codes nobody sees, a key that another window made after the first code', async () => {
  const secret = await factor.begin(userId);
  const rows = db.model('User') as unknown as { update: (...given: unknown[]) => Promise<unknown> };
  const update = rows.update.bind(rows);
  let another: string | undefined;
  rows.update = async (...given) => {
    rows.update = update;
    const changed = await update(...given);
    another = await factor.begin(userId);
    return changed;
  };
  expect(await factor.confirm(userId, codeAt(secret, clock.now()))).toBeUndefined();
  expect([await factor.waiting(userId), await factor.codesLeft(userId)]).toEqual([another, 0]);
});
