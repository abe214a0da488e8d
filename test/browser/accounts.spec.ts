// Who may see what, the way in and out, and a session that ends in the middle.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, PASSWORD, startHouse } from './house.js';

const OPEN_TO_ALL = [
  'Dashboard',
  'Events',
  'Live',
  'Alerts',
  'Users by risk',
  'Rules',
  'Sources',
  'Entities',
  'Unknown',
  'Health',
  'Add a device',
];
const OPEN_TO_ADMINS = ['Notifications', 'Networks & lists', 'Settings', 'Import', 'Users', 'API tokens', 'Audit log'];

let house: House;
let page: Page;

beforeAll(async () => {
  house = await startHouse(['admin', 'viewer']);
  await house.sendAndStore([`<13>1 ${new Date().toISOString()} desk app - - - for all to see`], 'app:app');
  page = (await house.open('/')).page;
}, 90_000);

afterAll(() => house?.close());

async function logIn(name: string, password = PASSWORD, on = page): Promise<void> {
  await on.getByLabel('Name').fill(name);
  await on.getByLabel('Password').fill(password);
  await on.getByRole('button', { name: 'Log in' }).click();
}

const links = (): Promise<string[]> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents();
const path = (): string => `${new URL(page.url()).pathname}${new URL(page.url()).search}`;

describe('a viewer', () => {
  it('is told that name or password is wrong, and not which', async () => {
    await logIn('viewer', 'not my password');
    await page.getByText('Name or password is wrong.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('viewer');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await logIn('nobody-at-all', 'not my password');
    await page.getByText('Name or password is wrong.').waitFor();
  });

  it('logs in to the dashboard and sees the events', async () => {
    await logIn('viewer');
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    expect(await links()).toEqual(OPEN_TO_ALL);
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await page.locator('.ev-rows').getByText('for all to see').waitFor();
    expect(await page.getByText('Export').count()).toBe(0);
  });

  it.each(['/users', '/users/tokens', '/users/1', '/audit', '/system/configuration', '/sources/new'])(
    'cannot reach %s',
    async (address) => {
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(403);
      expect(await page.locator('main').textContent()).toContain('Your role (viewer) may not do this');
    },
  );

  it('logs out, and nothing opens any more, not even by going back', async () => {
    await page.goto('/events');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    await page.goto('/system/ledger');
    expect(path()).toBe('/login?next=%2Fsystem%2Fledger');
  });
});

describe('an admin', () => {
  it('comes after login to the page that was asked for', async () => {
    await logIn('admin');
    await page.getByRole('heading', { name: 'Ledger' }).waitFor();
    expect((await links()).filter((link) => !OPEN_TO_ALL.includes(link))).toEqual(OPEN_TO_ADMINS);
  });

  it('gives somebody an account, who can log in with it', async () => {
    await page.goto('/users');
    await page.getByRole('link', { name: 'Add with a password' }).click();
    await page.getByLabel('Name').fill('vera');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Add user' }).click();
    await page.getByText('vera can log in now.').waitFor();
    const other = await house.open('/login');
    await other.page.getByLabel('Name').fill('vera');
    await other.page.getByLabel('Password').fill(PASSWORD);
    await other.page.getByRole('button', { name: 'Log in' }).click();
    await other.page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    expect(await other.page.locator('.lw-who').textContent()).toContain('vera');
    await other.close();
  });

  it('makes a token, sees it once, and takes it back after being asked again', async () => {
    await page.goto('/users/tokens');
    await page.getByLabel('Name').fill('backup script');
    await page.getByLabel('Role').selectOption('viewer');
    await page.getByRole('button', { name: 'Create' }).click();
    const secret = await page.locator('.lw-secret').textContent();
    await page.getByRole('button', { name: 'Copy the token' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const me = (): Promise<Response> =>
      fetch(`${house.program.url}/api/v1/users/me`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await me()).status).toBe(200);
    const row = page.getByRole('row').filter({ hasText: 'backup script' });
    await row.locator('summary', { hasText: 'Revoke' }).click();
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The token backup script is revoked.').waitFor();
    expect((await me()).status).toBe(401);
  });
});

describe('a session that ends', () => {
  it('leads to the login with the next click, and from there to the page that was clicked', async () => {
    await page.goto('/events?q=host:desk');
    house.endSessions('admin');
    await page.getByRole('link', { name: '7d', exact: true }).click();
    await page.getByText('Your session is over. Log in to go on where you were.').waitFor();
    await logIn('admin');
    await page.locator('.ev-rows').getByText('for all to see').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('host:desk');
  });

  it('is said by a page that refreshes itself, which goes on after a login in another tab', async () => {
    await page.goto('/system');
    house.endSessions('admin');
    const loggedOut = page.locator('#notices').getByText('You were logged out');
    await loggedOut.waitFor();
    const opened = page.waitForEvent('popup');
    await page.locator('#notices').getByRole('link', { name: 'Log in' }).click();
    const tab = await opened;
    await logIn('admin', PASSWORD, tab);
    await tab.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await tab.close();
    await loggedOut.waitFor({ state: 'detached' });
  });
});
