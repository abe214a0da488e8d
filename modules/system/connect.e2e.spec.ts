// The room where a device is added, through real HTTP, with a collector that says what a real one says.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectorHealth, ledgerRow, listener } from '../../test/helpers/collector-health.js';
import { PASSWORD, startPortal, START_MS, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import sources from '../sources/index.js';
import system from './index.js';

let portal: TestPortal;
let admin: TestBrowser;
beforeEach(async () => {
  portal = await startPortal({ modules: [system], config: { listen: { http: { requireKey: true } } } });
  admin = await portal.setUp();
});
afterEach(() => portal.close());

const page = async (path = '/system/connect'): Promise<string> => (await admin.get(path)).text;
const old = ledgerRow({ source: 'web1', received: 10, stored: 10, lastReceived: START_MS });

it('has the real ports of what listens, and says where a key is made', async () => {
  portal.collector.push(
    collectorHealth({
      listeners: [
        listener({ port: 15_514 }),
        listener({ name: 'http', transport: 'http', port: 18_088 }),
        listener({ name: 'udp', transport: 'udp', state: 'failed' }),
      ],
    }),
  );
  const html = await page();
  expect(html).toContain('logger -n 127.0.0.1 -P 15514 --tcp');
  expect(html).toContain('port(15514)');
  expect(html).toContain('curl http://127.0.0.1:18088/ingest');
  expect(html).toContain('Bearer KEY');
  expect(html).toContain('<a href="/users/tokens">API tokens</a>');
  expect(html).not.toContain('UDP (port');
  expect(html).not.toContain('id="rsyslog-tls"');
});

it('writes the name that is asked for into every line, and nothing that is no name', async () => {
  expect(await page('/system/connect?host=logs.lan')).toContain('logger -n logs.lan -P 5514');
  const html = await page('/system/connect?host=%22%3E%3Cscript%3E%24(reboot)');
  expect(html).not.toContain('reboot');
  expect(html).toContain('logger -n 127.0.0.1');
});

it('says so when no listener is on', async () => {
  portal.collector.push(collectorHealth({ listeners: [] }));
  expect(await page()).toContain('No listener is on');
});

describe('the line of what is heard', () => {
  const heard = async (html: string): Promise<string> => page(/hx-get="([^"]+)"/.exec(html)![1]!);

  it('waits, names the last that spoke, then the new one with a link to its events', async () => {
    portal.collector.push(collectorHealth({ ledger: [old] }));
    const opened = await page();
    expect(opened).toContain('hx-headers=\'{"X-Lanwarden-Poll":"1"}\'');
    expect(await heard(opened)).toMatch(/Waiting for the first message from a new sender[\s\S]*web1/);
    portal.clock.advance(2_000);
    const source = '<b>nas</b>';
    const fresh = ledgerRow({ source, received: 3, stored: 3, lastReceived: START_MS + 1_500 });
    portal.collector.push(collectorHealth({ ledger: [old, fresh] }));
    const told = await heard(opened);
    expect(told).toMatch(/New sender: &lt;b&gt;nas&lt;\/b&gt;<\/strong> <span>3 messages/);
    expect(told).toContain('/events?q=source%3A');
    expect(told).not.toContain('New sender: web1');
    // A page that is opened later has another idea of new.
    portal.clock.advance(1_000);
    expect(await page()).toContain('Waiting for the first message');
  });

  it('offers to approve a new address, until a source takes it; not to those who may not', async () => {
    const other = await startPortal({ modules: [system, sources] });
    try {
      const browser = await other.setUp();
      other.collector.push(collectorHealth({ ledger: [old] }));
      const href = /hx-get="([^"]+)"/.exec((await browser.get('/system/connect')).text)![1]!;
      other.clock.advance(2_000);
      const rows = ['10.0.0.7', 'script'].map((source) =>
        ledgerRow({ source, received: 3, stored: 3, lastReceived: START_MS + 1_500 }),
      );
      other.collector.push(collectorHealth({ ledger: [old, ...rows] }));
      const told = (await browser.get(href)).text;
      expect(told).toContain('href="/sources/new?sender=10.0.0.7" aria-label="Approve 10.0.0.7"');
      expect(told).toContain('New sender: script');
      expect(told).not.toContain('Approve script');
      await browser.get('/users');
      await browser.submit('/users', { name: 'vera', role: 'viewer', password: PASSWORD });
      const vera = other.browser();
      await vera.logIn('vera', PASSWORD);
      expect((await vera.get(href)).text).not.toContain('Approve');
      await browser.get('/sources/new');
      await browser.submit('/sources', { name: 'nas', 'match.peer': '10.0.0.7' });
      const after = (await browser.get(href)).text;
      expect(after).toContain('It is <a href="/sources/of?name=nas"><bdi>nas</bdi></a> now.');
      expect(after).not.toContain('Approve 10.0.0.7');
    } finally {
      await other.close();
    }
  });

  it('says that nobody listens while the collector is away', async () => {
    expect(await heard(await page())).toContain('The collector is away');
  });
});

it.each([
  ['/health', '/system'],
  ['/ledger', '/system/ledger'],
])('%s leads to %s', async (typed, room) => expect((await admin.get(typed)).location).toBe(room));
