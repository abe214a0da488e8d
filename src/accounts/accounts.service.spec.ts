// What two admins do to each other at the same moment, over a real metadata database.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { type Account } from './accounts.service.js';
import { type AccountsHandle, openAccounts } from './open.js';

let dir: string;
let handle: AccountsHandle;
let admins: readonly Account[];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-accounts-'));
  handle = await openAccounts(configSchema.parse({ data: { dir } }));
  const add = (name: string): Promise<Account> => handle.accounts.add(name, 'a few words in a row', 'admin');
  admins = [await add('alice'), await add('bob')];
});
afterEach(async () => {
  await handle.close();
  rmSync(dir, { recursive: true, force: true });
});

it.each([
  ['make each other viewers', (id: number) => handle.accounts.change(id, { role: 'viewer' })],
  ['switch each other off', (id: number) => handle.accounts.change(id, { disabled: true })],
  ['delete each other', (id: number) => handle.accounts.remove(id)],
])('one admin stays when two %s', async (_what, act) => {
  const done = await Promise.allSettled(admins.map(({ id }) => act(id)));
  expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const left = (await handle.accounts.list()).filter(({ role, disabled }) => role === 'admin' && !disabled);
  expect(left).toHaveLength(1);
});
