// Charts in a browser: a drawn range is the one that was drawn, and days are the viewer's own.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './house.js';

let house: House;

beforeAll(async () => {
  house = await startHouse();
  await house.sendAndStore([`<38>1 ${new Date().toISOString()} web1 sshd 42 - - Failed password for root from 203.0.113.7 port 1 ssh2`], 'app:sshd'); // prettier-ignore
}, 90_000);

afterAll(() => house?.close());

it('a range that is drawn begins and ends with the bars under the pointer', async () => {
  const { page, close } = await house.open('/dashboard', { as: 'admin' });
  const plot = page.locator('[data-series].lw-series-drawn').first();
  await plot.scrollIntoViewIfNeeded();
  const { times, intervalMs } = JSON.parse((await plot.getAttribute('data-series'))!) as {
    times: number[];
    intervalMs: number;
  };
  const { x, y, width } = (await plot.locator('.u-over').boundingBox())!;
  const late = (slot: number): number => x + (width * (slot + 0.8)) / times.length;
  await page.mouse.move(late(3), y + 20);
  await page.mouse.down();
  await page.mouse.move(late(6), y + 20, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=/);
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('from'), searchParams.get('to')].map((text) => Date.parse(text!))).toEqual([
    times[3],
    times[6]! + intervalMs,
  ]);
  await close();
});

it.each(['America/New_York', 'Asia/Tokyo', 'UTC'])('a day begins where it does in %s', async (timezoneId) => {
  const { page, close } = await house.open('/events?from=-7d', { as: 'admin', timezoneId, locale: 'en-GB' });
  const labels = page.locator('.lw-timeline-ticks text:not(.invisible)');
  await labels.first().waitFor();
  const ticks = await labels.evaluateAll((all) =>
    all.map((tick) => {
      const time = new Date(Number((tick as SVGElement).dataset['tick']));
      return { text: tick.textContent, hours: time.getHours(), day: time.getDate(), x: tick.getAttribute('x') };
    }),
  );
  expect(ticks.length).toBeGreaterThan(4);
  for (const { text, hours, day } of ticks) expect([hours, Number.parseInt(text!, 10)]).toEqual([0, day]);
  await close();
});
