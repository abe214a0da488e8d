// Whose X-Forwarded-For is believed, and what follows from it for logins.

import { afterEach, expect, it } from 'vitest';
import { PASSWORD, startPortal, type TestPortal } from '../../../test/helpers/portal.js';

let portal: TestPortal;
afterEach(() => portal.close());

/** The status of a login of who came to the proxy from this address. */
async function logIn(forwardedFor: string, name: string, password: string): Promise<number> {
  const browser = portal.browser();
  await browser.get('/login');
  return (await browser.submit('/login', { name, password }, { 'x-forwarded-for': forwardedFor })).status;
}

it('throttles two people behind a trusted proxy apart', async () => {
  portal = await startPortal({ config: { portal: { trustedProxies: ['127.0.0.1'] } } });
  await portal.setUp();
  for (let n = 0; n < 6; n++) await logIn('203.0.113.7', `made up ${n}`, 'wrong');
  expect(await logIn('203.0.113.7', 'admin', PASSWORD)).toBe(429);
  expect(await logIn('203.0.113.8', 'admin', PASSWORD)).toBe(303);
  expect(portal.logged.join('')).not.toContain('portal.trustedProxies');
});

it('lets the usual person in though strangers fail through a proxy that nobody named, and says once that it is not named', async () => {
  portal = await startPortal({ config: { portal: { trustedProxies: ['10.1.2.3'] } } });
  await portal.setUp();
  const statuses: number[] = [];
  for (let n = 0; n < 8; n++) statuses.push(await logIn(`203.0.113.${n}`, `made up ${n}`, 'wrong'));
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  expect(await logIn('203.0.113.99', 'admin', PASSWORD)).toBe(303);
  expect(portal.logged.filter((line) => line.includes('portal.trustedProxies'))).toHaveLength(1);
});
