// A page whose answers do not come, come late, come from somebody else or say that the session is over keeps what stands on it, says
// so, and goes on by itself.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page, Route } from 'playwright-core';
import { type House, PASSWORD, startHouse } from './house.js';

let house: House;
let page: Page;
const NOW = new Date().toISOString();

beforeAll(async () => {
  house = await startHouse();
  const lines = ['root', 'alice', 'bob'].map((user) => `<38>1 ${NOW} web1 sshd 42 - - Failed password for ${user} from 203.0.113.7 port 1 ssh2`); // prettier-ignore
  await house.sendAndStore(lines, 'app:sshd');
  page = (await house.open('/', { as: 'admin' })).page;
}, 90_000);

beforeEach(() => page.unrouteAll());
afterAll(() => house?.close());

const notice = (text: string | RegExp): ReturnType<Page['locator']> =>
  page.locator('#notices .alert').filter({ hasText: text });
const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const byProxy = (route: Route): Promise<void> =>
  route.fulfill({ status: 502, contentType: 'text/html', body: '<html><body><h1>502 Bad Gateway</h1></body></html>' });

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

async function openRule(): Promise<void> {
  await page.goto('/rules/new?kind=match');
  await page.getByLabel('Name', { exact: true }).fill('Long thought about');
  await page.getByLabel('Value of condition 1').fill('typed with care');
}

async function expectKept(): Promise<void> {
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Long thought about');
  expect(await page.getByLabel('Value of condition 1').inputValue()).toBe('typed with care');
}

describe('the form of a rule', () => {
  it('stays when its session has ended, and goes on after a login in another tab', async () => {
    await openRule();
    house.endSessions('admin');
    await press('Add a condition');
    const opened = page.waitForEvent('popup');
    await notice('You were logged out. Log in in another tab').getByRole('link', { name: 'Log in' }).click();
    await expectKept();
    const tab = await opened;
    await tab.getByLabel('Name').fill('admin');
    await tab.getByLabel('Password').fill(PASSWORD);
    await tab.getByRole('button', { name: 'Log in' }).click();
    await tab.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await tab.close();
    await press('Add a condition');
    await page.getByLabel('Value of condition 2').waitFor();
    await expectKept();
    expect(await page.locator('#notices .alert').count()).toBe(0);
    await press('Make the rule');
    await notice('Long thought about is saved').waitFor();
  });

  it.each([
    ['a proxy answers', byProxy, 'No answer since'],
    ['nobody answers', (route: Route) => route.abort(), 'No answer since'],
    ['the answer is a page without it', (route: Route) => route.fulfill({ contentType: 'text/html', body: '<p>Hello</p>' }), 'No answer since'], // prettier-ignore
    ['it is refused', (route: Route) => route.continue({ url: `${house.program.url}/no-such-page` }), 'Not found'],
  ])('stays when %s', async (_what, answer, says) => {
    await openRule();
    await page.route('**/rules/form', answer);
    await press('Add a condition');
    await notice(says).waitFor();
    await expectKept();
    await page.unrouteAll();
    await press('Add a condition');
    await page.getByLabel('Value of condition 2').waitFor();
    expect(await page.locator('#notices .alert').count()).toBe(0);
  });
});

