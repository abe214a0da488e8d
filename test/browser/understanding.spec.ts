// What Lanwarden knows beside the message: the look-up of an address, what a list hit, how a parser is doing, and what to copy.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';
import { faultsHere } from './page-faults.js';

const LISTED = '203.0.113.66';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-browser-lists-'));
let house: House;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  writeFileSync(join(dir, 'bad.txt'), `# bad ones\n${LISTED}\nno <b>address</b>\n`);
  house = await startHouse(['admin'], {
    LANWARDEN_LISTS: JSON.stringify([{ name: 'bad <i>ones</i>', path: join(dir, 'bad.txt'), kind: 'ip', level: 4 }]),
    LANWARDEN_SOURCES: JSON.stringify([
      { name: 'read <b>here</b>', kind: 'dns', pull: { kind: 'pihole-ftl', path: join(dir, 'none.db') } },
    ]),
    LANWARDEN_NETWORKS__NAMES: JSON.stringify({ '192.168.4.0/24': 'office' }),
  });
  ({ page, complaints } = await house.open('/', { as: 'admin' }));
  const now = new Date().toISOString();
  const failed = `<38>1 ${now} web1 sshd 1 - - Failed password for alice from ${LISTED} port 4000 ssh2`;
  await house.sendAndStore([failed, failed.replace('4000', '4001')], `src_ip:${LISTED}`);
  await house.sendAndStore(
    [`<38>1 ${now} web1 sshd 1 - - Something that nobody has heard of`],
    '"nobody has heard of"',
  );
}, 90_000);

afterAll(async () => {
  await house?.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('networks and lists', () => {
  it('are found in the menu, and say what was read and what was hit', async () => {
    await page.getByRole('link', { name: 'Networks & lists' }).click();
    const row = page.getByRole('row').filter({ hasText: 'bad <i>ones</i>' });
    expect(await row.textContent()).toMatch(/1 line holds no address \(line 3\)/);
    await row.getByRole('link', { name: '2', exact: true }).click();
    await page.locator('.ev-rows').getByText('port 4001').waitFor();
  });

  it('look up an address with the keyboard, and lead to its events', async () => {
    await page.goto('/enrichment');
    await page.getByLabel('Address, domain, host or hash').fill(LISTED);
    await page.keyboard.press('Enter');
    const facts = page.locator('.en-facts');
    await facts.getByText('external').waitFor();
    expect(await facts.textContent()).toContain('bad <i>ones</i>');
    await facts.getByRole('link', { name: 'its events' }).click();
    await page.locator('.ev-rows').getByText('port 4000').waitFor();
    await page.goto('/enrichment?q=192.168.4.9');
    expect(await facts.textContent()).toMatch(/internal[\s\S]*office[\s\S]*on none/);
  });

  it.each([1_280, 390])('are in order %i wide', async (width) => {
    const { page: other, close } = await house.open(`/enrichment?q=${LISTED}`, {
      as: 'admin',
      viewport: { width, height: 900 },
    });
    expect(await faultsHere(other)).toEqual([]);
    await close();
  });
});

describe('a source that is read from a file', () => {
  it('is said on the health page while it cannot be read, with the way to its page', async () => {
    await page.goto('/system');
    const finding = page.getByRole('listitem').filter({ hasText: 'The source read <b>here</b> cannot be read' });
    await finding.getByRole('link').click();
    await page.getByRole('heading', { name: 'read <b>here</b>' }).waitFor();
  });

  it('has a page without what is for senders only', async () => {
    const text = await page.locator('main').textContent();
    expect(text).toContain('none.db');
    for (const not of ['How to point it here', 'API keys', 'Clock']) expect(text).not.toContain(not);
    expect(await faultsHere(page)).toEqual([]);
  });
});

describe('the page of a parser', () => {
  it('is reached from Plugins, counts what it read, and shows what it did not', async () => {
    await page.goto('/system/plugins');
    await page.getByRole('link', { name: 'How parsing goes' }).click();
    await page.getByRole('heading', { name: 'Parsing', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Linux logons' }).first().click();
    await page.getByText('linux-auth', { exact: true }).first().waitFor();
    expect(await page.locator('main').textContent()).toMatch(/Hit rate\s*[\d.]+ %: 2 of \d/);
    await page.locator('.ev-rows').getByText('Something that nobody has heard of').waitFor();
    expect(await faultsHere(page)).toEqual([]);
  });

  it('is in order on a phone', async () => {
    const viewport = { width: 390, height: 844 };
    for (const path of ['/parsing', '/parsing/linux-auth', '/system/connect']) {
      const phone = await house.open(path, { as: 'admin', viewport });
      expect([path, ...(await faultsHere(phone.page))]).toEqual([path]);
      await phone.close();
    }
  });
});

it('complained of nothing', () => expect(complaints).toEqual([]));
