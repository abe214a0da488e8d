// The forms of rules, exceptions and channels in a browser without JavaScript: nothing that is typed is lost, and each says what it did.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, startHouse } from './house.js';
import { type Receiver, startReceiver } from './receiver.js';
import { until } from '../helpers/program.mjs';

let house: House;
let receiver: Receiver;
let page: Page;

beforeAll(async () => {
  [house, receiver] = await Promise.all([startHouse(), startReceiver()]);
  const now = new Date().toISOString();
  const lines = [1, 2, 3, 4, 5].map(
    (n) => `<38>1 ${now} den sshd 7 - - Failed password for alice from 203.0.113.7 port 4${n} ssh2`,
  );
  await house.sendAndStore(lines, 'user:alice');
  page = (await house.open('/channels', { as: 'admin', javaScriptEnabled: false })).page;
}, 90_000);

afterAll(async () => {
  await house?.close();
  await receiver?.close();
});

const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const follow = (name: string): Promise<void> => page.getByRole('link', { name, exact: true }).click();
const told = (text: string | RegExp): Promise<void> => page.locator('#notices').getByText(text).waitFor();

describe('without JavaScript', () => {
  it('a channel is made: a mistake keeps what was typed, the template is previewed, the test shows what came of it', async () => {
    await follow('Make the first channel');
    await page.getByRole('link', { name: /^Webhook/ }).click();
    await page.getByLabel('Name', { exact: true }).fill('Front desk');
    await page.getByLabel('Address', { exact: true }).fill(receiver.url);
    const template = page.getByLabel('JSON template');
    await template.fill('{ "what": "{{nonsense}}" }');
    await press('Preview');
    expect(await page.locator('#preview').textContent()).toContain('nonsense');
    await template.fill('{ "what": "{{title}}" }');
    await press('Preview');
    expect(await page.locator('#preview pre').textContent()).toContain('"what": "');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Front desk');
    await page.getByLabel('Messages an hour').fill('many');
    await press('Make the channel');
    await page.getByText('Not saved:').getByRole('link', { name: 'Messages an hour' }).waitFor();
    expect(await template.inputValue()).toBe('{ "what": "{{title}}" }');
    await page.getByLabel('Messages an hour').fill('10');
    await press('Make the channel');
    await follow('Done: on to Front desk');
    await press('Send a test');
    await page.getByText('The test was delivered').waitFor();
    expect(JSON.parse(receiver.told[0]!.body)).toEqual({ what: expect.stringContaining('test') });
    await follow('What exactly was sent');
    expect(await page.locator('.dl-try').textContent()).toContain('"what"');
  });

  it('a channel is changed, switched off, gets another secret and is deleted, each time named', async () => {
    await page.goto('/channels');
    await follow('Front desk');
    await follow('Change');
    await page.locator('select[name="quiet.from"]').selectOption('22');
    await press('Save');
    await page.getByText('Choose both from and until:').waitFor();
    await page.locator('select[name="quiet.until"]').selectOption('7');
    await press('Save');
    await told('Front desk is saved.');
    await page.getByText('quiet 22:00 to 07:00').waitFor();
    await press('Switch off');
    await told('Front desk is off');
    await page.locator('summary', { hasText: 'Renew the secret' }).click();
    await press('Renew it');
    await follow('Done: on to Front desk');
    await page.locator('summary', { hasText: 'Delete' }).click();
    await press('Delete Front desk');
    await told('Front desk is deleted.');
    await page.getByRole('heading', { name: 'Nobody is told of alerts yet' }).waitFor();
  });

  it('a rule is made in steps: rows are added and removed, a mistake in the query shows its place, the trial shows numbers', async () => {
    await page.goto('/rules');
    await follow('New rule');
    await page.getByRole('link', { name: /^One after the other/ }).click();
    await page.getByLabel('Name', { exact: true }).fill('Guess, then in');
    await page.getByLabel('Field of condition 1').first().fill('outcome');
    await page.getByLabel('Value of condition 1').first().fill('failure');
    await press('Add a step');
    await press('Remove step 3');
    expect(await page.getByLabel('Value of condition 1').first().inputValue()).toBe('failure');
    await page.locator('summary', { hasText: 'As a query' }).nth(1).click();
    await page.getByLabel('Query', { exact: true }).nth(1).fill('outcome:(success');
    await press('Make the rule');
    await page.getByText(/^Character \d+:/).waitFor();
    expect(await page.getByLabel('Query', { exact: true }).nth(1).inputValue()).toBe('outcome:(success');
    await page.getByLabel('Query', { exact: true }).nth(1).fill('outcome:success');
    await press('Try on the last 7 days');
    await page.getByText('In the last 7 days this would have raised no alert.').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Guess, then in');
    await page.getByLabel('Value of condition 1').nth(1).fill('failure');
    await page.getByLabel('Events of step 1').fill('2');
    await press('Try on the last 7 days');
    await page.getByText('this would have raised 1 alert for 1 key').waitFor();
    await page.getByLabel(/^Test/).check();
    await press('Make the rule');
    await told('Guess, then in is saved and in test mode: it tells nobody.');
    await press('Off');
    await told('Guess, then in is off.');
    await page.locator('summary', { hasText: 'Delete this rule' }).click();
    await press('Delete Guess, then in');
    await told('Guess, then in is deleted.');
  });

  it('an alert is commented and assigned, and becomes an exception that is previewed, kept, changed and removed', async () => {
    await until(async () => {
      await page.goto('/alerts');
      return (await page.getByRole('link', { name: /Brute force by address/ }).count()) > 0;
    }, 20_000);
    await page.getByRole('link', { name: /Brute force by address/ }).click();
    await page.getByLabel('Comment').fill('alice again');
    await press('Comment');
    await told('Your comment is kept.');
    await page.locator('summary', { hasText: 'Assign to somebody else' }).click();
    await page.getByLabel('Who looks at it').selectOption('admin');
    await press('Assign');
    await told('The alert has another assignee.');
    await follow('Not this again …');
    await page.getByLabel('every source address in the network', { exact: true }).first().check();
    await page.getByLabel('Reason').fill('');
    await press('Show what it would hide');
    await page
      .getByText('it would have hidden 5 matching events, and 1 of 1 alert would not have been raised')
      .waitFor();
    await page.getByLabel('Reason').fill('the office');
    await page.getByLabel('For how long').selectOption('7');
    await press('Save the exception');
    await told('From now on this does not raise an alert. The alert is closed.');
    await page.goto('/rules/exceptions');
    expect(await page.locator('.ru-exceptions').textContent()).toContain('203.0.113.0/24');
    await page.locator('summary', { hasText: 'Change' }).click();
    await page.getByLabel('Reason').fill('the office next door');
    await press('Save');
    await told('The exception is saved.');
    await page.getByText('the office next door').waitFor();
    await page.locator('summary', { hasText: 'Remove' }).click();
    await press('Remove');
    await told('The exception is removed');
    await page.getByRole('heading', { name: 'No exceptions in force' }).waitFor();
  });
});
