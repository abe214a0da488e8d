// First run, login and logout through real HTTP.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import type { AuditEntry } from '#src/audit/audit-log.js';
import { PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';

describe('the first run', () => {
  let portal: TestPortal;
  beforeEach(async () => {
    portal = await startPortal();
  });
  afterEach(() => portal.close());

  it('logs one set-up link, which makes an admin who is logged in', async () => {
    expect(portal.logged.filter((line) => line.includes('/setup?token='))).toHaveLength(1);
    const browser = await portal.setUp();
    const home = await browser.open('/');
    expect(home.status).toBe(200);
    expect(home.text).toContain('Welcome, admin.');
    expect(home.text).toContain('href="/users"');
    expect((await browser.open('/users')).text).not.toContain('Welcome, admin.');
  });

  it('refuses a wrong token, a short password and different passwords, and says why', async () => {
    const browser = portal.browser();
    expect((await browser.get('/setup?token=wrong')).text).toContain('not valid');
    await browser.get(portal.setupPath());
    const token = portal.setupPath().split('=')[1]!;
    expect(
      (await browser.submit('/setup', { token, name: 'admin', password: 'short', repeat: 'short' })).text,
    ).toContain('at least 12');
    const different = await browser.submit('/setup', {
      token,
      name: 'admin',
      password: PASSWORD,
      repeat: `${PASSWORD}!`,
    });
    expect([different.status, different.text.includes('differ')]).toEqual([422, true]);
  });

  it('closes the set-up link once there is a user', async () => {
    await portal.setUp();
    const late = portal.browser();
    expect((await late.get(portal.setupPath())).location).toBe('/login');
    expect((await late.get('/login')).text).toContain('Set-up is over');
  });

  it('goes on while there are people but no admin, e.g. after a first login by OIDC', async () => {
    const { accounts, close } = await openAccounts(portal.config);
    await accounts.addWithoutPassword('anna', 'viewer');
    await close();
    expect((await portal.browser().get('/login')).text).toContain('First run.');
    expect((await (await portal.setUp()).open('/')).text).toContain('Welcome, admin.');
  });

  it('logs the set-up link also when there are people but no admin', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanwarden-first-run-'));
    const first = await startPortal({ dir });
    const { accounts, close } = await openAccounts(first.config);
    await accounts.addWithoutPassword('anna', 'viewer');
    await close();
    await first.close();
    const second = await startPortal({ dir });
    expect(second.setupPath()).not.toBe('');
    await second.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('lets strangers write nothing into the audit log by logging out or by posting to the set-up', async () => {
    await portal.setUp();
    const stranger = portal.browser();
    await stranger.get('/login');
    const before = await audited();
    for (let n = 0; n < 5; n++) {
      expect((await stranger.submit('/logout', {})).status).toBe(303);
      expect((await stranger.submit('/setup', { name: 'mallory' })).location).toBe('/login');
    }
    expect(await audited()).toEqual(before);
  });

  it('writes wrong set-up links down as one failure a minute, forms with a mistake not at all', async () => {
    const stranger = portal.browser();
    await stranger.get('/login');
    const fields = { name: 'mallory', password: PASSWORD, repeat: PASSWORD };
    for (let n = 0; n < 5; n++)
      expect((await stranger.submit('/setup', { token: 'wrong', ...fields })).status).toBe(403);
    const token = portal.setupPath().split('=')[1]!;
    expect((await stranger.submit('/setup', { token, ...fields, repeat: 'other' })).status).toBe(422);
    expect(await audited()).toMatchObject([{ actor: 'nobody', action: 'users.setup', outcome: 'failure' }]);
  });

  async function audited(): Promise<readonly AuditEntry[]> {
    const { audit, close } = await openAccounts(portal.config);
    const entries = await audit.latest(100);
    await close();
    return entries;
  }

  it('tells on the login page what to do', async () => {
    expect((await portal.browser().get('/login')).text).toContain('lanwarden user add');
  });
});
