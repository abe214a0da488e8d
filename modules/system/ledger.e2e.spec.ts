// The ledger as page, API and metrics through real HTTP.

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectorHealth, ledgerRow } from '../../test/helpers/collector-health.js';
import { startPortal, START_MS, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import { ledgerAnswer } from './api-shapes.js';
import { SAMPLE_EVERY_MS } from './collector-watch.js';
import system from './index.js';

let portal: TestPortal;
let admin: TestBrowser;
beforeAll(async () => {
  // The portal looks when a test says so.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  portal = await startPortal({ modules: [system] });
  admin = await portal.setUp();
});
afterAll(() => portal.close().finally(() => vi.useRealTimers()));

const web = ledgerRow({
  source: 'web1',
  received: 1_234_567,
  stored: 1_234_500,
  duplicate: 60,
  queued: 7,
  lastReceived: START_MS,
});
const dns = ledgerRow({
  source: 'pihole',
  received: 40,
  stored: 30,
  filtered: 10,
  dropped: 5,
  lastReceived: START_MS - 60_000,
});
const silent = ledgerRow({ source: 'web10' });
const page = async (path = '/system/ledger'): Promise<string> => (await admin.get(path)).text;
const sourcesIn = (html: string): string[] =>
  [...html.matchAll(/<th scope="row">[\s\S]*?<a href="[^"]*" title="([^"]*)"/g)].map(([, source]) => source!);

describe('the page', () => {
  beforeEach(() => portal.collector.push(collectorHealth({ ledger: [web, silent, dns] })));

  it('shows each source with its counters, the sum, and that it balances', async () => {
    const html = await page();
    expect(sourcesIn(html)).toEqual(['pihole', 'web1', 'web10']);
    expect(html).toContain('>1\u202f234\u202f567<');
    expect(html).toContain('All 3 sources');
    expect(html).toContain('>1\u202f234\u202f607<');
    expect(html).not.toContain('off by');
  });

  it.each([
    ['?sort=received&dir=desc', ['web1', 'pihole', 'web10']],
    ['?sort=received&dir=asc', ['web10', 'pihole', 'web1']],
    ['?sort=lastReceived&dir=desc', ['web1', 'pihole', 'web10']],
    ['?sort=source&dir=desc', ['web10', 'web1', 'pihole']],
    ['?sort=nonsense&dir=sideways', ['pihole', 'web1', 'web10']],
    ['?q=WEB', ['web1', 'web10']],
    ['?q=web&sort=stored&dir=asc', ['web10', 'web1']],
    ['?q=nobody', []],
  ])('follows %s, also in its refresh', async (query, expected) => {
    const html = await page(`/system/ledger${query}`);
    expect(sourcesIn(html)).toEqual(expected);
    const refresh = /hx-get="([^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&');
    expect(sourcesIn(await page(refresh))).toEqual(expected);
  });

  it('turns the order round at the second click', async () => {
    const link = (html: string): string =>
      /<th [^>]*><a href="([^"]*sort=received[^"]*)"/.exec(html)![1]!.replaceAll('&amp;', '&');
    const first = link(await page());
    expect(first).toBe('/system/ledger?sort=received&dir=desc');
    expect(link(await page(first))).toBe('/system/ledger?sort=received&dir=asc');
  });

  it('marks a source that does not balance, by how much, and names it above', async () => {
    const wrong = { ...web, stored: web.stored - 3, balanced: false };
    portal.collector.push(collectorHealth({ ledger: [wrong, dns], balanced: false }));
    const html = await page();
    expect(html).toContain('off by 3');
    expect(html).toMatch(/does not balance for <a href="\/system\/ledger\?q=web1">web1<\/a>/);
  });

  it('prints a hostile name as text and links to exactly its events', async () => {
    const source = '<img src=x onerror=alert(1)> "quoted" \\ back';
    portal.collector.push(collectorHealth({ ledger: [ledgerRow({ source })] }));
    const html = await page();
    expect(html).not.toContain('<img src=x');
    const href = /<th scope="row">[\s\S]*?<a href="([^"]+)" title/.exec(html)![1]!;
    expect(new URL(href, 'http://x').searchParams.get('q')).toBe(
      'source:"<img src=x onerror=alert(1)> \\"quoted\\" \\\\ back"',
    );
    expect((await page('/system/ledger?q=%22%3E%3Cscript%3E')).includes('<script>')).toBe(false);
  });
});

it('leads before the first message to how a device is added', async () => {
  portal.collector.push(collectorHealth());
  const html = await page();
  expect(html).toContain('No messages yet');
  expect(html).toContain('href="/system/connect"');
});

it('says that the collector is away, and answers 503 over the API', async () => {
  portal.collector.push(undefined);
  expect(await page()).toContain('The collector is away since');
  const { status, text } = await admin.get('/api/v1/ledger');
  expect([status, (JSON.parse(text) as { type: string }).type]).toEqual([503, 'urn:lanwarden:collector-away']);
});

