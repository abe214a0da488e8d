// The dashboard through HTTP: its numbers against a store of known events, who sees what, and what happens when a card fails or is late.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '#src/event/event.js';
import { eventually } from '../../test/helpers/eventually.js';
import { hold, odd } from '../../test/fixtures/modules/odd/index.js';
import { collectorHealth, ledgerRow } from '../../test/helpers/collector-health.js';
import { type EventPortal, logEvent, startEventPortal } from '../../test/helpers/event-portal.js';
import { PASSWORD, START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import system from '../system/index.js';
import dashboard from './index.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const failedLogon = (user: string, ip: string): Fields => ({
  'event.category': ['authentication'],
  'event.outcome': 'failure',
  'event.action': 'ssh_login',
  'user.name': user,
  'source.ip': ip,
  'event.severity': 3,
});
const blocked = (domain: string): Fields => ({
  'event.category': ['network'],
  'event.type': ['denied'],
  'event.action': 'dns_blocked',
  'dns.question.name': domain,
  'source.ip': '192.168.1.20',
  'lanwarden.family': 'pihole',
  'lanwarden.source': 'pihole',
});

/** Says once more what another line said of an attempt. */
const pamLine: Fields = {
  'event.category': ['authentication'],
  'event.type': ['info'],
  'event.outcome': 'failure',
};

/** 6 events now: 3 failed logons, 2 blocked names, 1 that is critical and about one of the logons; and 4 on each of the two days before. */
async function fill(portal: EventPortal): Promise<void> {
  await portal.add(
    failedLogon('root', '203.0.113.7'),
    failedLogon('root', '203.0.113.7'),
    failedLogon('<b>eve</b>', '203.0.113.8'),
    blocked('ads.example'),
    blocked('ads.example'),
    { ...pamLine, 'event.severity': 5 },
  );
  const before = [1, 2].flatMap((days) =>
    Array.from({ length: 4 }, (_, n) => ({ event: logEvent({}, START_MS - days * DAY_MS - (n + 1) * HOUR_MS) })),
  );
  await portal.store.append({
    kind: 'import',
    events: [...before, { event: logEvent({}, START_MS - 3 * DAY_MS - HOUR_MS) }],
  });
  await portal.store.sealImports();
}

