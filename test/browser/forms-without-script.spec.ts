// The forms of the house in a browser without JavaScript: sources, messages, dashboard, searches, settings. Each says what it did.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';
import { until } from '../helpers/program.mjs';

let house: House;
let page: Page;
const say = (text: string): string => `<13>1 ${new Date().toISOString()} den app - - - ${text}`;

beforeAll(async () => {
  house = await startHouse();
  await house.sendAndStore([say('door 1 opened by 10.0.0.7'), say('door 2 opened by 10.0.0.8')], 'door');
  const logon = `<38>1 ${new Date().toISOString()} den sshd 7 - - Accepted password for alice from 10.0.0.5 port 22 ssh2`;
  await house.sendAndStore([logon], 'user:alice');
  page = (await house.open('/dashboard', { as: 'admin', javaScriptEnabled: false })).page;
}, 90_000);

afterAll(() => house?.close());

const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const follow = (name: string): Promise<void> => page.getByRole('link', { name, exact: true }).click();
const told = (text: string | RegExp): Promise<void> => page.locator('#notices').getByText(text).waitFor();
/** What is known a moment later: loads the page until it is there. */
const lookUntil = (path: string, there: () => ReturnType<Page['locator']>): Promise<void> =>
  until(async () => {
    await page.goto(path);
    return (await there().count()) > 0;
  }, 20_000);

describe('without JavaScript', () => {
  it('a sender is approved; a mistake keeps what was typed and says where it is', async () => {
    await lookUntil('/sources', () => page.getByRole('link', { name: 'Approve 127.0.0.1' }));
    await follow('Approve 127.0.0.1');
    await page.getByLabel('Name', { exact: true }).fill('Front door');
    await page.getByLabel('Drop rules').fill('app:(cron');
    await press('Make the source');
    await page.getByText('Not saved: one field does not fit').getByRole('link', { name: 'Drop rules' }).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Front door');
    const rules = page.getByLabel('Drop rules');
    expect(await rules.inputValue()).toBe('app:(cron');
    expect(await page.locator(`#${await rules.getAttribute('aria-describedby')}`).textContent()).toContain('(');
    await rules.fill('');
    await press('Make the source');
    await told('Front door is a source now.');
  });

  it('a source is changed, gets a key and loses it again, and is deleted, each time named', async () => {
    await follow('Change');
    await page.getByLabel('Notes').fill('by the stairs');
    await press('Save');
    await told('Front door is saved and in force.');
    await press('Make a key');
    expect(await page.locator('.lw-secret').textContent()).toMatch(/\S{20}/);
    await follow('Done: back to Front door');
    await page.locator('#keys summary', { hasText: 'Revoke' }).click();
    await page.locator('#keys').getByRole('button', { name: 'Revoke', exact: true }).click();
    await told(/is revoked/);
    await page.locator('summary', { hasText: 'Delete this source' }).click();
    await press('Delete Front door');
    await told('The source Front door is deleted.');
    await page.getByRole('heading', { name: 'No sources yet' }).waitFor();
  });

  it('the policy for unknown senders is chosen and kept', async () => {
    const mark = page.locator('#policy input[value="mark"]');
    await mark.check();
    await page.locator('#policy').getByRole('button', { name: 'Save' }).click();
    await told('Unknown senders:');
    expect(await mark.isChecked()).toBe(true);
  });

  it('a message is tried, from the page of an event', async () => {
    await page.goto('/events?q=door');
    await page.locator('.ev-open').first().click();
    await follow('Try this message');
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toContain('door');
    await press('Try it');
    expect(await page.locator('#result').textContent()).toContain('It is stored.');
  });

  it('a shape of unknown messages is noted as known, and found among those', async () => {
    await lookUntil('/inbox', () => page.locator('.in-template'));
    await page.locator('a.in-template').first().click();
    await page.getByLabel('Note').fill('the doors of the house');
    await press('Mark as known');
    await told(/known/);
    await page.goto('/inbox?state=known');
    await page.getByText('the doors of the house').waitFor();
    await press('Reopen');
    await page.goto('/inbox');
    await page.getByText('the doors of the house').waitFor();
  });

  it('a search is saved and pinned, renamed, and deleted', async () => {
    await page.goto('/events?q=door');
    await page.locator('.ev-save summary').click();
    await page.getByLabel('Name of this search').fill('Doors');
    await page.getByLabel('Pin to the dashboard').check();
    await page.locator('.ev-save').getByRole('button', { name: 'Save' }).click();
    await told('Saved as Doors. It is on the dashboard.');
    await page.goto('/events/saved');
    await page.locator('summary', { hasText: 'Rename' }).click();
    await page.getByLabel('Name', { exact: true }).fill('All doors');
    await press('Rename');
    await told('It is called All doors now.');
  });

  it('the dashboard shows all cards, and another range', async () => {
    await page.goto('/dashboard');
    await follow('7 days');
    expect(await page.getByRole('link', { name: '7 days' }).getAttribute('aria-current')).toBe('true');
    const wait = page.getByRole('link', { name: 'Wait for all cards' });
    if ((await wait.count()) > 0) await wait.first().click();
    expect(await page.getByText('Counting …').count()).toBe(0);
    expect(await page.getByRole('region', { name: 'All doors' }).textContent()).toContain('2 events');
    await page.goto('/events/saved');
    await page.locator('summary', { hasText: 'Delete' }).click();
    await press('Delete');
    await told('All doors is deleted.');
  });

  it('a setting is changed, with the mistake beside it first, and goes back to its default', async () => {
    await page.goto('/system/configuration?q=audit');
    const days = page.getByLabel('audit.retentionDays');
    await days.fill('0.5');
    await page.locator('#audit').getByRole('button', { name: 'Save' }).click();
    if ((await page.locator('#audit .lw-sys-setting-invalid').count()) === 0)
      expect(await days.evaluate((box: HTMLInputElement) => box.validity.valid)).toBe(false); // the browser itself said so
    await days.fill('30');
    await page.locator('#audit').getByRole('button', { name: 'Save' }).click();
    await told(/./);
    expect(await days.inputValue()).toBe('30');
    await page.getByRole('button', { name: /^Back to default.*audit\.retentionDays/ }).click();
    await told('audit.retentionDays is back to its default.');
    expect(await days.inputValue()).not.toBe('30');
  });

  it('the parts that come later are behind a link: activity of a sender, lists of entities, graph', async () => {
    for (const path of ['/sources/of?name=127.0.0.1', '/entities', '/entities/graph', '/entities/host/den']) {
      await page.goto(path);
      const wait = page.getByRole('link', { name: 'Wait for it' });
      if ((await wait.count()) > 0) await wait.first().click();
      // What is not there by itself is behind a link.
      expect([path, await page.locator('[hx-trigger="load"]:not(:has(a))').count()]).toEqual([path, 0]);
      expect(await page.locator('main').textContent()).toContain('den');
    }
  });
});
