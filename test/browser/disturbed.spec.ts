// A page whose answers do not come, come late, come from somebody else or say that the session is over keeps what stands on it, says
// so, and goes on by itself.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page, Route } from 'playwright-core';
import { type House, PASSWORD, startHouse } from './house.js';

let house: House;
let page: Page;
const NOW = new Date().toISOString();

beforeAll(async () => {
  house = await startHouse(['admin', 'colleague']);
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

/** In another tab of the same browser. */
async function logIn(name: string, of = page): Promise<void> {
  const tab = await of.context().newPage();
  await tab.goto('/login');
  await tab.getByLabel('Name').fill(name);
  await tab.getByLabel('Password').fill(PASSWORD);
  await tab.getByRole('button', { name: 'Log in' }).click();
  await tab.getByRole('heading', { name: 'Dashboard' }).waitFor();
  await tab.close();
}

/** What a person may ask for, at the foot of a long page. */
async function addButton(address: string): Promise<void> {
  await page.locator('main').evaluate((main, to) => {
    main.insertAdjacentHTML(
      'beforeend',
      `<div style="height: 300vh"></div><button hx-get="${to}" hx-target="#asked">Ask</button><p id="asked"></p>`,
    );
    (window as unknown as { htmx: { process(of: Element): void } }).htmx.process(main);
  }, address);
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

  it('can be saved after a login in another tab, and once however often it is clicked', async () => {
    await openRule();
    house.endSessions('admin');
    await press('Make the rule');
    await notice('You were logged out. Log in in another tab').waitFor();
    await expectKept();
    await logIn('admin');
    let sent = 0;
    page.on('request', (request) => void (sent += request.url().endsWith('/rules') ? 1 : 0));
    await page.getByRole('button', { name: 'Make the rule', exact: true }).dblclick();
    await notice('Long thought about is saved').waitFor();
    expect(sent).toBe(2); // refused for the old token, then taken
  });

  it('says when it is saved what is missing or wrong, and keeps what was typed', async () => {
    await openRule();
    await page.getByLabel('Name', { exact: true }).fill('');
    await press('Make the rule');
    expect(await page.getByLabel('Name', { exact: true }).evaluate((input) => input.matches(':focus:invalid'))).toBe(true); // prettier-ignore
    await page.getByLabel('Name', { exact: true }).fill('Long thought about');
    await page.locator('summary', { hasText: 'As a query' }).click();
    await page.getByLabel('Query', { exact: true }).fill('outcome:(success');
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await page.getByText(/^Character \d+:/).waitFor();
    expect(await page.getByLabel('Query', { exact: true }).inputValue()).toBe('outcome:(success');
  });
});

describe('a page of somebody who has left, where somebody else is logged in now', () => {
  it('says so and does nothing in their name, until it is its own person again', async () => {
    const { page: hers, close } = await house.open('/rules/new?kind=match', { as: 'admin' });
    const polls = await hers.context().newPage();
    await polls.goto('/system');
    const tokens = (of: Page): Promise<string[]> =>
      of.locator('meta[name="csrf-token"], input[name="_csrf"]').evaluateAll((all) => all.map((each) => each.getAttribute('content') ?? (each as HTMLInputElement).value)); // prettier-ignore
    const hadTokens = await tokens(polls);
    const told = (of: Page): ReturnType<Page['locator']> =>
      of.locator('#notices .alert', { hasText: /^Somebody else is logged in here now\. Load the page anew\.$/ });
    await hers.context().clearCookies();
    await logIn('colleague', hers);
    await told(polls).waitFor();
    expect(await tokens(polls)).toEqual(hadTokens);
    const rules = await house.call('GET', '/rules');
    for (const name of ['Add a condition', 'Make the rule']) {
      await hers.getByLabel('Name', { exact: true }).fill('In whose name');
      await hers.getByRole('button', { name, exact: true }).click();
      await told(hers).waitFor();
      await hers.locator('#notices').evaluate((notices) => notices.replaceChildren());
    }
    expect(await house.call('GET', '/rules')).toEqual(rules);
    await hers.context().clearCookies();
    await logIn('admin', hers);
    await told(polls).waitFor({ state: 'detached' });
    await hers.getByRole('button', { name: 'Add a condition', exact: true }).click();
    await hers.getByLabel('Value of condition 2').waitFor();
    await close();
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

  it('leaves it said where it is seen that what a person did has failed, whatever comes of its own', async () => {
    await page.goto('/system');
    await addButton('/asked');
    await page.route('**/asked', (route) => route.abort());
    await press('Ask');
    await notice('No answer since').waitFor();
    await expect.poll(async () => (await notice('No answer since').boundingBox())!.y).toBeGreaterThanOrEqual(0);
    const polled = (): Promise<unknown> => page.waitForResponse('**/system/overview*');
    for (const _ of [1, 2]) await polled();
    expect(await notice('No answer since').count()).toBe(1);
    await page.route('**/system/overview*', (route) => route.continue({ url: `${house.program.url}/no-such-page` }));
    await notice('Not found').waitFor();
    expect(await notice('No answer since').count()).toBe(1);
    await page.unroute('**/system/overview*');
    await notice('Not found').waitFor({ state: 'detached' });
    expect(await notice('No answer since').count()).toBe(1);
    await page.unrouteAll();
    await page.route('**/asked', (route) => route.fulfill({ contentType: 'text/html', body: 'Answered' }));
    await press('Ask');
    await page.locator('#asked', { hasText: 'Answered' }).waitFor();
    expect(await page.locator('#notices .alert').count()).toBe(0);
  });

  it('asks by itself, too, when its tab is shown again', async () => {
    await page.goto('/dashboard');
    await addButton('/no-such-page');
    await press('Ask');
    await notice('Not found').waitFor();
    const answered = page.waitForResponse('**/dashboard/grid*');
    await page.evaluate(() => document.getElementById('board')!.dispatchEvent(new CustomEvent('lw:shown')));
    await (await answered).finished();
    await page.waitForFunction(() => document.querySelector('.htmx-request') === null);
    expect(await notice('Not found').count()).toBe(1);
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

  it('keeps its address with what it shows when a search is answered with an error', async () => {
    await page.goto('/events?q=app:sshd');
    const before = page.url();
    await page.route('**/events?*from=-30d*', (route) => route.continue({ url: `${house.program.url}/no-such-page` }));
    await page.getByRole('link', { name: '30d', exact: true }).click();
    await notice('Not found').waitFor();
    expect(page.url()).toBe(before);
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
  it('is saved after a login in another tab', async () => {
    await page.goto('/rules/exceptions/new');
    await page.getByLabel('Query', { exact: true }).fill('user:backup');
    await page.getByLabel('Reason').fill('each night');
    await page.locator('#preview [role="status"]').waitFor();
    house.endSessions('admin');
    await press('Save the exception');
    await notice('You were logged out. Log in in another tab').waitFor();
    await logIn('admin');
    await press('Save the exception');
    await notice('From now on this does not raise an alert').waitFor();
    await page.getByText('each night').first().waitFor();
  });

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
