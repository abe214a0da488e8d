// /healthz and /readyz, without a session.

import { afterEach, expect, it } from 'vitest';
import type { CollectorHealth } from '../collector-link.js';
import { startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import { broken } from '../../../test/fixtures/modules/sample/index.js';

let portal: TestPortal;
afterEach(() => portal.close());

it('is alive at once, and ready when the collector listens and the store can be read', async () => {
  let readable = true;
  portal = await startPortal({
    store: {
      stats: () => (readable ? Promise.resolve({ segments: 0, rows: 0, bytes: 0, freeDiskBytes: 1 }) : Promise.reject(new Error('disk on fire'))),
    },
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
  readable = false;
  portal.collector.push(health('listening'));
  expect(await ready()).toEqual([503, 'the event store cannot be read: disk on fire']);
  expect((await browser.get('/healthz')).headers.getSetCookie()).toEqual([]);
});

it('runs without a module that cannot be loaded', async () => {
  portal = await startPortal({ modules: [broken] });
  const admin = await portal.setUp();
  expect((await admin.get('/users')).text).not.toContain('href="/broken"');
  expect(portal.logged.join('')).toContain('no such file');
});

function health(state: string): CollectorHealth {
  return { state: 'running', listeners: [{ name: 'udp', state, lastError: state === 'failed' ? 'port in use' : undefined }] } as unknown as CollectorHealth;
}
