// The first minutes with a new installation, as a newcomer lives them.

import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Window } from './chromium.js';
import { type House, PASSWORD, startHouse } from './house.js';
import { report, until } from '../helpers/program.mjs';

let house: House;
let window: Window;

beforeAll(async () => {
  house = await startHouse([], { LANWARDEN_LOG__LEVEL: 'info' });
  window = await house.open('/');
}, 90_000);

afterAll(() => house?.close());

describe('a newcomer', () => {
  it('who opens the portal is told where the set-up link is', async () => {
    const { page } = window;
    await page.getByText('First run.').waitFor();
    expect(await page.locator('main').textContent()).toContain(
      'Open the set-up link that the program wrote to its log',
    );
  });

  it('finds that link in the log, makes the admin with it, and is told what to do when something is wrong', async () => {
    const { page } = window;
    const links = house.program.output.match(/http\S+\/setup\?token=[\w-]+/g) ?? [];
    expect(links).toHaveLength(1);
    await page.goto(new URL(links[0]!).pathname + new URL(links[0]!).search);
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('Once more').fill(`${PASSWORD}!`);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('The two passwords differ.').waitFor();
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('Once more').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('Welcome, admin. This account is an admin.').waitFor();
  });

  it('lands where it says what to do next, and the events page says how, with the right address and port', async () => {
    const { page } = window;
    await page.getByRole('heading', { name: 'No events yet' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/dashboard');
    await page.goto('/events');
    const commands = await page.locator('main code').allTextContents();
    expect(commands).toContainEqual(
      expect.stringContaining(`logger -n 127.0.0.1 -P ${house.program.ports.syslog} --udp`),
    );
  });

  it('sends the first message and sees it there by itself, without touching the page', async () => {
    const { page } = window;
    await house.send(`<13>${syslogTime()} ${hostname()} newcomer: hello from my first device`);
    await page.getByText('hello from my first device').waitFor();
    expect(await page.locator('.ev-rows tbody tr').count()).toBe(1);
  });

  it('finds each next one by a search right after it was sent', async () => {
    const { page } = window;
    const sentAt = performance.now();
    await house.send(`<13>${syslogTime()} ${hostname()} newcomer: and the second one`);
    await until(async () => {
      await page.goto('/events?q=second');
      return (await page.locator('.ev-rows').getByText('and the second one').count()) === 1;
    }, 10_000);
    report('browser.udp-to-page', performance.now() - sentAt, 'ms');
  });

  it('cannot use the set-up link again', async () => {
    const other = await house.open('/setup?token=anything');
    expect(new URL(other.page.url()).pathname).toBe('/login');
    await other.close();
  });
});

/** `Nov  2 03:51:07`, in UTC as the program assumes. */
function syslogTime(): string {
  const [, day, month, , time] = new Date().toUTCString().split(/[ ,]+/);
  return `${month} ${String(Number(day)).padStart(2)} ${time}`;
}
