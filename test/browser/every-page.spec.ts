// Every page, wide and narrow, light and dark: the browser complains of nothing, nothing hangs over the edge, and all can read it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from './house.js';
import { barriersOf, faultsOf, overflowOf } from './page-faults.js';
import { findRooms, WIDTHS } from './rooms.js';

const NOW = new Date().toISOString();
const MESSAGES = [
  `<38>1 ${NOW} a-host-with-quite-a-long-name.branch-office.example.com sshd 42 - - Failed password for invalid user ${'m'.repeat(60)} from 2001:db8:1234:5678:9abc:def0:1234:5678 port 4711 ssh2`,
  `<38>1 ${NOW} web sshd 42 - - Accepted publickey for alice from 10.0.0.5 port 22 ssh2`,
  `<85>1 ${NOW} web sudo - - - alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/${'very-long-without-a-space/'.repeat(30)}`,
  '<13>Nov 32 99:99:99 not a proper header \u0007 with a bell',
];

let house: House;
let rooms: string[];

beforeAll(async () => {
  house = await startHouse(['admin', 'viewer']);
}, 90_000);

afterAll(() => house?.close());

describe('before the first message', () => {
  it.each(WIDTHS)('the pages are in order $name', async ({ width }) => {
    const window = await house.open('/', { as: 'admin', viewport: { width, height: 900 } });
    const faults: string[] = [];
    for (const path of ['/events', '/system', '/system/ledger', '/system/store', '/system/connect'])
      faults.push(...(await faultsOf(window, path)));
    await window.close();
    expect(faults.join('\n')).toBe('');
  });
});

describe('the pages', () => {
  beforeAll(async () => {
    await house.sendAndStore(MESSAGES, '');
    const admin = await house.open('/', { as: 'admin' });
    rooms = await findRooms(admin.page);
    await admin.close();
  });

  it('are all found by walking the navigation, the tabs and the lists', () => {
    const places = rooms.map((room) => room.replace(/^\/events\/[^?]+.*/, '/events/:id').replace(/\d+$/, ':n'));
    const system = ['/system', '/system/connect', '/system/ledger', '/system/plugins', '/system/store'];
    const known = [
      '/events',
      '/events/:id',
      '/live',
      ...system,
      '/users',
      '/users/:n',
      '/users/tokens',
      '/profile',
      '/api/docs',
    ];
    expect(places).toEqual(expect.arrayContaining(known));
  });

  it.each(WIDTHS)('are in order $name', async ({ width }) => {
    const viewport = { width, height: 900 };
    const [inside, outside] = [await house.open('/', { as: 'admin', viewport }), await house.open('/', { viewport })];
    const faults: string[] = [];
    for (const room of rooms) faults.push(...(await faultsOf(inside, room)));
    for (const room of ['/login', '/setup']) faults.push(...(await faultsOf(outside, room)));
    await Promise.all([inside.close(), outside.close()]);
    expect(faults.join('\n')).toBe('');
  });

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
