// Export: whole, streaming, safe to open, and ended by who goes away.

import { once } from 'node:events';
import { wholeOnly } from './export/export-stream.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { Fault } from '#src/faults.js';
import { format } from '#src/portal/page/format.js';
import type { EventReader, ScanBatch, ScanRequest, SegmentProblem } from '#src/store/event-store.js';
import { type EventPortal, logEvent, startEventPortal } from '../../test/helpers/event-portal.js';
import { PASSWORD, START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import { eventually } from '../../test/helpers/eventually.js';

const COUNT = 12_000;

describe('export', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  let scanned = 0;
  let ended = false;
  let breaksAfter = Infinity;
  let finds = Infinity;
  let problems: SegmentProblem[] = [];
  beforeAll(async () => {
    portal = await startEventPortal({
      wrap: (reader) => ({ scan: (request) => watched(reader, request), problems: () => problems }),
    });
    browser = await portal.setUp();
    const events = Array.from({ length: COUNT }, (_, index) => ({
      event: logEvent({ message: `line ${index}`, 'test.padding': 'x'.repeat(500) }, START_MS - COUNT + index),
    }));
    await portal.store.append({ kind: 'live', events });
  });
  afterAll(() => portal.close());

  async function* watched(reader: EventReader, request: ScanRequest): AsyncGenerator<ScanBatch> {
    try {
      for await (const batch of reader.scan(request)) {
        if (scanned >= breaksAfter) throw new Fault('STORE_READ', 'The disk is gone.');
        scanned += batch.events.length;
        yield batch;
        if (scanned >= finds) await once(request.signal!, 'abort').finally(() => request.signal!.throwIfAborted());
      }
    } finally {
      ended = true;
    }
  }

  it('gives every event, oldest first, as NDJSON', async () => {
    const answer = await browser.get('/api/v1/events/export?format=ndjson');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="events-20261120T100000Z.ndjson"');
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: string });
    expect(lines).toHaveLength(COUNT);
    expect([lines[0]!.message, lines.at(-1)!.message]).toEqual(['line 0', `line ${COUNT - 1}`]);
  });

  it('gives only what matches, and is in the audit log', async () => {
    const answer = await browser.get('/api/v1/events/export?format=csv&q=message:%22line%2077%22');
    expect(answer.text.trimEnd().split('\r\n')).toHaveLength(2);
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const { audit, close } = await openAccounts(portal.config);
    const [entry] = await audit.latest(1);
    await close();
    expect(entry).toMatchObject({ action: 'events.exported', actor: 'admin', target: 'message:"line 77"' });
    expect(entry!.details).toEqual({ q: 'message:"line 77"', from: '', to: '', format: 'csv', count: 1 });
  });

  it('stops reading the store when the other end reads slowly, and ends when it goes away', async () => {
    [scanned, ended] = [0, false];
    const aborting = new AbortController();
    const cookie = `lanwarden_session=${browser.cookies.get('lanwarden_session')}`;
    const answer = await fetch(`${portal.url}/api/v1/events/export`, { headers: { cookie }, signal: aborting.signal });
    await answer.body!.getReader().read();
    aborting.abort();
    await eventually(() => expect(ended).toBe(true));
    expect(scanned).toBeLessThan(COUNT);
  });

  it('ends a read that finds nothing more when its reader goes away, and is cancelled then', async () => {
    [scanned, ended, finds] = [0, false, 1];
    const job = crypto.randomUUID();
    const aborting = new AbortController();
    const headers = { cookie: `lanwarden_session=${browser.cookies.get('lanwarden_session')}` };
    const asked = fetch(`${portal.url}/api/v1/events/export?job=${job}`, { headers, signal: aborting.signal });
    await (await asked).body!.getReader().read();
    aborting.abort();
    await eventually(() => expect(ended).toBe(true));
    expect((await browser.get(`/events/export/progress?job=${job}`)).text).toContain('Cancelled');
    expect(portal.logged.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
    finds = Infinity;
  });

  describe('with a page that watches it', () => {
    const progressOf = async (job: string): Promise<string> =>
      /<progress[\s\S]*?<\/p>|<p>[\s\S]*?<\/p>/
        .exec((await browser.get(`/events/export/progress?job=${job}`)).text)![0]
        .replaceAll('\u202f', '')
        .replace(/<[^>]*>|\s+/g, ' ')
        .replace(/ +/g, ' ')
        .trim();
    const jobOf = (page: string): string => /export\?[^"]*job=([0-9a-f-]{36})/.exec(page)![1]!;

    it('counts first, offers both files, and tells when all is written', async () => {
      const page = (await browser.get('/events/export?q=message:%22line%2077%22&from=all')).text;
      expect(page).toMatch(/<strong>1<\/strong>/);
      const download = /href="([^"]*format=csv[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
      const { text } = await browser.get(download);
      expect(text.trimEnd().split('\r\n')).toHaveLength(2);
      expect(await progressOf(jobOf(page))).toBe(`Done: 1 event, ${format.bytes(Buffer.byteLength(text))}`);
    });

    it('says how far it is and cancels it, for the one who began it only', async () => {
      [scanned, ended] = [0, false];
      const page = (await browser.get('/events/export?from=all')).text;
      const job = jobOf(page);
      expect((await browser.get(`/events/export/progress?job=${job}`)).text).toContain('hx-trigger="every 1s"');
      const cookie = `lanwarden_session=${browser.cookies.get('lanwarden_session')}`;
      const answer = await fetch(`${portal.url}/api/v1/events/export?job=${job}`, { headers: { cookie } });
      const reader = answer.body!.getReader();
      await reader.read();
      expect(await progressOf(job)).toMatch(/^\d+ of 12000 events, [\d.]+ k?M?B · \d+ %$/);
      await browser.submit('/users', { name: 'other', password: PASSWORD, role: 'admin' });
      const other = portal.browser();
      await other.logIn('other', PASSWORD);
      expect((await other.get(`/events/export/progress?job=${job}`)).text).not.toContain('<progress');
      expect((await other.submit('/events/export/cancel', { job })).text).not.toContain('Cancelled');
      expect((await browser.submit('/events/export/cancel', { job: crypto.randomUUID() })).text).not.toContain(
        'Cancelled',
      );
      expect((await browser.submit('/events/export/cancel', { job })).text).toMatch(/Cancelled after[\s\S]*not whole/);
      await expect(drain(reader)).rejects.toThrow('terminated');
      await eventually(() => expect(ended).toBe(true));
      expect(scanned).toBeLessThan(COUNT);
    });

    it('refuses a job that is none', async () => {
      expect((await browser.get('/events/export/progress?job=1')).status).toBe(400);
      expect((await browser.get('/api/v1/events/export?job=x')).status).toBe(400);
    });
  });

  it('never looks whole when it is not', async () => {
    [scanned, breaksAfter] = [0, 3_000];
    await expect(browser.get('/api/v1/events/export')).rejects.toThrow('terminated');
    breaksAfter = Infinity;
  });

  it('fails when a segment of the range cannot be read, before it or on its way', async () => {
    const problem = {
      segment: '20261120-default-live-0',
      message: '/events/20261120-default-live-0.sqlite is damaged.',
    };
    problems = [problem];
    const refused = await browser.get('/api/v1/events/export');
    expect(refused.status).toBe(503);
    expect(refused.text).toContain(problem.message);
    expect((await browser.get('/events/export')).text).toContain(problem.message);
    const found = await browser.get('/events?from=all');
    expect(found.text).toContain('Events may be missing here: a segment of the store cannot be read.');
    for (const path of ['?limit=1', '/count', '/histogram', '/top?field=host', '/facets'])
      expect(JSON.parse((await browser.get(`/api/v1/events${path}`)).text), path).toMatchObject({
        leftOut: [problem.segment],
      });
    problems = [];
    const batches = async function* (): AsyncGenerator<ScanBatch> {
      yield { events: [], position: '' };
      problems = [problem];
    };
    const read = async (): Promise<void> => {
      for await (const batch of wholeOnly(batches(), () => problems)) expect(batch.events).toEqual([]);
    };
    await expect(read()).rejects.toThrow(problem.message);
    problems = [];
  });

  it('keeps spreadsheets from running what a log says', async () => {
    await portal.add({
      message: '=cmd|"/c calc"!A1',
      'user.name': '@SUM(1)',
      'host.name': '+1',
      'process.name': '-2',
      tags: ['a', 'b'],
      'event.original': '\tx, "y"\nz',
    });
    const [header, row] = (await browser.get('/api/v1/events/export?format=csv&q=exists:tags')).text.split('\r\n');
    const cells = Object.fromEntries(header!.split(',').map((name, index) => [name, csvCells(row!)[index]]));
    expect(cells).toMatchObject({
      message: `'=cmd|"/c calc"!A1`,
      'user.name': `'@SUM(1)`,
      'host.name': `'+1`,
      'process.name': `'-2`,
      tags: 'a; b',
      'event.original': `'\tx, "y"\nz`,
      '@timestamp': '2026-11-20T10:00:00.000Z',
    });
  });
});

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}

function csvCells(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}
