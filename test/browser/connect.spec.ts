// Adding a device: lines that are copied with a click, and a page that notices the new sender by itself.

import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';

let house: House;
let page: Page;

beforeAll(async () => {
  house = await startHouse();
  await house.sendAndStore([`<13>1 ${new Date().toISOString()} desk app - - - the first`], 'app:app');
  page = (await house.open('/events', { as: 'admin' })).page;
}, 90_000);

afterAll(() => house?.close());

/** What is in the clipboard, by pasting it. */
async function pasted(on: Page): Promise<string> {
  const box = on.getByLabel('Devices reach this server as');
  await box.fill('');
  await box.focus();
  await on.keyboard.press('Control+V');
  return box.inputValue();
}

describe('adding a device', () => {
  it('is a room of its own, with the port that really listens', async () => {
    await page.getByRole('link', { name: 'Add a device' }).click();
    await page.getByRole('heading', { name: 'Add a device' }).waitFor();
    expect(await page.locator('#logger pre').textContent()).toContain(` -P ${house.program.ports.syslog} --tcp `);
  });

  it('copies a line, over plain http too, where there is no clipboard', async () => {
    const text = await page.locator('#logger pre').textContent();
    const plain = await house.open('/', { as: 'admin' });
    await plain.page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await plain.page.goto('/system/connect');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const on of [page, plain.page]) {
      await on.getByRole('button', { name: 'Copy the lines for A first message' }).click();
      await on.locator('#logger').getByText('Copied').waitFor();
      expect(await pasted(on)).toBe(text);
      await on.getByRole('button', { name: 'Copy the lines for Windows', exact: true }).click();
    }
    await plain.close();
  });

  it('writes the name into each line that devices know this server by', async () => {
    await page.getByLabel('Devices reach this server as').fill('logs.lan');
    await page.getByRole('button', { name: 'Use this name' }).click();
    await page.waitForURL((url) => url.searchParams.get('host') === 'logs.lan');
    expect(await page.locator('#windows pre').textContent()).toContain('Host    logs.lan');
  });

  it('waits for a new sender, names it when it speaks, and leads to its events', async () => {
    await page.getByText('Waiting for the first message from a new sender').waitFor();
    expect(await page.locator('#heard').textContent()).toMatch(/Last message: .* from 127\.0\.0\.1/);
    const socket = createSocket('udp6');
    const line = `<13>1 ${new Date().toISOString()} nas app - - - here I am`;
    await new Promise((resolve) => socket.send(line, house.program.ports.syslog, '::1', resolve));
    socket.close();
    await page.getByText('New sender: ::1').waitFor();
    await page.getByRole('link', { name: 'Show its events' }).click();
    await page.locator('.ev-rows').getByText('here I am').waitFor();
  });
});
