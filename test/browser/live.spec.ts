// The live tail: pushed over a WebSocket, held and let go, and not drowned by a flood.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page, WebSocketRoute } from 'playwright-core';
import { type House, startHouse } from './house.js';
import { loggen, report, until } from '../helpers/program.mjs';

let house: House;
let page: Page;

beforeAll(async () => {
  house = await startHouse();
  page = (await house.open('/live', { as: 'admin' })).page;
  await page.locator('#live-state[data-state="on"]').waitFor();
}, 90_000);

afterAll(() => house?.close());

const row = (text: string): ReturnType<Page['locator']> => page.locator('.ev-rows tbody tr').filter({ hasText: text });
const say = (text: string): Promise<void> => house.send(`<13>1 ${new Date().toISOString()} desk app - - - ${text}`);

describe('the live tail', () => {
  it('waits, and shows a message the moment it comes', async () => {
    await page.getByRole('heading', { name: 'Waiting for events' }).waitFor();
    await say('first light'); // it also opens the day's segment
    await row('first light').waitFor();
    const sentAt = performance.now();
    await say('second light');
    // Looks at each frame; waitFor looks each half second.
    await page.waitForFunction(() => document.querySelector('.ev-rows tbody')?.textContent?.includes('second light'));
    report('browser.udp-to-live', performance.now() - sentAt, 'ms');
    expect(await page.getByRole('heading', { name: 'Waiting for events' }).isVisible()).toBe(false);
  });

  it('holds while it is paused, says how many wait, and goes on with them', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await say('held back 1');
    await say('held back 2');
    await page.getByRole('button', { name: 'Resume 2' }).waitFor();
    expect(await row('held back').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await row('held back 2').waitFor();
    expect(await row('held back').count()).toBe(2);
    await say('after the pause');
    await row('after the pause').waitFor();
  });

  it('leads to the page of an event', async () => {
    await row('first light').getByRole('link').click();
    await page.getByRole('heading', { name: 'first light' }).waitFor();
    await page.goBack();
    await page.locator('#live-state[data-state="on"]').waitFor();
  });

  it('follows a query, keeps it in the address, and shows where a mistake is', async () => {
    const box = page.getByRole('searchbox', { name: 'Query' });
    await box.fill('host:(desk');
    await page.getByRole('button', { name: 'Follow' }).click();
    await page.locator('#live-mistake mark').waitFor();
    expect(await page.locator('#live-state').textContent()).toBe('Not following');
    expect(await page.locator('#live-mistake p').textContent()).toMatch(
      /^Character 11: .*close the "\(" at character 6/,
    );
    expect(await page.getByRole('heading', { name: 'Waiting for events' }).isVisible()).toBe(false);
    await box.fill('wanted');
    await box.press('Enter');
    await page.getByText('Following', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?q=wanted');
    await say('other');
    await say('wanted');
    await row('wanted').waitFor();
    expect(await row('other').count()).toBe(0);
    expect(await page.locator('#live-mistake').isVisible()).toBe(false);
  });

  it('says in a flood how many it skipped, and the page still answers', async () => {
    await page.goto('/live');
    await page.locator('#live-state[data-state="on"]').waitFor();
    const flood = loggen(['--port', house.program.ports.syslog, '--rate', 3_000, '--count', 9_000]);
    await page.locator('#live-skipped').getByText('events skipped: the flood is faster than eyes').waitFor();
    const pressedAt = performance.now();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    const answeredMs = performance.now() - pressedAt;
    report('browser.live-answers-in-flood', answeredMs, 'ms');
    expect(answeredMs).toBeLessThan(3_000);
    expect(await page.locator('.ev-rows tbody tr').count()).toBeLessThanOrEqual(500);
    expect(await flood).toMatchObject({ sent: 9_000 });
    await until(() => house.program.total('stored') >= 9_000, 10_000);
    await page.getByRole('button', { name: 'Resume' }).click();
    await say('calm again');
    await row('calm again').waitFor();
  });

  it('forgets with the connection why nothing came, and goes on when there is room for one more', async () => {
    const { page: other, close } = await house.open('/events', { as: 'admin' });
    const sockets: WebSocketRoute[] = [];
    await other.clock.install();
    await other.routeWebSocket('**/live', (socket) => {
      sockets.push(socket);
      socket.onMessage((text) => {
        const { event, data } = JSON.parse(String(text)) as { event: string; data: { id: string } };
        if (event !== 'open') return;
        const tell = (message: object): void => socket.send(JSON.stringify({ id: data.id, ...message }));
        if (sockets.length === 1) tell({ event: 'data', data: { collector: false } });
        tell({ event: 'opened' });
      });
    });
    await other.goto('/live');
    await other.getByText('The collector is away').waitFor();
    await sockets[0]!.close({ code: 1012 });
    await other.getByText('Following everything').waitFor();
    await sockets[1]!.close({ code: 1013 });
    await other.getByText('Too many live pages are open; this one goes on when there is room.').waitFor();
    await other.clock.fastForward(30_000);
    await other.getByText('Following everything').waitFor();
    expect(sockets.length).toBe(3);
    await close();
  });

  it('says when the collector is away, and goes on by itself when it is back', async () => {
    process.kill(house.program.link.health()!.pid, 'SIGKILL');
    await page.getByText('The collector is away; this goes on when it is back').waitFor();
    await page.getByText('Following everything').waitFor();
    await until(async () => {
      await say('back again');
      return (await row('back again').count()) > 0;
    }, 10_000);
  });
});
