// The page, with a real collector on the same folder.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReader } from '#src/cli/event-reader.js';
import { Collector } from '#src/collector.app.js';
import { makeEvtx, text } from '#src/import/evtx/testing/make-evtx.js';
import { createLog } from '#src/log.js';
import type { LogEvent } from '#src/event/event.js';
import { parseQuery } from '#src/query/parse.js';
import { collectorConfig } from '#src/settings/live-config.js';
import { startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { Answer, TestBrowser } from '../../test/helpers/test-browser.js';
import { eventually } from '../../test/helpers/eventually.js';
import module from './index.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-import-page-'));
let portal: TestPortal;
let browser: TestBrowser;
let collector: Collector;

beforeAll(async () => {
  portal = await startPortal({ modules: [module], dir, config: { import: { maxUploadBytes: 1_000_000 } } });
  browser = await portal.setUp();
  await browser.open('/import');
  collector = await startCollector();
});

async function startCollector(): Promise<Collector> {
  const started = new Collector({
    settings: { ...collectorConfig(portal.liveConfig), sources: [], ingestKeys: [] },
    log: createLog('collector', 'silent'),
    mode: 'inline',
    listeners: false,
  });
  await started.start();
  return started;
}

afterAll(async () => {
  await portal.close();
  await collector.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function upload(name: string, content: string | Buffer, fields: Record<string, string> = {}): Promise<Answer> {
  const form = new FormData();
  for (const [key, value] of Object.entries({ _csrf: browser.csrf, source: '', ...fields })) form.append(key, value);
  form.append('file', new Blob([new Uint8Array(Buffer.from(content))]), name);
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  const body = Buffer.from(await request.arrayBuffer());
  const type = request.headers.get('content-type')!;
  return browser.send('POST', '/import', { headers: { 'content-type': type }, body: body as never });
}

const uploads = (): string[] => readdirSync(join(dir, 'uploads'));

/** The events with these words. */
async function stored(words: string): Promise<readonly LogEvent[]> {
  const reader = await openReader(portal.config);
  try {
    const query = parseQuery(words, { now: portal.clock.now(), zone: 'UTC' });
    if (query.kind !== 'query') throw new Error(words);
    return (await reader.search({ query: query.query, range: { from: 0, to: 8.64e15 }, limit: 10 })).events;
  } finally {
    await reader.close();
  }
}

/** Starts it and waits for its end; answers with the page. */
async function start(address: string, fields: Record<string, string>): Promise<string> {
  const answer = await browser.submit(`${address}/start`, fields);
  expect(answer.location, answer.text).toBe(address);
  return eventually(async () => {
    const { text: page } = await browser.get(address);
    expect(page).not.toMatch(/<strong>(?:waits|running)/);
    return page;
  });
}

const countOf = (page: string, name: string): string | undefined =>
  new RegExp(`<dt>${name}</dt>\\s*<dd>([^<]*)`).exec(page)?.[1];

describe('the page Import', () => {
  it('takes an event log: shows what is in it, stores it once, and removes the file', async () => {
    const file = makeEvtx([{ id: 1, code: 4625, computer: 'pc1', time: portal.clock.now(), value: text('<b>x</b>') }]);
    const { location } = await upload('Security.evtx', file);
    const { text: before } = await browser.get(location!);
    expect(before).toContain('Security.evtx');
    expect(before).toMatch(/<option value="evtx" selected/);
    expect(before).toContain('4625');
    const page = await start(location!, { format: 'evtx', source: 'old-pc' });
    expect([countOf(page, 'stored'), countOf(page, 'damaged')]).toEqual(['1', undefined]);
    await eventually(() => expect(uploads()).toEqual([])); // after it is said to be done

    const again = await upload('Security.evtx', file);
    expect(countOf(await start(again.location!, { format: 'evtx', source: 'old-pc' }), 'duplicate')).toBe('1');
  });

  it('shows the columns of a table, takes the mapping that was chosen, and refuses one that cannot be', async () => {
    const { location } = await upload('t.csv', 'Date;Who;Note\n2026-11-20T10:00:00Z;alice;<script>x\nsoon;bob;y\n');
    const { text: page } = await browser.get(location!);
    expect(page).toContain('&lt;script&gt;x');
    expect(page).toMatch(/name="column_0"[^]*?<option selected>time/);
    const twice = await browser.submit(`${location}/start`, { format: 'csv', column_0: 'time', column_1: 'time' });
    expect([twice.status, twice.text]).toEqual([422, expect.stringContaining('Two columns are to be')]);
    const done = await start(location!, { format: 'csv', delimiter: ';', column_0: 'time', column_1: 'user' });
    expect(countOf(done, 'stored')).toBe('2');
  });

  it('keeps what was chosen where it cannot be, and after an import that failed', async () => {
    const { location } = await upload('k.csv', 'Date;Who;Note\n2026-11-20T10:00:00Z;alice;x\n');
    const chosen = { format: 'csv', delimiter: ';', dates: 'dmy', column_0: '', column_1: 'host', column_2: 'message' };
    const refused = await browser.submit(`${location}/start`, { ...chosen, source: 's'.repeat(101) });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('at most 100 characters')]);
    const showsIt = (page: string): void => {
      expect(page).toMatch(
        /name="column_0"[^>]*><option value="">\(kept\)<\/option>(?:(?!selected|<\/select>)[^])*<\/select>/,
      );
      expect(page).toMatch(/name="column_1"(?:(?!<\/select>)[^])*<option selected>host/);
      expect(page).toMatch(/name="column_2"(?:(?!<\/select>)[^])*<option selected>message/);
      expect(page).toContain('<option value="dmy" selected>');
    };
    showsIt(refused.text);
    expect(refused.text).toContain('s'.repeat(101));

    await collector.stop();
    showsIt(await start(location!, chosen));
    collector = await startCollector();
    const done = await start(location!, chosen);
    expect(countOf(done, 'stored')).toBe('1');
  });

  it('maps no column where all are to be kept', async () => {
    const { location } = await upload('none.csv', 'user,message\nkept-user,kept-message\n');
    const none = { format: 'csv', delimiter: ',', column_0: '', column_1: '' };
    expect(countOf(await start(location!, none), 'stored')).toBe('1');
    expect(await stored('kept-user')).toEqual([
      expect.objectContaining({ 'csv.user': 'kept-user', 'csv.message': 'kept-message' }),
    ]);
  });

  it('looks again with another format', async () => {
    const { location } = await upload('odd.log', 'a,b\n1,2\n');
    expect((await browser.get(location!)).text).toMatch(/<option value="lines" selected/);
    expect((await browser.get(`${location}?format=csv`)).text).toContain('name="column_1"');
    const gone = await browser.submit(`${location}/remove`, {});
    expect([gone.location, uploads()]).toEqual(['/import', []]);
  });

  it('keeps a file whose import fails, says why, and lets it be started again', async () => {
    const { location } = await upload('bad.evtx', 'short');
    const page = await start(location!, { format: 'evtx' });
    expect(page).toContain('shorter than one chunk');
    expect(page).toContain('Start the import');
    await browser.submit(`${location}/remove`, {});
  });

  it('keeps a file that is cut off within its gzip data, and says so', async () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, at) => `<13>Nov 20 10:00:00 cut app: cutgz ${at} ${(at * 7919) % 9973}\n`,
    );
    const packed = gzipSync(lines.join(''));
    const { location } = await upload('cut.log.gz', packed.subarray(0, packed.length - 20));
    const page = await start(location!, { format: 'lines' });
    expect(page).toContain('could not be unpacked to its end');
    expect([page.includes('the file ends within its gzip data'), countOf(page, 'damaged')]).toEqual([true, '1']);
    expect(uploads()).toHaveLength(1);
    await browser.submit(`${location}/remove`, {});
  });

  it('runs one at a time, and cancels one that waits', async () => {
    const lines = Array.from({ length: 15_000 }, (_, i) => `Nov 19 10:00:01 web1 su: message ${i}\n`).join('');
    const first = (await upload('long.log', lines)).location!;
    const second = (await upload('second.log', lines)).location!;
    await browser.submit(`${first}/start`, { format: 'lines' });
    await browser.submit(`${second}/start`, { format: 'lines' });
    expect((await browser.get(second)).text).toContain('<strong>waits');
    const again = await browser.submit(`${second}/start`, { format: 'lines' });
    expect(again.status).toBe(409);
    expect((await browser.submit(`${second}/cancel`, {})).location).toBe(second);
    expect((await browser.get(second)).text).toContain('<strong>cancelled');
    await browser.submit(`${first}/cancel`, {});
    await eventually(async () => expect((await browser.get(first)).text).toContain('<strong>cancelled'));
    for (const each of [first, second]) await browser.submit(`${each}/remove`, {});
    expect(uploads()).toEqual([]);
  });
});

