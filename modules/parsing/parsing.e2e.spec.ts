// Reports of the collector's half become days, pages and what rules judge, through a whole portal.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { ParserReport } from '#src/portal/collector-link.js';
import { collectorHealth } from '../../test/helpers/collector-health.js';
import { PASSWORD, START_MS, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import events from '../events/index.js';
import system from '../system/index.js';
import parsing from './index.js';
import { FIELDS, HOUR_MS, type PairReport } from './parse-report.js';

const REPORT: ParserReport = {
  id: 'doord',
  title: 'Doors',
  state: 'failed',
  claimed: 90,
  errors: 5,
  slow: 5,
  asked: 100,
  unclaimed: 10,
  family: 'network',
  priority: 0,
  isFallback: false,
  lastError: 'took 80 ms for this line: <b>x</b>\u202e\u001b[2J',
  hint: { apps: ['doord'], contains: [] },
  cost: { samples: 4, medianUs: 3.25, p95Us: 1_500, maxUs: 80_000 },
};

let portal: TestPortal;
let admin: TestBrowser;
let stored: LogEvent[];

beforeEach(async () => {
  stored = [];
  portal = await startPortal({
    modules: [system, events, parsing],
    store: { search: () => Promise.resolve({ events: stored }) },
  });
  admin = await portal.setUp();
  portal.collector.push(collectorHealth());
  portal.collector.currentParsers = [REPORT];
});
afterEach(() => portal.close());

/** As the collector would tell it of this hour. */
function counted(parser: string, events: number, filled: Partial<Record<string, number>>, more = {}): void {
  const pair: PairReport = {
    source: 'gate <1>',
    parser,
    tags: {},
    counts: [events, ...FIELDS.map((field) => filled[field] ?? 0)],
    ...more,
  };
  const hour = Math.floor(portal.clock.now() / HOUR_MS);
  portal.collector.report('parsing', { hours: [{ hour, pairs: [pair] }], uncounted: 0 });
}

describe('the page of a parser', () => {
  it('shows state, hint, hit rate, cost, fields, days and defects, and nothing of it as markup', async () => {
    counted('doord', 200, { 'user.name': 150 }, { tags: { 'syslog.truncated': 3 } });
    const { status, text } = await admin.get('/parsing/doord');
    expect(status).toBe(200);
    for (const said of [
      '90 %',
      '90 of 100 lines',
      'median 3.3 µs',
      '95 % within 1.5 ms',
      '<code>doord</code>',
      '5 of them because a line took too long',
      '&lt;b&gt;x&lt;/b&gt;‹U+202E›‹ESC›[2J',
      'user.name',
      '75 %',
      'gate &lt;1&gt;',
      'syslog.truncated',
    ])
      expect(text).toContain(said);
  });

  it('shows the newest lines that nobody read, as text', async () => {
    stored = [
      {
        'event.id': '1',
        '@timestamp': START_MS,
        'event.ingested': START_MS,
        'event.severity': 1,
        'lanwarden.source': 'gate',
        'event.original': 'x',
        message: 'door <script> jammed',
        'host.name': 'h',
      } as unknown as LogEvent,
    ];
    expect((await admin.get('/parsing/doord')).text).toContain('door &lt;script&gt; jammed');
    portal.collector.currentParsers = [{ ...REPORT, hint: { apps: [], contains: [] }, isFallback: true }];
    expect((await admin.get('/parsing/doord')).text).not.toContain('jammed');
  });

  it('answers 404 for what is unknown, and is for everybody who looks', async () => {
    expect((await admin.get('/parsing/nothing')).status).toBe(404);
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    const vera = portal.browser();
    await vera.logIn('vera', PASSWORD);
    expect((await vera.get('/parsing/doord')).status).toBe(200);
  });
});

describe('all parsers', () => {
  it('are listed with the share of each source that is understood', async () => {
    counted('doord', 60, {});
    counted('none', 20, {});
    counted('kv', 20, {});
    const { text } = await admin.get('/parsing');
    for (const said of ['gate &lt;1&gt;', '60 %', 'Doors', '3.3 µs', 'off after errors']) expect(text).toContain(said);
    const q = new URLSearchParams(/href="\/events\?([^"]*)"/.exec(text)![1]!.replaceAll('&amp;', '&')).get('q');
    expect(q).toBe('source:"gate <1>" (parser:none OR parser:gelf OR parser:json OR parser:kv)');
  });

  it('are shown by pages of sources, and a part of a name finds one', async () => {
    for (let n = 0; n < 101; n += 1) counted('doord', 10 + n, {}, { source: `Door-${n}` });
    const rows = ({ text }: { readonly text: string }): number => text.match(/<bdi>Door-/g)?.length ?? 0;
    const first = await admin.get('/parsing');
    expect([rows(first), first.text]).toEqual([100, expect.stringMatching(/Page 1 of 2, 101 sources[^]*href="\/parsing\?page=2"/)]); // prettier-ignore
    expect(first.text.match(/class="lw-pa-trend"/g)).toHaveLength(100);
    const last = await admin.get('/parsing?page=99');
    expect([rows(last), last.text]).toEqual([1, expect.stringMatching(/<bdi>Door-0<[^]*rel="prev" href="\/parsing\?page=1"/)]); // prettier-ignore
    const found = await admin.get('/parsing?q=door-77');
    expect([rows(found), found.text]).toEqual([1, expect.stringContaining('value="door-77"')]);
    expect((await admin.get('/parsing?q=%3Cnone')).text).toMatch(/value="&lt;none"[^]*No source fits/);
  });

  it('say what is missing in the shares, on the health page too', async () => {
    counted('doord', 60, {});
    expect((await admin.get('/parsing')).text).not.toContain('missing');
    portal.collector.report('parsing', { hours: [], uncounted: 1_234 });
    expect((await admin.get('/parsing')).text).toContain('1\u202f234 events of today are missing');
    expect((await admin.get('/system')).text).toContain('1\u202f234 events of today are missing');
    portal.clock.advance(24 * HOUR_MS);
    expect((await admin.get('/parsing')).text).not.toContain('missing');
  });

  it('say when the cost of a line is known', async () => {
    portal.collector.currentParsers = [REPORT, { ...REPORT, id: 'gated', asked: 3, cost: undefined }];
    expect((await admin.get('/parsing')).text).toMatch(/3\.3 µs.*after 32 lines/s);
    expect((await admin.get('/parsing/gated')).text).toContain('measured after 32 lines');
  });

  it('say so while the collector is away', async () => {
    portal.collector.currentParsers = undefined;
    expect((await admin.get('/parsing')).text).toContain('The collector is away');
  });
});
