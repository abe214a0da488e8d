// What is asked of a password, on the pages: the rules, and the list of stolen ones that the configuration names.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

const STOLEN = 'trustno1 trustno1';

let dir: string;
let portal: TestPortal;
let admin: TestBrowser;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-stolen-'));
  writeFileSync(join(dir, 'stolen.txt'), `123456\n${STOLEN}\n`);
  portal = await startPortal({ config: { accounts: { breachedPasswords: join(dir, 'stolen.txt') } } });
  admin = await portal.setUp();
});
afterAll(async () => {
  await portal.close();
  rmSync(dir, { recursive: true, force: true });
});

it('refuses a stolen one for a new user, keeping name and role', async () => {
  await admin.get('/users/new');
  const refused = await admin.submit('/users', { name: 'vera', password: STOLEN, role: 'analyst' });
  expect([refused.status, refused.text.includes('list of stolen ones')]).toEqual([422, true]);
  expect(refused.text).toMatch(/name="name"[^>]*value="vera"/);
  expect(refused.text).not.toContain(STOLEN);
});

it('refuses it for a change of one’s own, and for one that an admin sets', async () => {
  await admin.get('/profile');
  const own = await admin.submit('/profile/password', { current: PASSWORD, password: STOLEN, repeat: STOLEN });
  expect([own.status, own.text.includes('list of stolen ones')]).toEqual([422, true]);
  await admin.submit('/profile/password', { current: PASSWORD, password: 'one', repeat: 'another' });
  await admin.submit('/profile/password', { current: '', password: STOLEN, repeat: STOLEN });
  const { audit, close } = await openAccounts(portal.config);
  expect((await audit.latest(10)).filter(({ action }) => action === 'users.password-changed')).toEqual([]);
  await close();
  await admin.submit('/users', { name: 'otto', password: PASSWORD, role: 'viewer' });
  const set = await admin.submit('/users/2/password', { password: STOLEN });
  expect([set.status, set.text.includes('list of stolen ones'), set.text.includes('is-invalid')]).toEqual([
    422,
    true,
    true,
  ]);
  expect((await portal.browser().logIn('admin', PASSWORD)).location).toBe('/');
});

it('is not taken in place of an admin’s own without the old one, whoever sits at the browser', async () => {
  await admin.get('/users/1');
  expect((await admin.submit('/users/1/password', { password: `${PASSWORD} new` })).status).toBe(409);
  expect((await portal.browser().logIn('admin', PASSWORD)).location).toBe('/');
});

it('takes any other', async () => {
  await admin.get('/users/new');
  expect((await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' })).status).toBe(303);
});
