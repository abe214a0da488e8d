// From an event to the pages of who and what it names, the graph that is drawn from its table, and an export that shows how far it is.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from './house.js';

describe('entities', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(['admin']);
    const logons = ['alice 10.0.0.1', 'alice 10.0.0.2', 'bob 10.0.0.2'].map((logon) => logon.split(' '));
    await house.sendAndStore(
      logons.map(([user, address]) => `<38>sshd[7]: Failed password for ${user} from ${address} port 40022 ssh2`),
      'app:sshd',
    );
  }, 90_000);
  afterAll(() => house?.close());

  it('leads from an event to its user, and from there to an address', async () => {
    const { page, complaints, close } = await house.open('/events?q=user:bob', { as: 'admin' });
    await page.locator('.ev-open').first().click();
    await page.getByRole('link', { name: 'user bob' }).click();
    await page.getByRole('heading', { level: 1, name: 'bob' }).waitFor();
    await page.getByRole('link', { name: '10.0.0.2', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: '10.0.0.2' }).waitFor();
    expect(await page.locator('.lw-timeline-head strong').textContent()).toBe('2');
    expect(complaints).toEqual([]);
    await close();
  });

  it('draws the graph of the table, without a complaint of the browser, and a click on a node opens its page', async () => {
    const { page, complaints, close } = await house.open('/entities/graph', { as: 'admin', colorScheme: 'dark' });
    await page.locator('.en-canvas canvas').first().waitFor();
    const texts = await page.locator('tr[data-count]').allInnerTexts();
    expect(texts.map((text) => text.replace(/\s+/g, ' ').trim())).toContain('alice user 10.0.0.1 address 1');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Fit' }).click();
    const node = await page.locator('.en-canvas').evaluate((canvas) => {
      type Point = { readonly x: number; readonly y: number };
      const { cy } = (canvas as unknown as { _cyreg: { cy: { $id(id: string): { renderedPosition(): Point } } } })
        ._cyreg;
      return cy.$id('user:alice').renderedPosition();
    });
    await page.locator('.en-canvas').click({ position: node });
    await page.waitForURL('**/entities/user/alice?range=24h');
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows that an export is done, and how much it was', async () => {
    const { page, complaints, close } = await house.open('/events/export?q=app:sshd', { as: 'admin' });
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'NDJSON' }).click();
    expect((await download).suggestedFilename()).toMatch(/^events-\d{8}T\d{6}Z\.ndjson$/);
    await page.getByText('3 events').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
