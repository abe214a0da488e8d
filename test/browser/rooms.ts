// Every page of the portal that a person can walk to, and how wide it may be.

import type { Page } from 'playwright-core';

export const WIDTHS = [
  { name: 'on a screen', width: 1_280 },
  { name: 'on a phone', width: 390 },
] as const;

/**
 * Walks from the first page along the navigation, the tabs in a room, and one of each list (an event, a user); then those that
 * only an address leads to. `page` must be logged in as admin and there must be an event.
 */
export async function findRooms(page: Page): Promise<string[]> {
  const rooms = new Set(['/events?q=user:(', '/events?q=nothing-like-this', '/api/docs', '/no-such-page']);
  const next = [...(await linksOn(page, '/'))];
  for (let room = next.pop(); room !== undefined; room = next.pop()) {
    if (rooms.has(room)) continue;
    rooms.add(room);
    next.push(...(await linksOn(page, room)));
  }
  return [...rooms].toSorted();
}

async function linksOn(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  const links = page.locator(
    '.lw-nav a, .lw-sys-tabs a, .ev-rows tr:first-child .ev-open, tbody tr:first-child a[href^="/users/"], .lw-page-header a',
  );
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')!));
  return hrefs.filter((href) => !href.endsWith('.json'));
}
