// Health and ledger: what was sent is counted, it balances, and a collector that was killed is seen to go and to come back.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';
import { until } from '../helpers/program.mjs';

let house: House;
let page: Page;
const NOW = new Date().toISOString();
const SENT = 7;

beforeAll(async () => {
  house = await startHouse();
  await house.sendAndStore(
    Array.from({ length: SENT }, (_, n) => `<13>1 ${NOW} desk app - - - message ${n}`),
    'app:app',
  );
  page = (await house.open('/system', { as: 'admin' })).page;
}, 90_000);

afterAll(() => house?.close());

const tile = (name: string): ReturnType<Page['locator']> =>
  page.locator('.lw-sys-tile').filter({ has: page.getByRole('heading', { name, exact: true }) });
const figure = (name: string): Promise<string | null> =>
  tile('Collector').locator(`dt:text-is("${name}") + dd`).textContent();

describe('health', () => {
  it('says that all is well, and counts what was sent, without reloading', async () => {
    await page.getByRole('heading', { name: 'All is well' }).waitFor();
    const udp = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'udp' }) });
    await udp
      .getByRole('cell', { name: String(SENT), exact: true })
      .first()
      .waitFor();
    await page
      .getByRole('row')
      .filter({ hasText: '127.0.0.1' })
      .getByRole('cell', { name: String(SENT), exact: true })
      .waitFor();
  });

  it('shows within its refresh that the collector was killed, and that it is back', async () => {
    const before = await figure('Process');
    const away = page.getByText('The collector is away: no message is taken at this moment.');
    // It is back so soon that the page, which looks each 2 s, can miss that: then it is killed once more.
    await until(async () => {
      const pid = house.program.link.health()?.pid;
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      return away.isVisible();
    }, 20_000);
    expect(await tile('Collector').textContent()).toContain('Away since');
    await tile('Collector').getByText('running', { exact: true }).waitFor();
    await away.waitFor({ state: 'detached' });
    expect(await figure('Process')).not.toBe(before);
    expect(Number(await figure('Restarts'))).toBeGreaterThan(0);
    await tile('Store').getByText(`${SENT} events`).waitFor();
  });
});

describe('the ledger', () => {
  it('shows what became of each message, through the restart, and that it balances', async () => {
    await page.getByRole('link', { name: 'Ledger', exact: true }).click();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '127.0.0.1' }) });
    await row.getByText('balanced').waitFor();
    const heads = await page.locator('.lw-sys-ledger thead th').allTextContents();
    const cells = await row.locator('th, td').allTextContents();
    const shown = Object.fromEntries(heads.map((head, n) => [head.trim(), cells[n]?.trim()]));
    expect(shown).toMatchObject({ Received: String(SENT), Stored: String(SENT), Lost: '0', Queued: '0' });
  });

  it('counts on by itself', async () => {
    await house.send(`<13>1 ${NOW} desk app - - - one more`);
    await page
      .locator('.lw-sys-ledger tbody')
      .getByRole('cell', { name: String(SENT + 1), exact: true })
      .first()
      .waitFor();
  });

  it('holds still when told to', async () => {
    await page.getByRole('link', { name: 'Pause' }).click();
    await page.getByRole('link', { name: 'Refresh once' }).waitFor();
    expect(await page.locator('[hx-trigger]').count()).toBe(0);
  });

  it('leads from a source to its events', async () => {
    await page.getByRole('rowheader', { name: '127.0.0.1' }).getByRole('link').click();
    await page.locator('.ev-rows').getByText('one more').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toContain('127.0.0.1');
  });
});