describe('lines whose time has no year', () => {
  const line = (word: string): string => `Mar  1 10:00:00 web1 su: ${word}\n`;
  const yearOf = async (word: string, content: string | Buffer, fields: Record<string, string>): Promise<number[]> => {
    await start((await upload(`${word}.log`, content, fields)).location!, { format: 'lines' });
    return (await stored(word)).map((event) => new Date(event['@timestamp']).getUTCFullYear());
  };
  const packed = gzipSync(line('inpacked'));
  packed.writeUInt32LE(Date.UTC(2023, 4, 1) / 1000, 4);

  it.each<[string, string | Buffer, Record<string, string>, number]>([
    ['inbrowser', line('inbrowser'), { written: String(Date.UTC(2024, 4, 1)) }, 2024],
    ['inpacked', packed, { written: '' }, 2023],
    ['insaid', line('insaid'), { until: '2022-03-01', written: String(Date.UTC(2024, 4, 1)) }, 2022],
  ])('are of the year in which their file was written: %s', async (word, content, fields, year) => {
    expect(await yearOf(word, content, fields)).toEqual([year]);
  });
});

describe('an upload', () => {
  it('with a last day that is none is refused and leaves nothing', async () => {
    const answer = await upload('a.log', 'x\n', { until: '2024-02-31' });
    expect([answer.status, answer.text, uploads()]).toEqual([400, expect.stringContaining('is no day'), []]);
  });

  it('without the token of the page is refused before anything is kept', async () => {
    const answer = await upload('a.log', 'x\n', { _csrf: 'wrong' });
    expect([answer.status, uploads()]).toEqual([403, []]);
  });

  it('over the cap is refused and leaves nothing', async () => {
    const answer = await upload('a.log', 'x'.repeat(1_030_000)).catch(() => ({ status: 413 }));
    expect([answer.status, uploads()]).toEqual([413, []]);
  });

  it('is taken by no other route', async () => {
    const body = '--x\r\ncontent-disposition: form-data; name="format"\r\n\r\nlines\r\n--x--\r\n';
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'x-csrf-token': browser.csrf };
    expect((await browser.send('POST', '/import/1/start', { headers, body })).status).toBe(400);
  });

  it('without a file asks for one', async () => {
    const body = `--x\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${browser.csrf}\r\n--x--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answer = await browser.send('POST', '/import', { headers, body });
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('Choose a file.')]);
  });

  it('of an analyst is refused', async () => {
    const before = browser;
    await before.submit('/users', { name: 'ana', password: 'correct horse battery', role: 'analyst' });
    browser = portal.browser();
    await browser.logIn('ana', 'correct horse battery');
    await browser.open('/');
    const { status } = await upload('a.log', 'x\n');
    browser = before;
    expect([status, uploads()]).toEqual([403, []]);
  });
});
