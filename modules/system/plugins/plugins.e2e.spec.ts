// Switching parsers and modules through real HTTP, and the settings of a module.

import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openAccounts } from '#src/accounts/open.js';
import { collectorHealth } from '../../../test/helpers/collector-health.js';
import { sample } from '../../../test/fixtures/modules/sample/index.js';
import {
  FIXTURE_MODULES,
  PASSWORD,
  startPortal,
  type TestPortal,
  type TestPortalOptions,
} from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import system from '../index.js';

const withSettings = {
  ...sample,
  settings: z.strictObject({
    words: z.number().int().min(1).default(50).describe('Words in a note').meta({ live: true }),
  }),
};
const parser = { id: 'linux-auth', title: 'Linux logons', state: 'on', claimed: 12, errors: 0 } as const;

let portal: TestPortal;
let admin: TestBrowser;
afterEach(() => portal.close());

async function start(options: TestPortalOptions = {}): Promise<void> {
  portal = await startPortal({ modules: [system, withSettings], moduleDirs: [FIXTURE_MODULES], ...options });
  admin = await portal.setUp();
  portal.collector.push(collectorHealth({ parsers: [parser] }));
  await admin.get('/system/plugins');
}

it('switches a parser off and on, says so while the collector follows, and audits it', async () => {
  await start();
  const answer = await admin.submit('/system/plugins/linux-auth/off', {});
  expect(answer.location).toBe('/system/plugins');
  expect(portal.liveConfig.config.plugins.off).toEqual(['linux-auth']);
  expect((await admin.get('/system/plugins')).text).toMatch(/Linux logons is switched off\.[\s\S]*switching off/);
  portal.collector.push(collectorHealth({ parsers: [{ ...parser, state: 'off' }] }));
  expect((await admin.get('/system/plugins')).text).toContain('switched off</span>');
  await admin.submit('/system/plugins/linux-auth/on', {});
  expect(portal.liveConfig.config.plugins.off).toEqual([]);
  expect(portal.liveConfig.originOf('plugins.off').origin).toBe('default');
  const { audit, close } = await openAccounts(portal.config);
  const entries = await audit.latest(10);
  await close();
  expect(entries.map(({ action, target }) => `${action} ${target}`).slice(0, 2)).toEqual([
    'system.plugin-switched-on linux-auth',
    'system.plugin-switched-off linux-auth',
  ]);
});

it('switches a module off and on, but none that the portal needs', async () => {
  await start();
  await admin.submit('/system/plugins/sample/off', {});
  expect((await admin.get('/sample')).status).toBe(404);
  await admin.get('/system/plugins');
  await admin.submit('/system/plugins/sample/on', {});
  expect((await admin.get('/sample')).status).toBe(200);
  for (const id of ['system', 'users']) {
    const refused = await admin.submit(`/system/plugins/${id}/off`, {});
    expect([refused.status, refused.text.includes('cannot be switched off')]).toEqual([409, true]);
  }
  expect((await admin.get('/system/plugins')).text).toContain('always on');
});

it('keeps what others switched at the same time', async () => {
  await start();
  await Promise.all(['sample', 'linux-auth'].map((id) => admin.submit(`/system/plugins/${id}/off`, {})));
  expect([...portal.liveConfig.config.plugins.off].toSorted()).toEqual(['linux-auth', 'sample']);
});

it('offers no switch where the file has it, and says where', async () => {
  await start({ config: { plugins: { off: ['linux-auth'] } } });
  const { text } = await admin.get('/system/plugins');
  expect(text).toContain('Plugins are switched in the configuration file');
  expect(text).not.toContain('/linux-auth/on');
  const refused = await admin.submit('/system/plugins/linux-auth/on', {});
  expect([refused.status, refused.text.includes('it comes from the configuration file')]).toEqual([409, true]);
});

it('answers 404 for what is unknown, and forgets what was switched off and is gone', async () => {
  await start();
  expect((await admin.get('/system/plugins/nothing')).status).toBe(404);
  expect((await admin.submit('/system/plugins/nothing/off', {})).status).toBe(404);
  await portal.liveConfig.change({ 'plugins.off': ['gone'] }, 'admin');
  expect((await admin.get('/system/plugins')).text).toContain('Switched off, but not installed');
  await admin.submit('/system/plugins/gone/on', {});
  expect(portal.liveConfig.config.plugins.off).toEqual([]);
});

it('shows a module with its settings, changes them, and keeps a mistake', async () => {
  await start();
  const { text } = await admin.get('/system/plugins/sample');
  expect(text).toContain('Words in a note');
  const wrong = await admin.submit('/system/plugins/sample/settings', { 'sample.words': '0' });
  expect([wrong.status, wrong.text.includes('value="0"'), wrong.text.includes('at least 1')]).toEqual([
    422,
    true,
    true,
  ]);
  const right = await admin.submit('/system/plugins/sample/settings', { 'sample.words': '7', 'log.level': 'debug' });
  expect((await admin.get(right.location!)).text).toContain('Saved: sample.words. It is in force.');
  expect([portal.liveConfig.loaded.modules['sample'], portal.liveConfig.config.log.level]).toEqual([
    { words: 7 },
    'info',
  ]);
});

it('shows viewers everything but the switches', async () => {
  await start();
  await admin.open('/users');
  await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
  const vera = portal.browser();
  await vera.logIn('vera', PASSWORD);
  for (const path of ['/system/plugins', '/system/plugins/linux-auth', '/system/plugins/sample']) {
    const { status, text } = await vera.get(path);
    expect([path, status, /Switch o|>Save</.test(text)]).toEqual([path, 200, false]);
  }
});
