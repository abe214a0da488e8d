// A log line is an attacker's text: nothing in it runs, hides or turns the page around.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';
import type { Window } from './chromium.js';
import { findRooms, placeOf } from './rooms.js';
import { startWebServer, type WebServer } from '../helpers/channel-job.js';
import { until } from '../helpers/program.mjs';

let house: House;
let window: Window;
let receiver: WebServer;
const NOW = new Date().toISOString();
const SCRIPT = '<script>alert(1)</script>';
const IMAGE = `"><img src=x onerror="window.hacked=1;alert(2)">`;
const LINK = `javascript:alert(3)`;
const TURNED = 'invoice\u202Efdp.exe';
const HOSTILE = [
  `<38>1 ${NOW} evil${'\u202E'}host sshd 42 - - Invalid user ${SCRIPT} from 203.0.113.5 port 4711`,
  `<13>1 ${NOW} evil </td><script>alert(4)</script> - - ${IMAGE} ${LINK} hostile`,
  `<13>1 ${NOW} evil app - - hostile ${TURNED} ' onmouseover='alert(5)' <%= 7*7 %> \${7*7} {{7*7}} <svg onload=alert(6)> ${SCRIPT}`,
  `<13>1 ${NOW} evil app - [x@1 a="${SCRIPT.replaceAll(']', '')}" b="<img src=x onerror=alert(7)>"] hostile`,
];

beforeAll(async () => {
  house = await startHouse();
  receiver = await startWebServer((response) => response.writeHead(400).end(`${SCRIPT} ${IMAGE} ${TURNED}`));
  await watch();
  window = await house.open('/live', { as: 'admin' });
  await window.page.locator('#live-state[data-state="on"]').waitFor();
  for (const line of HOSTILE) await house.send(line);
  await window.page.waitForFunction((n) => document.querySelectorAll('.ev-rows tbody tr').length >= n, HOSTILE.length);
}, 90_000);

afterAll(async () => {
  await house?.close();
  await receiver?.close();
});

/** A rule that makes an alert of each line, and a channel whose other side refuses it in hostile words. */
async function watch(): Promise<void> {
  const detect = { kind: 'match', query: '' };
  await house.call('POST', '/rules', { name: 'All there is', detect, groupBy: ['host', 'app', 'user'] });
  await house.call('POST', '/rules', { name: 'All that speak', detect, groupBy: ['host', 'app'] });
  await house.call('POST', '/channels', { name: 'Refuses', kind: 'webhook', settings: { url: receiver.url } });
}

/** Nothing ran, and nothing of the text became an element. */
async function expectHarmless(): Promise<void> {
  const { page, complaints } = window;
  const found = await page.evaluate(() => ({
    hacked: 'hacked' in globalThis,
    images: document.querySelectorAll('main img, main script, main svg[onload], [onerror], [onmouseover]').length,
    links: document.querySelectorAll('[href^="javascript"], [src^="javascript"]').length,
  }));
  expect(found).toEqual({ hacked: false, images: 0, links: 0 });
  expect(complaints).toEqual([]);
}

/** All that is read or said aloud; but what stands in a text area is for sending on as it is. */
async function shownText(page: Page): Promise<string> {
  const inside = await page.evaluate(() => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const area of body.querySelectorAll('textarea')) area.remove();
    const labels = [...body.querySelectorAll('[title], [aria-label], [placeholder]')].flatMap((each) =>
      ['title', 'aria-label', 'placeholder'].map((name) => each.getAttribute(name)),
    );
    return [body.textContent, ...labels].join('\n');
  });
  return `${await page.title()}\n${inside}`;
}

describe('hostile text', () => {
  it('is text in the live tail', async () => {
    expect(await window.page.locator('main').textContent()).toContain(SCRIPT);
    await expectHarmless();
  });

  it('is text in the search and its field panel, and can be searched for', async () => {
    const { page } = window;
    await page.goto('/events');
    await page.locator('#ev-fields .ev-value').first().waitFor();
    expect(await page.locator('.ev-rows').textContent()).toContain(IMAGE);
    await expectHarmless();
    await page.goto(`/events?q=${encodeURIComponent(`"${SCRIPT}`)}`);
    await page.locator('.ev-mistake').waitFor();
    window.complaints.length = 0; // the browser itself notes the status 400
    await expectHarmless();
  });

  it('is text on the page of each event, whole and with what turns it around made visible', async () => {
    const { page } = window;
    await page.goto('/events');
    const hrefs = await page
      .locator('.ev-open')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
    expect(hrefs).toHaveLength(HOSTILE.length);
    let pages = '';
    for (const href of hrefs) {
      await page.goto(href);
      pages += await page.locator('.ev-raw').textContent();
      expect(await page.locator('main').textContent()).not.toContain('\u202E');
      expect(await page.title()).not.toContain('\u202E');
      await expectHarmless();
    }
    for (const text of [SCRIPT, IMAGE, LINK, 'invoice‹U+202E›fdp.exe', '<%= 7*7 %>']) expect(pages).toContain(text);
  });

  it('is narrowed by a click like any other value', async () => {
    const { page } = window;
    await page.goto('/events?q=app:sshd');
    await page.locator('#ev-fields').getByText(SCRIPT).click();
    await page.waitForFunction(() => new URL(location.href).searchParams.get('q')?.includes('script'));
    await until(async () => (await page.locator('.ev-rows tbody tr').count()) === 1, 5_000);
    await expectHarmless();
  });

  it('is text on every page that can be walked to, alerts and what was sent of them too, and turns none around', async () => {
    await until(() => receiver.told.length > 0, 20_000);
    const turned: string[] = [];
    const rooms = await findRooms(window.page, async (page, path) => {
      const answered = window.complaints.filter(
        (complaint) => !complaint.includes('the server responded with a status'),
      );
      window.complaints.splice(0, Infinity, ...answered);
      await expectHarmless();
      if ((await shownText(page)).includes('\u202E')) turned.push(path);
    });
    expect(rooms.map(placeOf)).toEqual(
      expect.arrayContaining(['/dashboard', '/inbox/:shape', '/entities/user/:name', '/sources/new?sender', '/audit']),
    );
    expect(rooms.map(placeOf)).toEqual(
      expect.arrayContaining(['/alerts/:alert', '/channels/deliveries/:n', '/rules/exceptions/new?alert']),
    );
    expect(turned).toEqual([]);
  });

  it('would not run even if it had become an element', async () => {
    const { page, complaints } = window;
    await page.evaluate(() => {
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.hacked = 1' }));
      document.body.append(
        document.createRange().createContextualFragment('<img src="data:," onerror="window.hacked = 1">'),
      );
    });
    await until(
      () => complaints.filter((complaint) => complaint.includes('Content Security Policy')).length >= 2,
      5_000,
    );
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  });
});
