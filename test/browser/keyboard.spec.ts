// With the keyboard alone, and on a phone.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';

let house: House;
let page: Page;

beforeAll(async () => {
  house = await startHouse();
  await house.sendAndStore([`<13>1 ${new Date().toISOString()} desk app - - - something happened`], 'app:app');
  page = (await house.open('/events', { as: 'admin' })).page;
}, 90_000);

afterAll(() => house?.close());

const focused = (): Promise<string> =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '',
  );
const path = (): string => new URL(page.url()).pathname;

describe('with the keyboard', () => {
  it('the first Tab leads to a link that skips the navigation', async () => {
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to content');
    expect(await page.getByRole('link', { name: 'Skip to content' }).boundingBox()).toMatchObject({ x: 0 });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
  });

  it('/ leads to the search box, and writes a / when one is in it', async () => {
    await page.locator('body').click({ position: { x: 700, y: 890 } });
    await page.keyboard.press('/');
    expect(await focused()).toBe('Search');
    await page.keyboard.type('/var');
    const box = page.getByRole('searchbox', { name: 'Search' });
    expect(await box.inputValue()).toBe('/var');
    await box.fill('something');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === 'something');
  });

  it('? opens the help, and Escape closes it', async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' });
  });

  it.each([
    ['d', '/dashboard'],
    ['l', '/live'],
    ['s', '/sources'],
    ['n', '/entities'],
    ['i', '/inbox'],
    ['h', '/system'],
    ['u', '/users'],
    ['o', '/audit'],
    ['e', '/events'],
  ])('g and %s goes to %s', async (key, where) => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.pathname === where);
  });

  it('an event is reached with Tab and opened with Enter', async () => {
    await page.getByRole('searchbox', { name: 'Search' }).focus();
    for (let presses = 0; presses < 60 && (await focused()) !== 'something happened'; presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'something happened' }).waitFor();
    expect(path()).toMatch(/^\/events\/./);
  });

  it('whatever has the focus shows it', async () => {
    await page.goto('/events');
    const unseen: string[] = [];
    for (let presses = 0; presses < 45; presses++) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(() => {
        const element = document.activeElement!;
        if (element === document.body) return '';
        // What is drawn in its stead (a label after a checkbox) may show it.
        const drawn = [element, element.nextElementSibling, element.querySelector('*')].filter((each) => each !== null);
        const marked = drawn.some((each) => {
          const style = getComputedStyle(each);
          return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
        });
        return marked ? '' : element.outerHTML.slice(0, 120);
      });
      if (hidden !== '') unseen.push(hidden);
    }
    expect(unseen).toEqual([]);
  });
});