/** The text of one card, without markup. */
function cardText(page: string, id: string): string {
  const at = page.indexOf(`id="card-${id}`);
  const html = at === -1 ? '' : page.slice(page.indexOf('>', at) + 1, page.indexOf('</section>', at));
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The page when all cards but the one that never comes by itself have come. */
async function whole(browser: TestBrowser, path: string): Promise<string> {
  for (;;) {
    const { text } = await browser.get(path);
    if (text.split('Counting …').length <= 2) return text;
  }
}

describe('the dashboard', () => {
  let portal: EventPortal;
  let admin: TestBrowser;
  let viewer: TestBrowser;

  beforeAll(async () => {
    portal = await startEventPortal({
      modules: [system, dashboard, odd],
      config: { sources: [{ name: 'cam', expectEveryMinutes: 5 }] },
    });
    admin = await portal.setUp();
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    viewer = portal.browser();
    await viewer.logIn('vera', PASSWORD);
  });
  afterAll(() => portal.close());

  it('is home', async () => expect((await viewer.get('/')).location).toBe('/dashboard'));

  it('names the next step while nothing is stored, instead of a dozen noughts', async () => {
    const { text } = await viewer.get('/dashboard');
    expect(text).toContain('No events yet');
    expect(text).toContain('href="/system/connect"');
    expect(text).not.toContain('lw-card-number');
  });

  describe('with events', () => {
    let page = '';
    beforeAll(async () => {
      await fill(portal);
      portal.collector.push(
        collectorHealth({
          ledger: [
            ledgerRow({ source: 'nas', lastReceived: START_MS - 2 * HOUR_MS }),
            ledgerRow({ source: '192.168.1.30', received: 1, stored: 1, lastReceived: START_MS }),
          ],
          startedAt: START_MS - DAY_MS,
        }),
      );
      await hold.book!.add({ name: 'nas', expectEveryMinutes: 30, match: { peer: ['192.168.1.9'] } }, 'test');
      page = await whole(viewer, '/dashboard');
    });

    it('counts events against the days before, and says how many those are', () => {
      expect(cardText(page, 'events-count')).toBe(
        'Events 6 events 50 % more than usual Usual is 4: the mean of the 2 days before.',
      );
    });

    it('says that there is no history where there is none', async () => {
      const month = await whole(viewer, '/dashboard?range=30d');
      expect(cardText(month, 'events-count')).toContain('15 events no history to compare with yet');
    });

    it('counts failed logons, with whose and from where', () => {
      expect(cardText(page, 'events-failed-logons')).toContain('3 failed logons usually none');
      expect(cardText(page, 'events-failed-users')).toBe(
        'Users with the most failed logons root 2 &lt;b&gt;eve&lt;/b&gt; 1',
      );
      expect(cardText(page, 'events-attackers')).toBe('Top attacking addresses 203.0.113.7 2 203.0.113.8 1');
    });

    it('counts by source, system, level and category, and the blocked domains', () => {
      expect(cardText(page, 'events-by-source')).toBe('By source web1 4 pihole 2');
      expect(cardText(page, 'events-by-system')).toBe('By system linux 4 pihole 2');
      expect(cardText(page, 'events-by-level')).toBe('By level 5 critical 1 3 medium 3 1 notice 2');
      expect(cardText(page, 'events-by-category')).toBe('By category authentication 4 network 2');
      expect(cardText(page, 'events-blocked-domains')).toBe('Most blocked domains ads.example 2');
    });

    it('leaves out what nobody gives, such as risk scores', () => expect(page).not.toContain('risk score'));

    it('tells new and silent sources', () => {
      const text = cardText(page, 'dashboard-sources');
      expect(text).toContain('2 sources send 1 new: 192.168.1.30');
      expect(text).toMatch(/cam never each 5 min.*nas .*each 30 min/);
    });

    it('tells disk and ledger', () => {
      expect(cardText(page, 'system-storage')).toMatch(/free .* Events kept 15 .* Ledger balanced/);
    });

    it('draws the events over time by system, with a table of the same', () => {
      const data = JSON.parse(/data-series="([^"]+)"/.exec(page)![1]!.replaceAll('&#34;', '"')) as {
        series: { label: string; counts: number[] }[];
      };
      const sums = data.series.map(({ label, counts }) => [label, counts.reduce((a, b) => a + b, 0)]);
      expect(sums).toEqual([
        ['linux', 4],
        ['pihole', 2],
      ]);
      expect(cardText(page, 'events-over-time')).toContain('5 3 linux, 2 pihole');
    });

    it('says it all in one sentence, with what stands out', () => {
      const text = /lw-board-says[\s\S]*?<\/p>/
        .exec(page)![0]
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/\s+/g, ' ');
      expect(text).toContain(
        '6 events in 24 h, 50 % more than usual; 3 failed logons; 1 new sender; 2 sources silent; 1 critical event.',
      );
      expect(text).not.toContain('nothing stands out');
      expect(page).toContain('lw-board-says lw-board-alarm');
    });

    it('leads from each number to the search that finds as many', async () => {
      const links = [...page.matchAll(/<li><a href="(\/events[^"]*)">.*?<b>(\d+)<\/b>/g)];
      expect(links.length).toBeGreaterThan(12);
      for (const [, href, count] of links) {
        const found = await viewer.get(href!.replaceAll('&amp;', '&'));
        expect([href, [...found.text.matchAll(/class="ev-open"/g)].length]).toEqual([href, Number(count)]);
      }
    });

    it('shows a card that fails as such, with the id in the log, and all others', () => {
      for (const id of ['odd-fails', 'odd-torn']) {
        const text = cardText(page, id);
        expect(text).toContain('Something went wrong here');
        expect(text).not.toContain('inside');
        const shown = /Error ([0-9a-f]{8})/.exec(text)![1]!;
        expect(portal.logged.join('')).toContain(shown);
      }
      expect(portal.logged.join('')).toContain('cards of a module left out');
    });

    it('does not wait for a late card: it comes by its own address', async () => {
      expect(cardText(page, 'odd-late')).toContain('Counting …');
      expect(page).toContain('hx-get="/dashboard/cards/odd.late?range=24h"');
      const coming = viewer.get('/dashboard/cards/odd.late?range=24h');
      for (const open of hold.late) open();
      expect(cardText((await coming).text, 'odd-late')).toBe('Late It came after all.');
    });

    it('shows nobody a card without its permission, by no address', async () => {
      expect(page).not.toContain('For admins');
      expect((await viewer.get('/dashboard/cards/odd.admin')).status).toBe(404);
      expect((await admin.get('/dashboard')).text).toContain('For admins');
      expect((await portal.browser().get('/dashboard')).location).toBe('/login?next=%2Fdashboard');
    });

    it('refreshes by itself until told to hold, and never keeps a session alive by that', async () => {
      expect(page).toMatch(/id="board" hx-get="\/dashboard\/grid\?range=24h"[^>]*X-Lanwarden-Poll/);
      const held = (await viewer.get('/dashboard?refresh=off')).text;
      expect(held).not.toContain('hx-get="/dashboard/grid');
      expect(held).toContain('href="/dashboard?range=7d&amp;refresh=off"');
    });

    it('gives the grid alone to whoever refreshes', async () => {
      const text = await whole(viewer, '/dashboard/grid?range=24h');
      expect(text).not.toContain('<html');
      expect(cardText(text, 'events-count')).toContain('6 events');
    });

    it('takes an unknown range for a day', async () => {
      expect((await viewer.get('/dashboard?range=999y')).text).toContain('aria-current="true">24 hours');
    });

    it('shows the new count some seconds later', async () => {
      await portal.add({ message: 'one more' });
      portal.clock.advance(301_000);
      await eventually(async () =>
        expect(cardText(await whole(viewer, '/dashboard'), 'events-count')).toContain('7 events'),
      );
    });
  });
});
