// A module that is switched off while the portal runs: its routes say so, nothing leads there, and on again it is as before.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sample } from '../../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, PASSWORD, startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import system from '../../../modules/system/index.js';

let portal: TestPortal;
let admin: TestBrowser;
beforeEach(async () => {
  portal = await startPortal({ modules: [system, sample], moduleDirs: [FIXTURE_MODULES] });
  admin = await portal.setUp();
});
afterEach(() => portal.close());

const off = (...ids: string[]) => portal.liveConfig.change({ 'plugins.off': ids }, 'admin');

it('answers its pages with how to switch it on, its API with a problem, and its forms too', async () => {
  await off('sample');
  const page = await admin.get('/sample');
  expect(page.status).toBe(404);
  expect(page.text).toContain('Sample is switched off. An admin can switch it on under System, Plugins');
  expect(page.text).toContain('href="/system/plugins/sample">Switch it on');
  expect(page.text).toContain('lw-nav');
  const api = await admin.get('/api/v1/sample/1');
  expect([api.status, JSON.parse(api.text)]).toMatchObject([
    404,
    { type: 'urn:lanwarden:module-off', module: 'sample' },
  ]);
  await admin.get('/system');
  expect((await admin.submit('/sample', { said: 'x' })).status).toBe(404);
  const partial = await admin.get('/sample', { 'hx-request': 'true', 'hx-request-type': 'partial' });
  expect([partial.status, partial.headers.get('hx-retarget')]).toEqual([404, '#notices']);
});

it('sends strangers to the login page first, and offers the switch to admins only', async () => {
  await off('sample');
  expect((await portal.browser().get('/sample')).location).toBe('/login?next=%2Fsample');
  await admin.open('/users');
  await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
  const vera = portal.browser();
  await vera.logIn('vera', PASSWORD);
  const page = await vera.get('/sample');
  expect([page.status, page.text.includes('Switch it on'), page.text.includes('is switched off')]).toEqual([
    404,
    false,
    true,
  ]);
});

it('leaves the navigation, and is no home any more', async () => {
  expect((await admin.get('/')).location).toBe('/sample');
  expect((await admin.get('/system')).text).toContain('href="/sample"');
  await off('sample');
  expect((await admin.get('/')).location).toBe('/system');
  expect((await admin.get('/system')).text).not.toContain('href="/sample"');
  await off();
  expect((await admin.get('/')).location).toBe('/sample');
  expect((await admin.get('/sample')).status).toBe(200);
});

it('opens no live topic', async () => {
  await off('sample');
  expect(await openTopic('sample.feed')).toMatchObject({ event: 'error', message: 'There is no topic sample.feed.' });
  await off();
  expect(await openTopic('sample.feed')).toMatchObject({ event: 'data' });
});

it('cannot be one that the portal needs, whatever the configuration says', async () => {
  await off('users', 'system');
  expect((await admin.get('/users')).status).toBe(200);
  expect((await admin.get('/system')).status).toBe(200);
});

function openTopic(topic: string): Promise<unknown> {
  const cookie = `lanwarden_session=${admin.cookies.get('lanwarden_session')!}`;
  const socket = new WebSocket(`${portal.url.replace('http', 'ws')}/live`, { origin: portal.url, headers: { cookie } });
  socket.on('open', () => socket.send(JSON.stringify({ event: 'open', data: { id: '1', topic } })));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('message', (data) => {
      socket.close();
      resolve(JSON.parse((data as Buffer).toString()));
    });
  });
}
