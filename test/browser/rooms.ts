// Every page of the portal that a person can walk to, and how wide it may be.

import type { Page } from 'playwright-core';

export const WIDTHS = [
  { name: 'on a screen', width: 1_280 },
  { name: 'on a phone', width: 390 },
] as const;

/** What only an address leads to: a mistake, no result, what does not exist. */
export const BY_ADDRESS: readonly string[] = [
  '/events?q=user:(',
  '/events?q=nothing-like-this',
  '/events/no-such-event',
  '/sources/999999',
  '/users/999999',
  '/entities/ip/no-address',
  '/entities/user/nobody-of-this-name',
  '/inbox/no-such-shape',
  '/no-such-page',
  '/alerts?q=nothing-like-this',
  '/alerts?show=all&from=never',
  '/alerts/al_0000000000000000000',
  '/rules?q=nothing-like-this',
  '/rules/no-such-rule',
  '/channels/no-such-channel',
  '/channels/deliveries/999999',
  '/channels/deliveries?q=nothing',
  '/baselines/user/nobody-of-this-name',
  '/baselines/findings/999999',
  '/baselines/findings?q=nothing-like-this',
];

/**
 * Walks from the first page along every link of the page that is not a download or for programs, into one of each place
 * (an event, a source, a user, an entity of each kind, ...), and to what only an address leads to. `page` must be logged in.
 * `look` sees each page as it is found.
 */
export async function findRooms(page: Page, look?: (page: Page, path: string) => Promise<void>): Promise<string[]> {
  const rooms = new Map<string, string>();
  const next = [...BY_ADDRESS, '/'];
  for (let path = next.pop(); path !== undefined; path = next.pop()) {
    const place = placeOf(path);
    if (rooms.has(place)) continue;
    rooms.set(place, path);
    await page.goto(path);
    await allThere(page);
    await look?.(page, path);
    next.push(...(await linksOn(page)).filter((href) => !rooms.has(placeOf(href))));
  }
  return [...rooms.values()].toSorted();
}

/** Parts that come later belong to the page. */
export async function allThere(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.htmx-request, [hx-trigger="load"]') === null);
}

/** Pages of which one stands for all, such as `/users/:n`: the path without what names the one, and the parameters that make another page. */
export function placeOf(path: string): string {
  if (BY_ADDRESS.includes(path)) return path;
  const { pathname, searchParams } = new URL(path, 'http://portal');
  const place = PLACES.reduce((text, [pattern, name]) => text.replace(pattern, name), pathname);
  const views = VIEWS.flatMap((name) => (searchParams.has(name) ? (VALUES[name]?.(searchParams) ?? name) : []));
  return views.length === 0 ? place : `${place}?${views.join('&')}`;
}

/** Parameters that make another page. */
const VIEWS = ['event', 'sender', 'state', 'with', 'kind', 'alert', 'rule', 'channel'];
/** Those whose every value makes another. */
const VALUES: Readonly<Record<string, (all: URLSearchParams) => string>> = { kind: (all) => `kind=${all.get('kind')}` };

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^\/events\/(?!saved$|export$).+/, '/events/:event'],
  [/^\/entities\/(user|ip|host|domain)\/.+/, '/entities/$1/:name'],
  [/^\/inbox\/[^/]+/, '/inbox/:shape'],
  [/^\/system\/plugins\/.+/, '/system/plugins/:plugin'],
  [/^\/parsing\/.+/, '/parsing/:parser'],
  [/^\/alerts\/incidents\/.+/, '/alerts/incidents/:incident'],
  [/^\/alerts\/al_\w+/, '/alerts/:alert'],
  [/^\/rules\/(?!new$|exceptions(\/|$))[^/]+/, '/rules/:rule'],
  [/^\/baselines\/(user|host|ip)\/.+/, '/baselines/$1/:name'],
  [/^\/channels\/new\/(?!webhook$|email$).+/, '/channels/new/:kind'],
  [/^\/channels\/(?!new(\/|$)|deliveries(\/|$))[^/]+/, '/channels/:channel'],
  [/\/\d+(?=\/|$)/, '/:n'],
];

/** For programs, or files. */
const NO_PAGE = /^\/(api\/(?!docs$)|metrics|readyz|healthz|assets\/)|\.json$/;

async function linksOn(page: Page): Promise<string[]> {
  const links = page.locator('a[href^="/"]:not([download])');
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')!.split('#', 1)[0]!));
  return [...new Set(hrefs)].filter((href) => !NO_PAGE.test(href));
}
