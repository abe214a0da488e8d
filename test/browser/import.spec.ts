// Old logs from the browser: a file is uploaded, looked at, imported and found; on a phone, and without script.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { makeEvtx, text } from '#src/import/evtx/testing/make-evtx.js';
import { type House, startHouse } from './house.js';
import { faultsHere } from './page-faults.js';

const TABLE = [
  'When;Computer;User;Client;Text;Remark',
  '20.11.2024 10:00:01;pc-1;alice;192.0.2.10;"logged on; at last";<script>alert(1)</script>',
  '20.11.2024 10:00:05;pc-2;bob;203.0.113.9;refused;',
].join('\n');

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-browser-import-'));
let house: House;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  house = await startHouse();
  writeFileSync(join(dir, 'report.csv'), TABLE);
  const at = Date.parse('2023-05-06T07:08:09Z');
  writeFileSync(
    join(dir, 'Security.evtx'),
    makeEvtx([{ id: 1, code: 4625, computer: 'old-pc', time: at, value: text('<b>x</b>') }]),
  );
  writeFileSync(join(dir, 'empty.log'), '');
  ({ page, complaints } = await house.open('/', { as: 'admin' }));
}, 90_000);

afterAll(async () => {
  await house?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function upload(on: Page, name: string): Promise<void> {
  await on.goto('/import');
  await on.getByLabel('File', { exact: true }).setInputFiles(join(dir, name));
  await on.getByRole('button', { name: 'Upload' }).click();
  await on.getByRole('heading', { name, exact: true }).waitFor();
}

const stored = (on: Page): ReturnType<Page['locator']> =>
  on.locator('#im-state dl div').filter({ hasText: 'stored' }).locator('dd');

describe('importing', () => {
  it('shows the columns of a table, takes what they are, and leads to the events', async () => {
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await page.getByText('Nothing imported yet').waitFor();
    await upload(page, 'report.csv');
    const column = (name: string): ReturnType<Page['locator']> => page.getByLabel(`What the column ${name} is`);
    expect(await column('Computer').inputValue()).toBe('host');
    expect(await column('Remark').inputValue()).toBe('');
    await column('Client').selectOption('src_ip');
    await column('When').selectOption('time');
    await page.getByLabel('Source').fill('report');
    await page.getByRole('button', { name: 'Start the import' }).click();
    await stored(page).waitFor();
    expect(await stored(page).textContent()).toBe('2');
    await page.getByRole('link', { name: 'Show its events' }).click();
    await page.locator('.ev-rows').getByText('logged on; at last').waitFor();
    expect(await page.locator('.ev-rows').getByText('203.0.113.9').count()).toBeGreaterThan(0);
  });

  it('shows the records of an event log, and stores them at their own time', async () => {
    await upload(page, 'Security.evtx');
    expect(await page.locator('.im-records').textContent()).toContain('4625');
    await page.getByRole('button', { name: 'Start the import' }).click();
    await stored(page).waitFor();
    await page.getByRole('link', { name: 'Show its events' }).click();
    await page.locator('.ev-rows a[href^="/events/"]').first().click();
    await page.getByRole('heading', { name: 'Windows' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('2023-05-06T07:08:09');
  });

  it('takes nothing twice, and says so', async () => {
    await upload(page, 'report.csv');
    await page.getByLabel('What the column When is').selectOption('time');
    await page.getByLabel('What the column Client is').selectOption('src_ip');
    await page.getByLabel('Source').fill('report');
    await page.getByRole('button', { name: 'Start the import' }).click();
    await stored(page).waitFor();
    expect(await page.locator('#im-state dl').textContent()).toMatch(/stored\s*0\s*duplicate\s*2/);
    expect(await page.getByRole('link', { name: 'Show its events' }).count()).toBe(0);
  });

  it('offers no start for an empty file, but the way back', async () => {
    await upload(page, 'empty.log');
    await page.getByText('Nothing in it can be read.').waitFor();
    expect(await page.getByRole('button', { name: 'Start the import' }).count()).toBe(0);
    await page.getByText('Remove the file').click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('The uploaded file is gone.').waitFor();
  });

  it('is in order on a phone, list and table', async () => {
    const phone = await house.open('/import', { as: 'admin', viewport: { width: 390, height: 844 } });
    expect(await faultsHere(phone.page)).toEqual([]);
    await upload(phone.page, 'report.csv');
    expect(await faultsHere(phone.page)).toEqual([]);
    await phone.close();
  });

  it('works without script', async () => {
    const plain = await house.open('/import', { as: 'admin', javaScriptEnabled: false });
    await upload(plain.page, 'Security.evtx');
    await plain.page.getByRole('button', { name: 'Start the import' }).click();
    await expect.poll(async () => (await plain.page.reload(), stored(plain.page).count()), { timeout: 10_000 }).toBe(1);
    await plain.close();
  });

  it('complained of nothing', () => expect(complaints).toEqual([]));
});
