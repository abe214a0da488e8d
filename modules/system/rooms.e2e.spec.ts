// The plugins and store pages through real HTTP.

import { afterEach, expect, it } from 'vitest';
import { collectorHealth } from '../../test/helpers/collector-health.js';
import { PASSWORD, startPortal, START_MS, type TestPortal } from '../../test/helpers/portal.js';
import { broken } from '../../test/fixtures/modules/sample/index.js';
import type { SegmentInfo } from '#src/store/event-store.js';
import { VERSION } from '#src/version.js';
import system from './index.js';

let portal: TestPortal;
afterEach(() => portal.close());

it('shows parsers, failed ones first, modules, and what was left out', async () => {
  portal = await startPortal({ modules: [system, broken], config: { plugins: { off: ['kv'] } } });
  const admin = await portal.setUp();
  expect((await admin.get('/system/plugins')).text).toContain('The collector is away since');
  const parser = { title: 'A', state: 'on', claimed: 1_000, errors: 0 } as const;
  portal.collector.push(
    collectorHealth({
      parsers: [
        { ...parser, id: 'works' },
        { ...parser, id: 'fails', state: 'failed', errors: 5, lastError: '<u>no</u>\u202e' },
      ],
      pluginProblems: [{ id: 'mine', path: '/plugins/mine', problem: 'expected a `title`' }],
    }),
  );
  const { text } = await admin.get('/system/plugins');
  expect(text.indexOf('<code>fails</code>')).toBeLessThan(text.indexOf('<code>works</code>'));
  for (const words of [
    'off after errors',
    '&lt;u&gt;no&lt;/u&gt;‹U+202E›',
    'expected a `title`',
    '/plugins/mine',
    'could not be loaded: no such file',
    '<code>system</code>',
    'Switched off, but not installed',
    '<code>kv</code>',
    'Plugins are switched in the configuration file (<code>plugins.off</code>',
  ])
    expect(text).toContain(words);
});

it('says what runs here, paths only to those who may configure', async () => {
  portal = await startPortal({ modules: [system] });
  const admin = await portal.setUp();
  const { text } = await admin.get('/system/about');
  for (const words of [VERSION, process.version, 'SQLite', 'Apache-2.0', portal.config.data.dir, 'href="/api/docs"'])
    expect(text).toContain(words);
  expect(text).toMatch(/>zod<\/a><\/th><td>[\d.]+<\/td><td>MIT<\/td>/);
  await admin.open('/users');
  await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
  const vera = portal.browser();
  await vera.logIn('vera', PASSWORD);
  const theirs = await vera.get('/system/about');
  expect([theirs.status, theirs.text.includes(portal.config.data.dir)]).toEqual([200, false]);
});

it('shows segments newest first, their sum, retention in words and how long the room lasts', async () => {
  const days = ['20261118', '20261120', '20261119', '20261117'];
  const segments = days.map((day): SegmentInfo => ({
    id: `${day}-default-live-0`,
    day,
    retention: 'default',
    kind: 'live',
    sealed: day !== '20261120',
    rows: 1_000,
    bytes: 1e9,
    minTime: START_MS,
    maxTime: START_MS,
  }));
  const stats = { segments: 4, rows: 4_000, bytes: 4e9, freeDiskBytes: 1e12 };
  portal = await startPortal({
    modules: [system],
    store: { segments: async () => segments, stats: async () => stats },
    config: { events: { retention: { days: 30, bytes: 10e9, classes: { short: { days: 7 } } } } },
  });
  const { text } = await (await portal.setUp()).get('/system/store');
  expect([...text.matchAll(/title="(\d{8})-default-live-0"/g)].map(([, day]) => day)).toEqual([
    '20261120',
    '20261119',
    '20261118',
    '20261117',
  ]);
  expect(text).toContain('Events are kept for 30 days, those of class short for 7. Together they may take 10.0 GB');
  expect(text).toContain('a day took 1.0 GB; with all days kept this comes to 30.0 GB.');
  expect(text).toContain('In about 6 days the limit of bytes');
  expect(text).toMatch(/Total<\/th><td[^>]*>4\u202f000</);
});

it('says what to do when nothing is stored, and answers with words when the store cannot be read', async () => {
  let readable = true;
  portal = await startPortal({
    modules: [system],
    store: { segments: () => (readable ? Promise.resolve([]) : Promise.reject(new Error('disk on fire'))) },
  });
  const admin = await portal.setUp();
  expect((await admin.get('/system/store')).text).toContain('Nothing stored yet');
  readable = false;
  const { status, text } = await admin.get('/system/store');
  expect([status, text.includes('Something went wrong')]).toEqual([500, true]);
});
