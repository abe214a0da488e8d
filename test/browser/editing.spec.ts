// Editing that is disturbed: by somebody else who edits the same, by a session that ends half way, by what was deleted meanwhile.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { type House, PASSWORD, startHouse } from './house.js';

let house: House;
let mine: Page;
let theirs: Page;
/** Address of the source that all are about. */
let source: string;

beforeAll(async () => {
  house = await startHouse(['admin', 'colleague']);
  mine = (await house.open('/sources/new', { as: 'admin' })).page;
  theirs = (await house.open('/', { as: 'colleague' })).page;
  await mine.getByLabel('Name', { exact: true }).fill('Attic');
  await mine.getByLabel('Sender addresses').fill('192.0.2.7');
  await mine.getByRole('button', { name: 'Make the source' }).click();
  await mine.getByText('Attic is a source now.').waitFor();
  source = new URL(mine.url()).pathname;
}, 90_000);

afterAll(() => house?.close());

const notes = (of: Page): ReturnType<Page['locator']> => of.getByLabel('Notes');
const save = (of: Page, name = 'Save'): Promise<void> => of.getByRole('button', { name, exact: true }).click();

/** Both have the form open; the colleague saves first. */
async function bothEdit(theirNote: string, myNote: string): Promise<void> {
  await mine.goto(`${source}/edit`);
  await theirs.goto(`${source}/edit`);
  await notes(theirs).fill(theirNote);
  await save(theirs);
  await theirs.getByText('Attic is saved and in force.').waitFor();
  await notes(mine).fill(myNote);
  await mine.getByLabel('Rate limit').fill('20');
  await save(mine);
  await mine.getByRole('heading', { name: /^colleague changed this source .*after you opened it$/ }).waitFor();
}

describe('two who edit the same source', () => {
  it('the second is told who was faster and what differs, and nothing typed is lost', async () => {
    await bothEdit('under the roof', 'above the stairs');
    const row = mine.getByRole('row').filter({ has: mine.getByRole('rowheader', { name: 'Notes' }) });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['under the roof', 'above the stairs']);
    expect(await mine.locator('.src-diff tbody tr').count()).toBe(2);
    expect(await notes(mine).inputValue()).toBe('above the stairs');
    await theirs.goto(source);
    expect(await theirs.locator('main').textContent()).toContain('under the roof');
  });

  it('the second may save all the same', async () => {
    await save(mine, 'Save mine anyway');
    await mine.getByText('Attic is saved and in force.').waitFor();
    expect(await mine.locator('main').textContent()).toContain('above the stairs');
  });

  it('the second may take what the first saved', async () => {
    await bothEdit('behind the chimney', 'somewhere else');
    await mine.getByRole('link', { name: 'Take theirs' }).click();
    await mine.getByText('behind the chimney').waitFor();
    expect(await mine.locator('main').textContent()).not.toContain('somewhere else');
  });
});

describe('a session that ends in the middle of a form', () => {
  it.each(['/edit', ''])('leads over the login back to the same page (%j)', async (page) => {
    await mine.goto(`${source}${page}`);
    house.endSessions('admin');
    await mine.getByRole('button', { name: page === '' ? 'Make a key' : 'Save', exact: true }).click();
    await mine.getByText('Your session is over. Log in to go on where you were.').waitFor();
    await mine.getByLabel('Name').fill('admin');
    await mine.getByLabel('Password').fill(PASSWORD);
    await mine.getByRole('button', { name: 'Log in' }).click();
    await mine.getByRole('heading', { name: /Attic/ }).waitFor();
    expect(new URL(mine.url()).pathname).toBe(`${source}${page}`);
  });
});

describe('a source that was deleted while its form was open', () => {
  it('is gone with a page that says so and leads back', async () => {
    await mine.goto(`${source}/edit`);
    await theirs.goto(source);
    await theirs.locator('summary', { hasText: 'Delete this source' }).click();
    await theirs.getByRole('button', { name: 'Delete Attic' }).click();
    await theirs.getByText('The source Attic is deleted.').waitFor();
    const answered = mine.waitForResponse((response) => response.request().method() === 'POST');
    await save(mine);
    expect((await answered).status()).toBe(404);
    await mine.locator('main').getByRole('link').first().click();
    expect(new URL(mine.url()).pathname).not.toBe(source);
  });
});
