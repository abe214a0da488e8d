// The page through real HTTP: what it says of files, networks and assets, what of something that somebody looks up, and who may see it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseQuery } from '#src/query/parse.js';
import { openAccounts } from '#src/accounts/open.js';
import type { CollectorHealth, EnrichmentState } from '#src/portal/collector-link.js';
import { collectorHealth } from '../../test/helpers/collector-health.js';
import { PASSWORD, START_MS, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import system from '../system/index.js';
import enrichment from './index.js';

const STATE: EnrichmentState = {
  files: [
    { what: 'geo', path: '/geo.mmdb', title: 'GeoLite2-City of 2026-11-03', loadMs: 5, loadedAt: START_MS },
    {
      what: 'ip',
      name: 'bad <b>',
      path: '/ips.txt',
      level: 4,
      entries: 1_234,
      bytes: 8_192,
      loadMs: 5,
      loadedAt: START_MS,
      events: 7,
      lastEventAt: START_MS,
      trouble: '2 lines hold no address',
    },
    {
      what: 'domain',
      name: 'gone',
      path: '/none.txt',
      level: 5,
      loadMs: 0,
      problem: 'ENOENT: no such file',
      events: 0,
    },
  ],
  networks: [{ name: 'office', range: '10.0.4.0/24', events: 12 }],
  assets: [{ name: 'NAS', known: '10.0.4.9', owner: 'alice', critical: true, events: 3 }],
  untold: { networks: 0, assets: 4_500 },
};

let portal: TestPortal;
let admin: TestBrowser;
beforeAll(async () => {
  portal = await startPortal({ modules: [system, enrichment] });
  admin = await portal.setUp();
});
afterAll(() => portal.close());

describe('the page of networks and lists', () => {
  it('says what is read, what fits and what fails, and how it is set', async () => {
    portal.collector.currentEnrichment = STATE;
    const { text } = await admin.get('/enrichment');
    for (const said of [
      'GeoLite2-City of 2026-11-03',
      'bad &lt;b&gt;',
      '2 lines hold no address',
      'ENOENT',
      'office',
      '10.0.4.0/24',
      'NAS',
      'critical',
      'And 4\u202f500 more assets with fewer events.',
      '192.168.0.0/16',
      'lanwarden.yaml',
    ])
      // prettier-ignore
      expect(text).toContain(said);
    expect(text).not.toContain('bad <b>');
    expect(text).not.toContain('more networks');
    expect(text).toContain('href="/system/configuration?q=lists#lists"');
  });

  it('says what is known of what somebody looks up, and where its events are', async () => {
    portal.collector.currentEnrichment = {
      ...STATE,
      found: {
        asked: '203.0.113.7',
        kind: 'ip',
        isInternal: false,
        country: 'PL',
        as: 'AS64500 Example Net',
        lists: [{ name: 'bad', matched: '203.0.113.7', level: 4 }],
      },
    };
    const { text } = await admin.get('/enrichment?q=203.0.113.7%20');
    expect(portal.collector.lookedUp).toBe('203.0.113.7');
    for (const said of ['external', 'PL', 'AS64500 Example Net', 'its events']) expect(text).toContain(said);
    expect(text).toContain(encodeURIComponent('src_ip:"203.0.113.7" OR dst_ip:"203.0.113.7"'));
  });

  it.each([
    ['nas.lan', 'domain:"nas.lan" OR host:"nas.lan" OR domain:*.nas.lan'],
    ['bücher.example', 'domain:"bücher.example" OR host:"bücher.example"'],
  ])('finds the events of the name %s, as a host too', async (asked, query) => {
    portal.collector.currentEnrichment = { ...STATE, found: { asked, kind: 'domain', lists: [] } };
    const { text } = await admin.get(`/enrichment?q=${encodeURIComponent(asked)}`);
    expect(parseQuery(query).kind).toBe('query');
    expect(text).toContain(`/events?q=${encodeURIComponent(query)}"`);
  });

  it('comes while the collector is away, and with nonsense in its address', async () => {
    portal.collector.currentEnrichment = undefined;
    expect((await admin.get('/enrichment')).text).toContain('The collector is away');
    expect((await admin.get(`/enrichment?q=${'x'.repeat(300)}`)).status).toBe(200);
  });

  it('is there for programs too', async () => {
    portal.collector.currentEnrichment = STATE;
    const { status, text } = await admin.get('/api/v1/enrichment?q=bad.example');
    expect([status, portal.collector.lookedUp]).toEqual([200, 'bad.example']);
    expect(JSON.parse(text)).toEqual(STATE);
    portal.collector.currentEnrichment = undefined;
    expect((await admin.get('/api/v1/enrichment')).status).toBe(503);
  });

  it('leads to settings that may be changed in the portal, and are checked there', async () => {
    const save = (section: string, value: string) =>
      admin.submit(`/system/configuration/${section}`, { [section]: value });
    await admin.get('/system/configuration');
    expect((await save('assets', '[{"name":"NAS","ip":"10.0.4.9"}]')).status).toBe(303);
    expect(portal.liveConfig.config.assets).toEqual([{ name: 'NAS', ip: '10.0.4.9', critical: false }]);
    const refused = await save('assets', '[{"name":"NAS","ip":"10.0.4.999"}]');
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/10\.0\.4\.999[^<]*, expected an address or a CIDR range/);
    expect((await save('lists', '[{"name":"x","path":"/x","kind":"email"}]')).status).toBe(422);
    expect(portal.liveConfig.waiting()).toEqual([]);
  });

  it('is not for viewers', async () => {
    const { accounts, close } = await openAccounts(portal.config);
    await accounts.add('vera', PASSWORD, 'viewer');
    await close();
    const vera = portal.browser();
    await vera.logIn('vera', PASSWORD);
    expect((await vera.get('/enrichment')).status).toBe(403);
    portal.collector.push(collectorHealth({ enrichmentProblems: ['The list gone'] }));
    expect((await vera.get('/system')).text).toMatch(/The list gone(?![^]*"\/enrichment")/);
    expect((await admin.get('/system')).text).toMatch(/The list gone[^]*href="\/enrichment">Show/);
  });

  it('has its files that cannot be read on the health page', async () => {
    portal.collector.push({ ...({ listeners: [], ledger: [], parsers: [], pluginProblems: [], store: {}, startedAt: START_MS } as unknown as CollectorHealth), enrichmentProblems: ['The list gone (/none.txt): ENOENT'] }); // prettier-ignore
    expect((await admin.get('/system')).text).toContain('The list gone (/none.txt): ENOENT');
  });
});
