// Pages that no link leads to, because they answer a form: in order like all others, wide and narrow, light and dark.

import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, PASSWORD, startHouse } from './house.js';
import { faultsHere } from './page-faults.js';
import { WIDTHS } from './rooms.js';

let house: House;
let page: Page;
const LONG = 'n'.repeat(64);
const SOURCE = `${'a source of a long name '.repeat(2)}${'s'.repeat(40)}`;
const LINE = `<38>1 2026-11-20T10:00:00Z den sshd 7 - - Failed password for ${LONG} from 203.0.113.9 port 22 ssh2`;

beforeAll(async () => {
  house = await startHouse(['admin', 'colleague']);
  page = (await house.open('/', { as: 'admin' })).page;
}, 90_000);

afterAll(() => house?.close());

const press = (name: string | RegExp, on = page): Promise<void> =>
  on.getByRole('button', { name, exact: true }).first().click();
const unfold = (text: string): Promise<void> => page.locator('summary', { hasText: text }).first().click();

/** Each leads from anywhere to the page that is looked at, and builds on those above it. */
const ANSWERS: readonly (readonly [string, () => Promise<unknown>])[] = [
  [
    'a source that was made',
    async () => {
      await page.goto('/sources/new');
      await page.getByLabel('Name', { exact: true }).fill(SOURCE);
      await page.getByLabel('Sender addresses').fill('192.0.2.7');
      await press('Make the source');
      await page.getByText('is a source now.').waitFor();
    },
  ],
  [
    'mistakes in its form',
    async () => {
      await page.goto(`${await sourceHref()}/edit`);
      await page.getByLabel('Sender addresses').fill(`nas.lan\n${LONG}`);
      await page.getByLabel('Drop rules').fill(`app:(${LONG}`);
      await press('Save');
      await page.getByText('Not saved').waitFor();
    },
  ],
  [
    'what somebody else saved meanwhile',
    async () => {
      const edit = `${await sourceHref()}/edit`;
      await page.goto(edit);
      const { page: theirs, close } = await house.open(edit, { as: 'colleague' });
      await theirs.getByLabel('Notes').fill(LONG.repeat(3));
      await press('Save', theirs);
      await theirs.getByText('is saved and in force.').waitFor();
      await close();
      await page.getByLabel('Notes').fill('mine');
      await press('Save');
      await page.getByRole('heading', { name: /changed this source/ }).waitFor();
    },
  ],
  [
    'a new key, shown once',
    async () => {
      await page.goto(await sourceHref());
      await press('Make a key');
      await page.locator('.lw-secret').waitFor();
    },
  ],
  [
    'the questions before a key is revoked and a source is deleted',
    async () => {
      await page.goto(await sourceHref());
      await unfold('Delete this source');
      await page.getByRole('button', { name: /^Delete a source/ }).waitFor();
    },
  ],
  [
    'the steps of a message',
    async () => {
      await page.goto('/sources/try');
      await page.getByRole('textbox', { name: 'Message' }).fill(`${LINE}\n<13>${LONG}`);
      await press('Try it');
      await page.locator('#result').waitFor();
    },
  ],
  [
    'a search that cannot be saved',
    async () => {
      await page.goto(`/events?q=${LONG}`);
      await page.locator('.ev-save summary').click();
      await page.getByLabel('Name of this search').fill('   ');
      await page.locator('.ev-save').getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Save this search' }).waitFor();
    },
  ],
  [
    'an invitation, shown once',
    async () => {
      await page.goto('/users');
      await page.locator('form[action="/users/invites"]').getByLabel('Name').fill(LONG);
      await press('Make the link');
      await page.locator('#invite-link').waitFor();
    },
  ],
  [
    'its page for who was invited',
    async () => {
      const link = new URL((await page.locator('#invite-link').textContent())!.trim());
      await page.goto(link.pathname + link.search);
      await page.getByRole('heading', { name: /^Welcome/ }).waitFor();
    },
  ],
  [
    'a token, shown once, and the question before it is revoked',
    async () => {
      await page.goto('/users/tokens');
      await page.getByLabel('Name', { exact: true }).fill(LONG);
      await page.getByLabel('Role').selectOption('viewer');
      await press('Create');
      await page.locator('#new-token').waitFor();
      await unfold('Revoke');
    },
  ],
  [
    'mistakes in the configuration',
    async () => {
      await page.goto('/system/configuration');
      // The browser's own checks would stop it before the portal can.
      await page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
      await page.getByLabel('audit.retentionDays').fill('0');
      await page.locator('#audit').getByRole('button', { name: 'Save' }).click();
      await page.locator('#audit .lw-sys-setting-invalid').waitFor();
    },
  ],
  [
    'a module that is switched off, and its page',
    async () => {
      await page.goto('/system/plugins/inbox');
      await unfold('Switch off');
      await press(/^Switch .* off$/);
      await page
        .locator('#notices')
        .getByText(/switched off/)
        .waitFor();
      await page.goto('/inbox');
      await page.getByRole('link', { name: 'Switch it on' }).waitFor();
    },
  ],
  [
    'the set-up of the second factor',
    async () => {
      await page.goto('/profile');
      await unfold('Set up');
      await page.getByLabel('Your password').fill(PASSWORD);
      await press('Go on');
      await page.locator('#totp-secret').waitFor();
    },
  ],
  [
    'its recovery codes',
    async () => {
      const secret = (await page.locator('#totp-secret').textContent())!.replaceAll(/\s/g, '');
      await page.getByLabel('Code').fill(generateSync({ secret }));
      await press('Switch on');
      await page.locator('#recovery-codes').waitFor();
    },
  ],
  [
    'the second step of a login',
    async () => {
      await page.goto('/profile');
      await press('Log out');
      await page.getByLabel('Name').fill('admin');
      await page.getByLabel('Password').fill(PASSWORD);
      await press('Log in');
      await page.getByRole('heading', { name: 'Second step' }).waitFor();
    },
  ],
];

async function sourceHref(): Promise<string> {
  const { sources } = (await house.program.get('/api/v1/sources')) as { sources: { id: number }[] };
  return `/sources/${sources[0]!.id}`;
}

describe('in order is', () => {
  it.each(ANSWERS)('%s', async (_, lead) => {
    await page.setViewportSize({ width: WIDTHS[0].width, height: 900 });
    await lead();
    const faults: string[] = [];
    for (const { name, width } of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      faults.push(...(await faultsHere(page)).map((fault) => `${name}, ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});
