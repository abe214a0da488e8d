// The story of a finding: the past is imported, learned by a button, looked at, judged; with keyboard alone, and without script.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';
import { foundAlice, importPast } from './known-people.js';
import { faultsHere } from './page-faults.js';
import { allThere } from './rooms.js';

let house: House;
const TRAINING_MS = 60_000;
/** What alice did that night, as a list says it. */
const TOLD = /failed|has never come from|has never used|was on \d+ machines/;

beforeAll(async () => {
  house = await startHouse(['admin', 'viewer']);
  importPast(house);
}, 90_000);

afterAll(() => house?.close());

const lineOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

describe('a finding', () => {
  it(
    'appears when the past was learned, which a page tells by itself',
    async () => {
      const { page, complaints, close } = await house.open('/baselines', { as: 'admin' });
      await page.getByRole('heading', { name: 'Nothing has been learned yet' }).waitFor();
      await page.getByRole('link', { name: 'Train now' }).click();
      await page.getByRole('button', { name: 'Train now' }).click();
      await page.getByText('The training has begun').waitFor();
      // The page is not loaded anew by the test: all of it changes when the training is over.
      const runs = page.getByRole('table').filter({ hasText: 'Outcome' });
      await runs.getByRole('cell', { name: 'done' }).waitFor({ timeout: TRAINING_MS });
      await page.getByRole('button', { name: 'Train now' }).waitFor();
      await foundAlice(house);
      await page.getByRole('link', { name: 'By risk', exact: true }).click();
      await lineOf(page, 'alice').getByText(TOLD).first().waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
    TRAINING_MS + 30_000,
  );

  it('is judged by keyboard alone: normal, marked in the list, and taken back', async () => {
    const { page, complaints, close } = await house.open('/baselines/findings?kind=user&q=alice', { as: 'admin' });
    const press = async (target: ReturnType<Page['locator']>, key: string): Promise<void> => {
      await target.focus();
      await page.keyboard.press(key);
    };
    await press(page.getByRole('link', { name: TOLD }).first(), 'Enter');
    await page.getByRole('heading', { name: /^Why \d+$/ }).waitFor();
    await allThere(page);
    expect(await faultsHere(page)).toEqual([]);
    // What is chosen by arrow keys is what the next page asks about.
    await press(page.getByRole('radio', { name: /^for alice alone/ }), 'ArrowDown');
    expect(await page.getByRole('radio', { name: 'for everybody' }).isChecked()).toBe(true);
    await press(page.getByRole('radio', { name: 'for everybody' }), 'ArrowUp');
    await press(page.getByRole('button', { name: 'This is normal' }), 'Enter');
    await page.getByRole('heading', { name: 'Is this normal?' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('From now on this is normal for alice, for good.');
    expect(await faultsHere(page)).toEqual([]);
    await press(page.getByRole('button', { name: 'Yes, this is normal' }), 'Enter');
    await page.getByText('said admin').waitFor();

    const finding = page.locator(`a[href="${new URL(page.url()).pathname}"]`);
    await page.goto('/baselines/findings?q=alice&show=open');
    expect(await finding.count()).toBe(0);
    await page.goto('/baselines/findings?q=alice&show=judged');
    expect(await finding.count()).toBe(1);
    await lineOf(page, 'alice').getByText('normal', { exact: true }).waitFor();
    await page.goto('/baselines/verdicts');
    expect(await faultsHere(page)).toEqual([]);
    await press(page.locator('summary').filter({ hasText: 'Revoke' }).first(), 'Enter');
    await press(page.getByRole('button', { name: 'Revoke it' }).first(), 'Enter');
    await page.getByRole('heading', { name: /^Why \d+$/ }).waitFor();
    expect(await page.getByText('said admin').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  }, 60_000);

  it('is judged without script, an attack, with a mistake that keeps what was chosen', async () => {
    const { page, close } = await house.open('/baselines/findings?kind=user&q=alice', {
      as: 'admin',
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    await page.getByRole('link', { name: TOLD }).first().click();
    await page.getByRole('radio', { name: 'until the end of another day' }).check();
    await page.getByRole('button', { name: 'This is normal' }).click();
    expect(await page.locator('#bl-date-wrong').textContent()).toContain('Give a date');
    expect(await page.getByRole('radio', { name: 'until the end of another day' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'This was an attack' }).click();
    await page.getByRole('heading', { name: 'Was this an attack?' }).waitFor();
    await page.getByRole('button', { name: 'Yes, this was an attack' }).click();
    expect(await page.locator('#verdict').textContent()).toContain('said admin');
    await page.getByRole('link', { name: 'What is normal for alice' }).click();
    expect(await page.locator('main').textContent()).toContain('Mostly');
    await page.getByRole('link', { name: 'pc-alice' }).first().waitFor();
    await close();
  }, 30_000);

  it('is looked at by a viewer, who cannot judge or train', async () => {
    const { page, complaints, close } = await house.open('/baselines/findings', { as: 'viewer' });
    await page.getByRole('link', { name: TOLD }).first().click();
    await page.getByRole('heading', { name: /^Why \d+$/ }).waitFor();
    expect(await page.getByRole('button', { name: 'This is normal' }).count()).toBe(0);
    await page.getByRole('link', { name: 'What is normal for' }).click();
    await page.getByRole('heading', { name: 'Hours of the week' }).waitFor();
    await page.goto('/baselines/training');
    expect(await page.getByRole('button', { name: 'Train now' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  }, 30_000);
});
