// Searching: mistakes, narrowing by a click, paging, and an address that holds it all.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';

let house: House;
let page: Page;
const NOW = new Date().toISOString();
const USERS = ['root', 'alice', 'bob'];
const LOGONS = 120;

beforeAll(async () => {
  house = await startHouse();
  const lines = Array.from({ length: LOGONS }, (_, n) => {
    const user = USERS[n % USERS.length];
    return `<38>1 ${NOW} web${n % 2} sshd 42 - - Failed password for ${user} from 203.0.113.${n} port ${1_000 + n} ssh2`;
  });
  await house.sendAndStore(lines, 'app:sshd');
  page = (await house.open('/events', { as: 'admin' })).page;
}, 90_000);

afterAll(() => house?.close());

const shown = (): Promise<number> => page.locator('.ev-rows tbody tr').count();
const total = (): ReturnType<Page['locator']> => page.locator('.lw-timeline-head strong');
const q = (): string | null => new URL(page.url()).searchParams.get('q');

async function search(text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search' }).fill(text);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
}

/** The page shows this many events in all. */
const counts = (n: number): Promise<void> =>
  total()
    .filter({ hasText: new RegExp(`^${n}$`) })
    .waitFor();

describe('a search', () => {
  it('with a mistake shows where it is and what can be written, and keeps the text', async () => {
    await search('user:root AND (app:sshd');
    const mistake = page.locator('.ev-mistake');
    await mistake.waitFor();
    expect(await mistake.textContent()).toMatch(/Character \d+:/);
    expect(await mistake.locator('mark').count()).toBe(1);
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('user:root AND (app:sshd');
    await page.getByText('What can be written').waitFor();
  });

  it('corrected finds', async () => {
    await search('user:root AND app:sshd');
    await counts(LOGONS / 3);
    expect(await page.locator('.ev-mistake').count()).toBe(0);
    expect(new URL(page.url()).search).toBe('?q=user%3Aroot+AND+app%3Asshd');
  });

  it('is narrowed by a click on a value, and once more by one that leaves a value out', async () => {
    await search('app:sshd');
    await counts(LOGONS);
    await page.getByTitle('Only user alice').click();
    await counts(LOGONS / 3);
    expect(q()).toBe('app:sshd user:alice');
    await page.getByTitle('Only host web0').hover();
    await page.getByTitle('Without host web0').click();
    await counts(LOGONS / 6);
    expect(q()).toBe('app:sshd user:alice -host:web0');
    const messages = await page.locator('.ev-rows .ev-c-message').allTextContents();
    expect(new Set(messages.map((message) => /for (\w+)/.exec(message)?.[1]))).toEqual(new Set(['alice']));
  });

  it('stands whole in the address: loading it again, or elsewhere, shows the same', async () => {
    const before = await page.locator('.ev-rows .ev-c-message').allTextContents();
    await page.reload();
    await counts(LOGONS / 6);
    expect(await page.locator('.ev-rows .ev-c-message').allTextContents()).toEqual(before);
    const other = await house.open(page.url(), { as: 'admin' });
    expect(await other.page.locator('.ev-rows .ev-c-message').allTextContents()).toEqual(before);
    await other.close();
  });

  it('goes back step by step with the back button', async () => {
    await page.goBack();
    await counts(LOGONS / 3);
    expect(q()).toBe('app:sshd user:alice');
    await page.goBack();
    await counts(LOGONS);
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('app:sshd');
    await page.goForward();
    await counts(LOGONS / 3);
  });

  it('shows a page at a time, each event once, and leads back to the newest', async () => {
    await page.goto('/events?q=app:sshd');
    const seen = new Set<string>();
    for (const rows of [50, 50, 20]) {
      await page.waitForFunction((n) => document.querySelectorAll('.ev-rows tbody tr').length === n, rows);
      for (const href of await page
        .locator('.ev-open')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')!)))
        seen.add(href);
      const older = page.getByRole('link', { name: 'Older' });
      if ((await older.count()) === 0) break;
      const first = await page.locator('.ev-open').first().getAttribute('href');
      await older.click();
      await page.waitForFunction((href) => document.querySelector('.ev-open')?.getAttribute('href') !== href, first);
    }
    expect(seen.size).toBe(LOGONS);
    await page.getByRole('link', { name: 'Newest' }).click();
    await page.waitForFunction(() => !location.search.includes('cursor'));
    expect(await shown()).toBe(50);
  });

  it('opens an event and comes back to where it was', async () => {
    await page.goto('/events?q=user:bob');
    const message = await page.locator('.ev-open').nth(3).textContent();
    await page.locator('.ev-open').nth(3).click();
    await page.locator('.ev-raw').waitFor();
    expect(await page.locator('.ev-head').textContent()).toContain(message!.trim());
    await page.getByRole('link', { name: 'Only events with this user.name' }).click();
    await counts(LOGONS / 3);
    await page.goBack();
    await page.getByRole('link', { name: 'Back to the events' }).click();
    await counts(LOGONS / 3);
    expect(q()).toBe('user:bob');
  });

  it('opens an event by a click on what tells more on hover', async () => {
    await page.goto('/events?q=user:bob');
    expect(await page.locator('.ev-rows time').first().getAttribute('title')).toMatch(/\d{2}:\d{2}/);
    expect(await page.locator('.ev-rows time').first().textContent()).toMatch(/^(just now|\d+\u00a0(s|min)\u00a0ago)$/);
    await page.locator('.ev-rows time').nth(2).click();
    await page.locator('.ev-raw').waitFor();
    await page.goBack();
    await counts(LOGONS / 3);
  });

  it('that finds nothing says what to try', async () => {
    await search('user:nobody app:sshd');
    await page.getByRole('heading', { name: 'No event matches' }).waitFor();
    await page.locator('.ev-next').getByRole('link', { name: 'user:nobody' }).click();
    await counts(LOGONS);
  });

  it('is narrowed in time by a click on a bar of the chart', async () => {
    await page.goto('/events?q=app:sshd');
    await page.locator('.lw-timeline-bars a').first().click();
    await page.waitForFunction(() => new URL(location.href).searchParams.has('to'));
    await counts(LOGONS);
  });
});
