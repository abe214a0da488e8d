// The inbox as people use it: the collector reports, the pages show, and what is said of a shape stays.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '#src/event/event.js';
import { logEvent } from '../../test/helpers/event-portal.js';
import { PASSWORD, START_MS, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import { eventually } from '../../test/helpers/eventually.js';
import inbox from './index.js';
import { keyOf } from './known-shapes.js';
import { shapeOf } from './shape/shape.js';
import { createInboxStage } from './stage.js';

const DAY_MS = 86_400_000;
const DOOR = { 'process.name': 'doord', 'lanwarden.source': 'cellar' };
const hrefOf = (app: string | undefined, message: string): string => `/inbox/${keyOf(shapeOf(app, message))}`;
const door = hrefOf('doord', 'door 1 opened by 192.0.2.7');

describe('the inbox', () => {
  let portal: TestPortal;
  let admin: TestBrowser;
  let viewer: TestBrowser;
  const stage = createInboxStage();

  /** As if the collector had received these; resolves when the page at `href` holds `text`. */
  async function receive(events: readonly Fields[], href: string, text: string): Promise<string> {
    events.forEach((fields, i) => stage.process!(logEvent(fields, portal.clock.now() + i * 1_000), 'live'));
    for (let report = stage.report!(); report !== undefined; report = stage.report!())
      portal.collector.report('inbox', report);
    let page = '';
    await eventually(async () => {
      page = (await admin.get(href)).text;
      expect(page).toContain(text);
    });
    return page;
  }

  /** So many shapes at once do not wait for the clock. */
  function tidyUp(): void {
    const shapes = Array.from({ length: 1_000 }, (_, i) => ({
      app: '',
      template: `later ${letters(i)}`,
      count: 2,
      sources: ['noise'],
      hasMoreSources: false,
      first: START_MS,
      last: START_MS,
      samples: [],
    }));
    portal.collector.report('inbox', { shapes, others: 0 });
  }

  beforeAll(async () => {
    portal = await startPortal({ modules: [inbox] });
    admin = await portal.setUp();
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    viewer = portal.browser();
    await viewer.logIn('vera', PASSWORD);
  });
  afterAll(() => portal.close());

  it('says what it means that it is empty', async () => {
    expect((await admin.get('/inbox')).text).toContain('Nothing here, and the collector is away');
    expect((await admin.get('/inbox?state=known')).text).toContain('Nothing is marked as known');
  });

  it('shows a shape with its variables marked, its count, sources, and the search behind it', async () => {
    const page = await receive(
      [
        { ...DOOR, message: 'door 1 opened by 192.0.2.7' },
        { ...DOOR, message: 'door 2 opened by 192.0.2.8', 'lanwarden.source': 'attic' },
        { message: 'once' },
      ],
      '/inbox',
      'opened by',
    );
    expect(page).toContain('door <span class="in-var">num</span> opened by <span class="in-var">ip</span>');
    expect(page.indexOf('opened by')).toBeLessThan(page.search(/>once\s*</));
    expect(page).toContain('(no program name)');
    expect(page).toContain('>cellar</bdi>');
    expect(page).toContain('q=parser%3Anone+app%3Adoord+%22opened+by%22+%22door%22');
  });

  it('counts on, and shows only what one source sent', async () => {
    await receive([{ ...DOOR, message: 'door 3 opened by 192.0.2.9' }], door, '>3</a>');
    const cellar = (await admin.get('/inbox?source=cellar')).text;
    expect([cellar.includes('opened by'), />once\s*</.test(cellar)]).toEqual([true, false]);
    expect((await admin.get('/inbox?source=cell')).text).toContain('nothing here from the source cell');
  });

  it('marks a shape as known with a note, which stays when it comes again, and opens it again', async () => {
    await admin.open(door);
    const answer = await admin.submit(door, { state: 'known', note: 'the cellar door' });
    expect(answer.location).toBe(door);
    expect((await admin.get('/inbox')).text).not.toContain('opened by');
    await receive([{ ...DOOR, message: 'door 4 opened by 192.0.2.9' }], door, '>4</a>');
    expect((await admin.get('/inbox?state=known')).text).toContain('the cellar door');
    await admin.submit(door, { state: 'open', list: '' });
    expect((await admin.get('/inbox')).text).toContain('the cellar door');
  });

  it('keeps a note as it was typed, however often it is saved', async () => {
    for (const typed of ['first\r\nsec\u200bond', 'first\nsec\u200bond']) {
      const page = (await admin.open(door)).text;
      await admin.submit(door, { state: 'known', note: typed, changedAt: changedAtOf(page) });
      expect((await admin.get(door)).text).toContain('>first\nsec\u200bond</textarea>');
    }
    await admin.submit(door, { state: 'open', note: 'the cellar door' });
  });

  it('does not replace what another said of a shape meanwhile before it was shown', async () => {
    const page = (await admin.open(door)).text;
    portal.clock.advance(1_000);
    await admin.submit(door, { state: 'known', note: 'theirs' });
    const second = await admin.submit(door, { state: 'known', note: 'mine', changedAt: changedAtOf(page) });
    expect(second.status).toBe(409);
    expect(second.text).toMatch(/admin changed it meanwhile: it is known, with the note “theirs”/);
    expect(second.text).toContain('>mine</textarea>');
    expect((await admin.get(door)).text).toContain('>theirs</textarea>');
    const third = await admin.submit(door, { state: 'known', note: 'mine', changedAt: changedAtOf(second.text) });
    expect(third.location).toBe(door);
  });

  it('leads back from a button to the part of the list where it stood, and nowhere else, and leaves the note alone', async () => {
    const { text } = await admin.get('/inbox?state=known&sort=last&source=cellar');
    const list = /name="list" value="([^"]*)"/.exec(text)![1]!.replaceAll('&amp;', '&');
    const answer = await admin.submit(door, { state: 'open', list });
    expect(answer.location).toBe('/inbox?state=known&sort=last&source=cellar');
    expect((await admin.get('/inbox')).text).toContain('mine');
    expect((await admin.submit(door, { state: 'open', list: '//evil.example?state=http://x' })).location).toBe(
      '/inbox',
    );
  });

  it('says of a source that it may be among more than ten, and finds its messages', async () => {
    const shape = { app: 'many', template: 'from everywhere', count: 11, first: START_MS, last: START_MS, samples: [] };
    const names = Array.from({ length: 10 }, (_, i) => `host${i}`);
    portal.collector.report('inbox', { shapes: [{ ...shape, sources: names, hasMoreSources: true }], others: 0 });
    await eventually(async () => {
      const { text } = await admin.get('/inbox?source=host%20x');
      expect(text).toMatch(/<strong>1<\/strong> more shape came from more than 10 sources/);
      expect(text).toContain('href="/events?q=parser%3Anone+source%3A%22host+x%22"');
      expect(text).not.toContain('There is nothing here from');
    });
    expect((await admin.get('/inbox?source=host1')).text).not.toContain('more than 10 sources');
    expect((await admin.get('/inbox?source=host%20x&state=ignored')).text).not.toContain('more than 10 sources');
  });

  it('shows the last page in place of one that is not there any more', async () => {
    expect((await admin.get('/inbox?page=9')).text).toContain('opened by');
  });

  it('keeps a note that is too long in the form', async () => {
    await admin.open(door);
    const answer = await admin.submit(door, { state: 'known', note: 'x'.repeat(1_001) });
    expect([answer.status, answer.text.includes('x'.repeat(1_001))]).toEqual([422, true]);
    expect(answer.text).toContain('1001 characters; at most 1000 fit.');
  });

  it('lets a viewer read but say nothing', async () => {
    const page = await viewer.get(door);
    expect([page.status, page.text.includes('Mark as known')]).toEqual([200, false]);
    expect((await viewer.submit(door, { state: 'known' })).status).toBe(403);
  });

  it('answers 404 with a way back for a shape that is gone', async () => {
    for (const path of ['/inbox/0123', '/inbox/0123/parser']) {
      const answer = await admin.get(path);
      expect([answer.status, answer.text.includes('href="/inbox"')]).toEqual([404, true]);
    }
    expect((await admin.submit('/inbox/0123', { state: 'known' })).status).toBe(404);
  });

  it('shows hostile text as text, also what cannot be seen', async () => {
    const evil = '<script>alert(1)</script>\u202egnp.exe\u0007';
    const page = await receive([{ message: evil, 'process.name': '"><img src=x>' }], '/inbox', 'alert');
    expect(page).not.toMatch(/<script>alert|<img src=x/);
    const shape = (await admin.get(hrefOf('"><img src=x>', evil))).text;
    expect(shape).toContain('‹U+202E›');
    expect(shape).not.toMatch(/<script>alert|<img src=x/);
  });

  it('counts messages with bytes that no statement of the database takes, and those that come with them', async () => {
    const names = { 'process.name': 'nul\0d', 'lanwarden.source': "cel\0lar'" };
    const message = "a\0b 'c' \ud800 \0";
    await receive(
      [
        { ...names, message, 'event.original': message },
        { ...DOOR, message: 'hinge 7 is loose' },
      ],
      hrefOf('nul\0d', message),
      'nul',
    );
    await receive([], hrefOf('doord', 'hinge 7 is loose'), 'hinge');
    expect((await admin.get('/inbox/%00')).status).toBe(404);
    expect((await admin.get('/inbox?source=%00')).status).toBe(200);
  });

  it('says how many messages had too many shapes', async () => {
    portal.collector.report('inbox', { shapes: [], others: 1_234 });
    await eventually(async () => expect((await admin.get('/inbox')).text).toMatch(/1\u202f234<\/strong> more unknown/));
  });

  it('keeps 5,000 open shapes: those seen once go first, those that people know stay', async () => {
    await admin.open(door);
    const words = Array.from({ length: 5_200 }, (_, i) => `word${'x'.repeat(i % 7)}${letters(i)}`);
    const deltas = words.map((word) => ({
      app: '',
      template: `flood of ${word}`,
      count: 1,
      sources: ['noise'],
      hasMoreSources: false,
      first: START_MS,
      last: START_MS,
      samples: [],
    }));
    for (let i = 0; i < deltas.length; i += 1_300)
      portal.collector.report('inbox', { shapes: deltas.slice(i, i + 1_300), others: 0 });
    await eventually(async () => expect((await admin.get('/inbox')).text).toContain('of 5000'));
    expect((await admin.get(door)).status).toBe(200);
  }, 30_000);

  it('lets samples go that are older than events are kept, of a shape that still comes, and takes newer ones', async () => {
    const daily = { app: 'daily', template: 'it came again', count: 1, sources: ['cellar'], hasMoreSources: false };
    const href = `/inbox/${keyOf(daily)}`;
    const come = async (raws: readonly string[], pages: (text: string) => void): Promise<void> => {
      const samples = raws.map((raw) => ({ raw, source: 'cellar' }));
      const at = portal.clock.now();
      portal.collector.report('inbox', { shapes: [{ ...daily, first: at, last: at, samples }], others: 0 });
      await eventually(async () => pages((await admin.get(href)).text));
    };
    await come(['first day', 'same'], (text) => expect(text).toContain('first day'));
    portal.clock.advance(80 * DAY_MS);
    await admin.logIn('admin', PASSWORD);
    await come(['same', 'later'], (text) => expect(text).toMatch(/first day[^]*same[^]*later/));
    portal.clock.advance(11 * DAY_MS);
    await admin.logIn('admin', PASSWORD);
    tidyUp();
    await come([], (text) => expect(text).not.toContain('first day'));
    expect((await admin.get(href)).text).toMatch(/same[^]*later/);
    await come(['x', 'y', 'z'], (text) => expect(text).not.toMatch(/>same<|>later</));
    portal.clock.advance(89 * DAY_MS);
    await admin.logIn('admin', PASSWORD);
    await come([], (text) => expect(text).toContain('>5<'));
    portal.clock.advance(2 * DAY_MS);
    await admin.logIn('admin', PASSWORD);
    tidyUp();
    await come([], (text) => expect(text).toContain('None at the moment'));
  }, 30_000);

  it('lets shapes go that were not seen for as long as events are kept, and floods after a week', async () => {
    portal.clock.advance(91 * DAY_MS);
    await admin.logIn('admin', PASSWORD);
    tidyUp();
    await eventually(async () => expect((await admin.get(door)).status).toBe(404));
    expect((await admin.get('/inbox')).text).not.toContain('more unknown messages');
  }, 30_000);
});

/** As the form of a shape's page sends it. */
const changedAtOf = (page: string): string => /name="changedAt" value="(\d+)"/.exec(page)![1]!;

function letters(n: number): string {
  return n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
}