describe('for programs', () => {
  it('answers with the shape it promises', async () => {
    portal.collector.push(collectorHealth({ ledger: [web, dns] }));
    const { text } = await admin.get('/api/v1/ledger');
    const answer = ledgerAnswer.strict().parse(JSON.parse(text));
    expect(answer.sources[0]).toEqual({ ...web, lastReceived: '2026-11-20T10:00:00.000Z' });
    expect(answer).toMatchObject({
      balanced: true,
      time: '2026-11-20T10:00:00.000Z',
      total: { received: 1_234_607, filtered: 10, dropped: 5 },
    });
  });

  it('says that it does not balance as soon as one source does not', async () => {
    portal.collector.push(collectorHealth({ ledger: [dns, { ...web, balanced: false }] }));
    expect(JSON.parse((await admin.get('/api/v1/ledger')).text)).toMatchObject({ balanced: false });
  });

  it('tells its health also while the collector is away', async () => {
    portal.collector.push(undefined);
    expect(JSON.parse((await admin.get('/api/v1/health')).text)).toMatchObject({
      status: 'problem',
      collector: { state: 'away' },
      listeners: [],
      findings: [{ severity: 'problem' }],
    });
    portal.collector.push(collectorHealth({ ledger: [web] }));
    expect(JSON.parse((await admin.get('/api/v1/health')).text)).toMatchObject({
      status: 'well',
      collector: { state: 'running', pid: 4242, ratePerSecond: 42 },
      store: { rows: 1_234_567 },
      portal: { node: process.version },
    });
  });

  it('is described in OpenAPI', async () => {
    const { paths } = JSON.parse((await admin.get('/api/openapi.json')).text) as {
      paths: Record<string, { get: { description: string } }>;
    };
    expect(paths['/api/v1/ledger']!.get.description).toContain('system.read');
    expect(paths).toHaveProperty('/api/v1/health');
  });

  it('gives metrics to a token, with names escaped, and to nobody without', async () => {
    portal.collector.push(collectorHealth({ ledger: [web, ledgerRow({ source: 'a"b\\c\nd' })] }));
    await admin.open('/users/tokens');
    const { text } = await admin.submit('/users/tokens', { name: 'prometheus', role: 'viewer' });
    const secret = /lw-secret">([^<]+)</.exec(text)![1]!;
    const scrape = await portal.browser().get('/metrics', { authorization: `Bearer ${secret}` });
    expect(scrape.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(scrape.text).toContain('lanwarden_messages_total{source="web1",outcome="stored"} 1234500\n');
    expect(scrape.text).toContain('lanwarden_messages_received_total{source="a\\"b\\\\c\\nd"} 0\n');
    expect(scrape.text).toContain('lanwarden_collector_up 1\n');
    for (const line of scrape.text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) |[a-z_]+(\{.*\})? [\d.e+]+$)/);
    expect((await portal.browser().get('/metrics', { authorization: 'Bearer wrong' })).status).not.toBe(200);
    await portal.liveConfig.change({ 'metrics.public': true }, 'admin');
    expect((await portal.browser().get('/metrics')).status).toBe(200);
    await portal.liveConfig.change({ 'metrics.public': undefined }, 'admin');
    expect((await portal.browser().get('/metrics')).status).not.toBe(200);
    portal.collector.push(undefined);
    expect((await admin.get('/metrics')).text).toMatch(/lanwarden_collector_up 0\n$/);
  });
});

it('tells in words what became of everything, and of the last hour', async () => {
  portal.collector.push(collectorHealth({ ledger: [web] }));
  const look = (): void => void vi.advanceTimersByTime(SAMPLE_EVERY_MS);
  look();
  expect(await page('/system/ledger?over=hour')).toMatch(/Since <time datetime="2026-11-20T10:00:00/);
  portal.clock.advance(60_000);
  portal.collector.push(
    collectorHealth({
      ledger: [
        { ...web, received: web.received + 100, stored: web.stored + 107, queued: 0 },
        ledgerRow({ source: 'b', dropped: 3 }),
      ],
    }),
  );
  look();
  const all = await page();
  expect(all).toContain('10:01 UTC: 107 stored, 3 dropped');
  expect(all).toContain(
    'Of 1\u202f234\u202f667 messages that came, 1\u202f234\u202f607 (99.9 %) are stored, 60 were stored before.',
  );
  expect(all).toContain('3 more were dropped before Lanwarden could take them.');
  expect(all).toMatch(/<rect class="lw-sys-part-dropped"/);
  const hour = await page('/system/ledger?over=hour&sort=received&dir=desc');
  expect(hour).toMatch(/Since <time datetime="2026-11-20T10:00:00/);
  expect(hour).toContain('Of 100 messages that came, 100 (100 %) are stored, and 7 that waited before.');
  expect(hour).toContain('>-7<');
  expect(hour).toContain('href="/system/ledger?sort=received&amp;dir=asc&amp;over=hour"');
});
