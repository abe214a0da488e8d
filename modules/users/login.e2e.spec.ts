// Login through real HTTP: guessing is slowed down, sessions end, redirects stay here.

import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

const HOUR_MS = 3_600_000;

describe('login', () => {
  let portal: TestPortal;
  let admin: TestBrowser;
  beforeEach(async () => {
    portal = await startPortal();
    admin = await portal.setUp();
  });
  afterEach(() => portal.close());

  it('tells a wrong name and a wrong password apart for nobody', async () => {
    const [name, password] = [
      await portal.browser().logIn('nobody', PASSWORD),
      await portal.browser().logIn('admin', 'wrong password!'),
    ];
    expect([name.status, password.status]).toEqual([401, 401]);
    expect(name.text).toContain('Name or password is wrong.');
    expect(password.text).toContain('Name or password is wrong.');
  });

  it('makes guessing slower and slower, and lets the right password in after the wait', async () => {
    const browser = portal.browser();
    for (let failures = 0; failures < 7; failures++) {
      await browser.logIn('admin', 'wrong password!');
      portal.clock.advance(4_000);
    }
    portal.clock.advance(-3_999);
    const throttled = await browser.logIn('admin', PASSWORD);
    expect([throttled.status, throttled.text.includes('Try again in')]).toEqual([429, true]);
    portal.clock.advance(15 * 60_000);
    expect((await browser.logIn('admin', PASSWORD)).status).toBe(303);
  });

  it('takes a name that none can be for a wrong one, and slows that down too', async () => {
    const browser = portal.browser();
    const statuses: number[] = [];
    for (const name of ['a\0', 'admin\0', '\0', "a'--", '%', '\ud800'])
      statuses.push((await browser.logIn(name, PASSWORD)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('counts guesses that come at the same moment', async () => {
    const browser = portal.browser();
    await browser.get('/login');
    const statuses = (
      await Promise.all(
        Array.from({ length: 12 }, () => browser.submit('/login', { name: 'admin', password: 'wrong password!' })),
      )
    ).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  it('says to open the portal’s own address where cookies are for https and somebody comes by http', async () => {
    const secure = await startPortal({ config: { portal: { url: 'https://logs.example.org' } } });
    const browser = secure.browser();
    await browser.get('/login');
    browser.cookies.clear();
    const lost = await browser.submit('/login', { name: 'admin', password: PASSWORD });
    const byProxy = await browser.submit('/login', { name: 'admin' }, { 'x-forwarded-proto': 'https' });
    await secure.close();
    expect(lost.text).toContain('Open https://logs.example.org (portal.url): over http your browser keeps no login');
    expect([lost.status, byProxy.status, byProxy.text.includes('too old')]).toEqual([403, 403, true]);
  });

  it('gives a new session at each login and ends it at logout', async () => {
    const first = admin.cookies.get('lanwarden_session');
    await admin.open('/profile');
    expect((await admin.submit('/logout', {})).location).toBe('/login');
    expect((await admin.get('/profile')).location).toBe('/login?next=%2Fprofile');
    await admin.logIn('admin', PASSWORD);
    expect(admin.cookies.get('lanwarden_session')).not.toBe(first);
    admin.cookies.set('lanwarden_session', first!);
    expect((await admin.get('/profile')).status).toBe(303);
  });

  it('ends a session after the idle hours, not before, and says why', async () => {
    for (let hour = 0; hour < 24; hour += 8) {
      portal.clock.advance(8 * HOUR_MS);
      expect((await admin.get('/profile')).status).toBe(200);
    }
    portal.clock.advance(12 * HOUR_MS + 1);
    expect((await admin.get('/profile')).location).toBe('/login?next=%2Fprofile');
    expect((await admin.get('/login')).text).toContain('Your session is over');
  });

  it('does not take a page that refreshes itself for somebody at work', async () => {
    portal.clock.advance(11 * HOUR_MS);
    expect((await admin.get('/profile', { 'x-lanwarden-poll': '1' })).status).toBe(200);
    portal.clock.advance(HOUR_MS + 1);
    expect((await admin.get('/profile')).location).toBe('/login?next=%2Fprofile');
  });

  it('does not take a live view that connects again for somebody at work', async () => {
    portal.clock.advance(11 * HOUR_MS);
    const cookie = `lanwarden_session=${admin.cookies.get('lanwarden_session')}`;
    const socket = new WebSocket(`${portal.url.replace('http', 'ws')}/live`, {
      headers: { cookie, origin: portal.url },
    });
    await once(socket, 'open');
    portal.clock.advance(HOUR_MS + 1);
    expect((await admin.get('/profile')).location).toBe('/login?next=%2Fprofile');
    socket.terminate();
  });

  it('ends every session after 30 days', async () => {
    for (let hour = 0; hour < 30 * 24; hour += 10) {
      portal.clock.advance(10 * HOUR_MS);
      if (hour < 29 * 24) await admin.get('/profile');
    }
    portal.clock.advance(1);
    await admin.get('/profile');
    expect((await admin.get('/profile')).status).toBe(303);
  });

  it.each([
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    '/%5c/evil',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/..//evil.example',
  ])('never leaves this site for %s', async (next) => {
    const browser = portal.browser();
    await browser.get('/login');
    const { location } = await browser.submit('/login', { name: 'admin', password: PASSWORD, next });
    expect(new URL(location!, portal.url).origin).toBe(portal.url);
  });

  it('changes the password, logs other sessions out and keeps this one', async () => {
    const other = portal.browser();
    await other.logIn('admin', PASSWORD);
    await admin.get('/profile');
    expect(
      (
        await admin.submit('/profile/password', {
          current: 'wrong password!',
          password: `${PASSWORD}2`,
          repeat: `${PASSWORD}2`,
        })
      ).text,
    ).toContain('current password is wrong');
    expect(
      (await admin.submit('/profile/password', { current: PASSWORD, password: 'short', repeat: 'short' })).text,
    ).toContain('at least 12');
    expect(
      (await admin.submit('/profile/password', { current: PASSWORD, password: `${PASSWORD}2`, repeat: `${PASSWORD}2` }))
        .status,
    ).toBe(303);
    expect((await admin.get('/profile')).status).toBe(200);
    expect((await other.get('/profile')).status).toBe(303);
    expect((await other.logIn('admin', PASSWORD)).status).toBe(401);
    expect((await other.logIn('admin', `${PASSWORD}2`)).status).toBe(303);
  });
});
