// Every page, wide and narrow, light and dark: the browser complains of nothing, nothing hangs over the edge, and all can read it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from './house.js';
import { barriersOf, faultsOf, overflowOf, type Theme } from './page-faults.js';
import type { Alarm } from './hostile-alerts.js';
import { furnish } from './hostile-house.js';
import { learnPast } from './known-people.js';
import { BY_ADDRESS, findRooms, placeOf, WIDTHS } from './rooms.js';

/** All of the portal at one width; the machine may be slow. */
const WALK_MS = 360_000;
const OUTSIDE = ['/login', '/setup', '/invite?token=x'];

let house: House;
let rooms: string[];
let found: Alarm | undefined;

beforeAll(async () => {
  house = await startHouse(['admin', 'viewer']);
}, 90_000);

afterAll(async () => {
  await house?.close();
  await found?.receiver.close();
});

async function walked(): Promise<string[]> {
  const { page, close } = await house.open('/', { as: 'admin' });
  const found = await findRooms(page);
  await close();
  return found;
}

/** `outside`: pages for those who are not logged in. */
async function expectInOrder(
  rooms: readonly string[],
  outside: readonly string[],
  width: number,
  themes?: readonly Theme[],
): Promise<void> {
  const viewport = { width, height: 900 };
  const [admin, nobody] = [await house.open('/', { as: 'admin', viewport }), await house.open('/', { viewport })];
  const faults: string[] = [];
  for (const room of rooms) faults.push(...(await faultsOf(admin, room, themes)));
  for (const room of outside) faults.push(...(await faultsOf(nobody, room, themes)));
  await Promise.all([admin.close(), nobody.close()]);
  expect(faults.join('\n')).toBe('');
}

describe('before the first message', () => {
  beforeAll(async () => {
    rooms = (await walked()).filter((room) => !BY_ADDRESS.includes(room)); // those are the same with data
  }, WALK_MS);

  // Each page once on each; all four ways of width and theme follow below, where there is more to see.
  it.concurrent.each([
    { ...WIDTHS[0], theme: 'dark' as const },
    { ...WIDTHS[1], theme: 'light' as const },
  ])('the pages are in order $name', ({ width, theme }) => expectInOrder(rooms, [], width, [theme]), WALK_MS);
});

describe('the pages', () => {
  beforeAll(async () => {
    found = await furnish(house);
    const finding = `/baselines/findings/${await learnPast(house)}`;
    const asked = `${finding}/verdict?kind=normal&scope=entity&until=good&about=0`;
    rooms = [...new Set([...(await walked()), ...found.rooms, finding, asked, `${finding}/verdict?kind=normal`])];
  }, WALK_MS);

  it('are all found by walking the links', () => {
    const system = ['configuration', 'connect', 'ledger', 'plugins', 'plugins/:plugin', 'store', 'about'];
    const known = [
      '/dashboard',
      '/events',
      '/events/:event',
      '/events/saved',
      '/events/export',
      '/live',
      '/sources',
      '/sources/:n',
      '/sources/:n/edit',
      '/sources/new',
      '/sources/new?sender',
      '/sources/of',
      '/sources/connect',
      '/sources/try',
      '/sources/try?event',
      '/inbox',
      '/inbox?state',
      '/inbox/:shape',
      '/entities',
      '/entities/graph',
      ...['user', 'ip', 'host', 'domain'].map((kind) => `/entities/${kind}/:name`),
      '/system',
      '/enrichment',
      '/import',
      '/parsing',
      '/parsing/:parser',
      ...system.map((name) => `/system/${name}`),
      '/alerts',
      '/alerts/:alert',
      '/alerts/incidents',
      '/alerts/incidents/:incident',
      '/rules',
      '/rules/:rule',
      '/rules/:rule/edit',
      '/rules/:rule/copy',
      '/rules/new',
      '/rules/new?kind=sequence',
      '/rules/exceptions',
      '/rules/exceptions/new',
      '/rules/exceptions/new?alert',
      '/rules/exceptions/new?rule',
      '/channels',
      '/channels/:channel',
      '/channels/:channel/edit',
      '/channels/new',
      '/channels/new/:kind',
      '/channels/new/webhook',
      '/channels/deliveries',
      '/channels/deliveries?channel',
      '/channels/deliveries/:n',
      ...['', '/findings', '/findings/:n', '/verdicts', '/training', '/who', '/how', '/user/:name'].map(
        (name) => `/baselines${name}`,
      ),
      '/users',
      '/users/:n',
      '/users/new',
      '/users/oidc',
      '/users/tokens',
      '/profile',
      '/audit',
      '/api/docs',
    ];
    expect(rooms.map(placeOf)).toEqual(expect.arrayContaining(known));
  });

  it.concurrent.each(WIDTHS)('are in order $name', ({ width }) => expectInOrder(rooms, OUTSIDE, width), WALK_MS);

  it.each(WIDTHS)(
    'show time and level of an event whole, and apart the labels of the time axis, $name',
    async ({ width }) => {
      const { page, close } = await house.open('/', { as: 'admin', viewport: { width, height: 900 } });
      for (const from of ['-15m', '-1h', '-24h', '-7d', '-30d']) {
        await page.goto(`/events?from=${from}`);
        await page.locator('.lw-timeline-ticks').waitFor();
        const cut = await page.evaluate(() => {
          const box = (element: Element): DOMRect => element.getBoundingClientRect();
          const labels = [...document.querySelectorAll('.lw-timeline-ticks text')]
            .map(box)
            .filter(({ width: shown }) => shown > 0);
          const close = labels.slice(1).filter((label, n) => label.left < labels[n]!.right + 4);
          const cells = [...document.querySelectorAll('.ev-c-time, .ev-c-level')];
          const over = cells.filter((cell) => cell.scrollWidth > cell.clientWidth);
          return [labels.length > 1 ? 'labels' : 'no labels', close.length, ...over.map((cell) => cell.textContent)];
        });
        expect([from, ...cut]).toEqual([from, 'labels', 0]);
      }
      await close();
    },
  );

  it('are in order with their boxes open: help, range, export, keyboard', async () => {
    const { page, complaints, close } = await house.open('/events', { as: 'admin', colorScheme: 'dark' });
    for (const summary of await page.locator('.ev-tools summary').all()) {
      await summary.click();
      expect(await barriersOf(page)).toEqual([]);
    }
    await page.locator('main').focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(await barriersOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('have on a phone a menu that opens and leads on, and fields and boxes that fit', async () => {
    const phone = { viewport: { width: 390, height: 800 }, hasTouch: true };
    const { page, complaints, close } = await house.open('/users', { as: 'admin', ...phone });
    const events = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Events' });
    expect(await events.isVisible()).toBe(false);
    await page.getByRole('checkbox', { name: 'Show navigation' }).tap();
    expect(await overflowOf(page)).toEqual([]);
    await events.tap();
    await page.locator('label[for="ev-panel-toggle"]').tap();
    await page.locator('#ev-fields .ev-value').first().waitFor();
    for (const summary of await page.locator('.ev-tools summary').all()) {
      await summary.tap();
      expect(await overflowOf(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});
