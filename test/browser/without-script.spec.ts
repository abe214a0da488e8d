// Everything but the live tail works in a browser without JavaScript.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, PASSWORD, startHouse } from './house.js';

let house: House;
let page: Page;
const LOGONS = 60;

beforeAll(async () => {
  house = await startHouse();
  await house.sendAndStore(
    Array.from(
      { length: LOGONS },
      (_, n) =>
        `<38>1 ${new Date().toISOString()} web sshd 42 - - Failed password for root from 203.0.113.${n} port 22 ssh2`,
    ),
    'app:sshd',
  );
  page = (await house.open('/', { javaScriptEnabled: false })).page;
}, 90_000);

afterAll(() => house?.close());

describe('without JavaScript', () => {
  it('one logs in', async () => {
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  });

  it('searches, with chart and fields, and turns the page', async () => {
    await page.goto('/events');
    await page.getByRole('searchbox', { name: 'Search' }).fill('user:root failed');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    expect(await page.locator('.ev-rows tbody tr').count()).toBe(50);
    // A slow count is fetched later; without script there is a link for it.
    const wait = page.getByRole('link', { name: 'Wait for the chart and the fields' });
    if ((await wait.count()) > 0) await wait.click();
    expect(await page.locator('.lw-timeline-head strong').textContent()).toBe(String(LOGONS));
    await page.getByTitle('Only app sshd').waitFor();
    await page.getByRole('link', { name: 'Older' }).click();
    expect(await page.locator('.ev-rows tbody tr').count()).toBe(LOGONS - 50);
  });

  it('is told of a mistake', async () => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('user:(root');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    expect(await page.locator('.ev-mistake').textContent()).toContain('Character');
  });

  it('opens an event and reads it whole', async () => {
    await page.goto('/events');
    await page.locator('.ev-open').first().click();
    expect(await page.locator('.ev-raw').textContent()).toContain('Failed password for root from 203.0.113.');
  });

  it.each(['dark', 'light'])('changes the theme to %s and stays on the page', async (theme) => {
    const before = new URL(page.url()).pathname;
    await page.getByRole('button', { name: new RegExp(`^${theme} theme`, 'i') }).click();
    expect(await page.locator('html').getAttribute('data-bs-theme')).toBe(theme);
    expect(new URL(page.url()).pathname).toBe(before);
  });

  it('is told on the live page what works instead, which does', async () => {
    await page.goto('/live');
    await page.getByRole('link', { name: /loaded anew every 10 seconds/ }).click();
    expect(await page.locator('.ev-rows tbody tr').count()).toBe(50);
    await page.getByText('Loaded anew every 10 seconds.').waitFor();
  });

  it('sees health and ledger, and refreshes them by a link', async () => {
    await page.goto('/system');
    await page.getByRole('heading', { name: 'All is well' }).waitFor();
    await page.getByRole('link', { name: 'Ledger' }).click();
    expect(await page.locator('.lw-sys-ledger tbody').textContent()).toContain(String(LOGONS));
  });

  it('opens and closes the navigation on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    const users = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users', exact: true });
    expect(await users.isVisible()).toBe(false);
    await page.getByRole('checkbox', { name: 'Show navigation' }).check();
    await users.click();
    await page.getByRole('heading', { name: 'Users', exact: true }).waitFor();
    await page.setViewportSize({ width: 1_280, height: 900 });
  });

  it('logs out', async () => {
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
    await page.goto('/events');
    expect(new URL(page.url()).pathname).toBe('/login');
  });
});
