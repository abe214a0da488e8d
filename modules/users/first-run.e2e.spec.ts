// First run, login and logout through real HTTP.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    expect((await portal.browser().get(portal.setupPath())).location).toBe('/login');
  });

  it('tells on the login page what to do', async () => {
    expect((await portal.browser().get('/login')).text).toContain('lanwarden user add');
  });
});
