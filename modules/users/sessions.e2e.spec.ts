// Sessions: seen, told apart, ended; and what happens to a form that was sent after the end of one.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0' };

let portal: TestPortal;
let admin: TestBrowser;
beforeEach(async () => {
  portal = await startPortal();
  admin = await portal.setUp();
});
afterEach(() => portal.close());

async function logInFromFirefox(name = 'admin'): Promise<TestBrowser> {
  const browser = portal.browser();
  await browser.get('/login');
  await browser.submit('/login', { name, password: PASSWORD }, { ...FIREFOX, 'x-forwarded-for': '192.0.2.7' });
  return browser;
}

const idsIn = (page: string): string[] => [...page.matchAll(/sessions\/([0-9a-f]{16})\/end/g)].map(([, id]) => id!);

describe('on the profile', () => {
  it('are listed with device and address, this one marked and without a button', async () => {
    await logInFromFirefox();
    const page = (await admin.get('/profile')).text;
    expect(page).toContain('Firefox on Linux');
    expect(page).toContain('192.0.2.7');
    expect(page.match(/this one/g)).toHaveLength(1);
    expect(idsIn(page)).toHaveLength(1);
  });

  it('one is ended, and the other stays', async () => {
    const [other, third] = [await logInFromFirefox(), portal.browser()];
    await third.logIn('admin', PASSWORD);
    const own = await other.get('/profile');
    const [id] = idsIn((await admin.get('/profile')).text.split('Firefox on Linux')[1]!);
    await admin.submit(`/profile/sessions/${id}/end`, {});
    expect(own.status).toBe(200);
    expect((await other.get('/profile')).status).toBe(303);
    expect((await third.get('/profile')).status).toBe(200);
    await admin.submit(`/profile/sessions/${id}/end`, {});
    expect((await admin.open('/profile')).text).toContain('was over already');
  });

  it('all others are ended', async () => {
    const others = [await logInFromFirefox(), await logInFromFirefox()];
    await admin.get('/profile');
    await admin.submit('/profile/sessions/others/end', {});
    expect(await Promise.all(others.map(async (other) => (await other.get('/profile')).status))).toEqual([303, 303]);
    expect((await admin.get('/profile')).status).toBe(200);
  });

  it('nobody ends those of somebody else', async () => {
    await admin.get('/users/new');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    const vera = await logInFromFirefox('vera');
    const [id] = idsIn((await admin.get('/users/2')).text);
    await admin.submit(`/profile/sessions/${id}/end`, {});
    expect((await vera.get('/profile')).status).toBe(200);
  });
});

it('an admin sees those of a user, ends one, and all', async () => {
  await admin.get('/users/new');
  await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
  const [first, second] = [await logInFromFirefox('vera'), await logInFromFirefox('vera')];
  const page = (await admin.get('/users/2')).text;
  expect(page.match(/Firefox on Linux/g)!.length).toBeGreaterThanOrEqual(2);
  await admin.submit(`/users/2/sessions/${idsIn(page)[0]}/end`, {});
  const open = async (): Promise<number> =>
    (await Promise.all([first.get('/profile'), second.get('/profile')])).filter(({ status }) => status === 200).length;
  expect(await open()).toBe(1);
  await admin.submit('/users/2/sessions/end', {});
  expect(await open()).toBe(0);
  expect((await admin.get('/users/2')).text).toContain('Not logged in anywhere');
});

describe('a form that is sent after the session ended', () => {
  it('leads over the login back to its page, and is said not to have been carried out', async () => {
    await admin.get('/users/new');
    portal.clock.advance(13 * 3_600_000);
    const sent = await admin.submit(
      '/users',
      { name: 'vera', password: PASSWORD, role: 'viewer' },
      { referer: `${portal.url}/users/new?from=here` },
    );
    expect([sent.status, sent.location]).toEqual([303, '/login?next=%2Fusers%2Fnew%3Ffrom%3Dhere']);
    const login = await admin.get(sent.location!);
    expect(login.text).toContain('was not carried out');
    expect((await admin.logIn('admin', PASSWORD)).status).toBe(303);
    expect((await admin.get('/users')).text).not.toContain('vera');
  });

  it('goes nowhere else, whatever page it says it came from', async () => {
    const sent = await portal.browser().submit('/users', {}, { referer: 'https://evil.example//evil.example/x' });
    expect(sent.location).toBe('/login');
  });
});