describe('a page that looks anew by itself', () => {
  it.each([
    ['is not answered', (route: Route) => route.abort()],
    ['is answered by a proxy', byProxy],
  ])('says since when it %s, keeps what it showed, and goes on', async (_what, answer) => {
    await page.goto('/system');
    const shown = page.locator('#overview').getByRole('heading').first();
    await shown.waitFor();
    await page.route('**/system/overview*', answer);
    await notice(/^No answer since .*: what you see is from before\.$/).waitFor();
    expect(await shown.isVisible()).toBe(true);
    await page.unrouteAll();
    await notice('No answer since').waitFor({ state: 'detached' });
  });

  it('tells of a failure once, however often it comes again, and takes it back', async () => {
    await page.goto('/system');
    let failures = 0;
    await page.route('**/system/overview*', async (route) => {
      failures += 1;
      await route.continue({ url: `${house.program.url}/no-such-page` });
    });
    await notice('Not found').waitFor();
    await notice('Not found').evaluate((element) => element.setAttribute('data-first', ''));
    const seen = failures;
    await expect.poll(() => failures, { timeout: 10_000 }).toBeGreaterThan(seen + 1);
    expect(await page.locator('#notices [data-first]').count()).toBe(1);
    await page.unrouteAll();
    await notice('Not found').waitFor({ state: 'detached' });
  });

  it('leaves open what a person opened', async () => {
    await page.goto('/system');
    await page.locator('#overview').evaluate((overview) => {
      overview.innerHTML = '<details id="opened" open><summary>As a table</summary></details>';
    });
    await page.route('**/system/overview*', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<details id="opened"><summary>Asked again</summary></details>',
      }),
    );
    await page.getByText('Asked again').waitFor();
    expect(await page.locator('#opened[open]').count()).toBe(1);
  });
});

describe('the page of events', () => {
  const box = (): ReturnType<Page['locator']> => page.getByRole('searchbox', { name: 'Search' });

  it('says in its boxes what it shows, and closes them after a search', async () => {
    await page.goto('/events?q=app:sshd');
    await box().fill('user:root');
    await page.locator('.ev-custom summary').click();
    await page.getByLabel('From', { exact: true }).fill('-3d');
    await page.getByLabel('Pick: to').fill('2026-11-20T10:00');
    await page.getByRole('link', { name: '7d', exact: true }).click();
    await page.waitForFunction(() => location.search.includes('-7d'));
    await expect.poll(() => box().inputValue()).toBe('app:sshd');
    expect(await page.locator('input[name="from"]').first().inputValue()).toBe('-7d');
    expect(await page.locator('input[name="to"]').first().inputValue()).toBe('');
    expect(await page.locator('.ev-pop[open]').count()).toBe(0);
  });

  it('opens the box of a range with a mistake', async () => {
    await page.locator('.ev-custom summary').click();
    await page.getByLabel('From', { exact: true }).fill('never');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('.ev-mistake').waitFor();
    expect(await page.locator('.ev-custom[open]').count()).toBe(1);
  });

  it('shows the search that was asked for last, and gives up the one before it', async () => {
    await page.goto('/events?q=app:sshd');
    await page.route('**/events?*from=-7d*', () => undefined);
    const given = page.waitForEvent('requestfailed');
    await page.getByRole('link', { name: '7d', exact: true }).click();
    await page.getByTitle('Only user alice').click();
    await page.waitForFunction(() => location.search.includes('alice'));
    expect((await given).url()).toContain('from=-7d');
    expect(await box().inputValue()).toBe('app:sshd user:alice');
    expect(await page.locator('.ev-rows tbody tr').count()).toBe(1);
  });

  it('that loads itself anew stops when it is told to', async () => {
    await page.goto('/events?q=app:sshd&refresh=3600');
    await page.evaluate(() => Object.assign(window, { stillTheFirst: true }));
    await page.getByRole('link', { name: 'Stop' }).click();
    await page.waitForFunction(() => !location.search.includes('refresh'));
    expect(await page.evaluate(() => 'stillTheFirst' in window)).toBe(false);
  });
});

describe('an exception', () => {
  it('is previewed as it was chosen last, and says of what it speaks', async () => {
    await page.goto('/rules/exceptions/new');
    const query = page.getByLabel('Query', { exact: true });
    const first = gate();
    let asked = 0;
    await page.route('**/rules/exceptions/preview', async (route) => {
      if (++asked === 1) await first.opened;
      await route.continue().catch(() => undefined); // it is not waited for any more
    });
    for (const user of ['root', 'alice', 'bob']) {
      await query.fill(`user:${user}`);
      await query.press('Tab');
    }
    const preview = page.locator('#preview [role="status"]');
    await preview.filter({ hasText: 'Of user:bob, for all rules:' }).waitFor();
    first.open();
    await page.waitForFunction(() => document.querySelector('.htmx-request') === null);
    expect(await preview.textContent()).toContain('user:bob');
  });
});
