// /healthz and /readyz, without a session.

import { afterEach, expect, it } from 'vitest';
import type { CollectorHealth } from '../collector-link.js';
import { collectorHealth, listener } from '../../../test/helpers/collector-health.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import { broken } from '../../../test/fixtures/modules/sample/index.js';

let portal: TestPortal;
afterEach(() => portal.close());

it('is alive at once, and ready when the collector listens and the store can be read', async () => {
  let readable = true;
  portal = await startPortal({
    store: { reach: () => (readable ? Promise.resolve() : Promise.reject(new Error('disk on fire'))) },
  });
  const browser = portal.browser();
  const ready = async (): Promise<unknown> => {
    const { status, text } = await browser.get('/readyz');
    return [status, ...(JSON.parse(text) as { reasons: string[] }).reasons];
  };
  expect((await browser.get('/healthz')).status).toBe(200);
  expect(await ready()).toEqual([503, 'the collector is not connected']);
  portal.collector.push(health('listening'));
  expect(await ready()).toEqual([200]);
  portal.collector.push(health('failed'));
  expect(await ready()).toEqual([503, 'listener udp failed: port in use']);
  portal.collector.push(health('listening', 'disk full'));
  expect(await ready()).toEqual([503, 'the event store takes nothing: disk full']);
  readable = false;
  portal.collector.push(health('listening'));
  await eventually(async () => expect(await ready()).toEqual([503, 'the event store cannot be read: disk on fire']));
  expect((await browser.get('/healthz')).headers.getSetCookie()).toEqual([]);
});

it('asks neither the size of the store, nor again for everybody who wants to know', async () => {
  let asked = 0;
  const store = { reach: async () => void (asked += 1), stats: () => Promise.reject(new Error('not to be asked')) };
  portal = await startPortal({ store });
  portal.collector.push(health('listening'));
  const began = performance.now();
  const answers = await Promise.all(Array.from({ length: 20 }, () => portal.browser().get('/readyz')));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(asked).toBeLessThanOrEqual(1 + (performance.now() - began) / 1_000);
});

it('tells why it is not ready on this machine and to people who are logged in, not to others', async () => {
  portal = await startPortal();
  const admin = await portal.setUp();
  const other = portal.browser();
  // A proxy on this machine names who asks.
  const afar = { 'x-forwarded-for': '203.0.113.5' };
  const reasons = async (browser: typeof other, headers = {}): Promise<unknown> => {
    const { status, text } = await browser.get('/readyz', headers);
    return [status, ...(JSON.parse(text) as { reasons: string[] }).reasons];
  };
  const why = [503, 'the collector is not connected'];
  expect(await reasons(other)).toEqual(why);
  expect(await reasons(admin, afar)).toEqual(why);
  expect(await reasons(other, afar)).toEqual([503, 'log in, or ask from this machine, to be told why']);
  portal.collector.push(health('listening'));
  expect(await reasons(other, afar)).toEqual([200]);
});

it('says which port is taken and what to change', async () => {
  portal = await startPortal();
  const port = Number(new URL(portal.url).port);
  await expect(startPortal({ config: { portal: { port } } })).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringContaining('portal.port'),
  });
});

it('answers plainly where nobody is looked at', async () => {
  portal = await startPortal();
  const answer = await portal.browser().get('/assets/nothing');
  expect([answer.status, answer.text.startsWith('Not found')]).toEqual([404, true]);
  expect(portal.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
});

it('runs without a module that cannot be loaded', async () => {
  portal = await startPortal({ modules: [broken] });
  const admin = await portal.setUp();
  expect((await admin.get('/users')).text).not.toContain('href="/broken"');
  expect(portal.logged.join('')).toContain('no such file');
});

function health(state: 'listening' | 'failed', trouble?: string): CollectorHealth {
  const udp = listener({ name: 'udp', state, ...(state === 'failed' ? { lastError: 'port in use' } : {}) });
  const whole = collectorHealth({ listeners: [udp] });
  return trouble === undefined ? whole : { ...whole, store: { ...whole.store, trouble } };
}
