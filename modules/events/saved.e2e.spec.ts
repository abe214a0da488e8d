// Saved searches: whose they are, who sees them, and how they come to the dashboard.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import audit from '../audit/index.js';
import dashboard from '../dashboard/index.js';
import { type EventPortal, startEventPortal } from '../../test/helpers/event-portal.js';
import { PASSWORD } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

describe('saved searches', () => {
  let portal: EventPortal;
  let admin: TestBrowser;
  let analyst: TestBrowser;
  let viewer: TestBrowser;

  beforeAll(async () => {
    portal = await startEventPortal({ modules: [dashboard, audit] });
    await portal.add({ 'user.name': 'root', message: 'first <b>' }, { 'user.name': 'root' }, { 'user.name': 'alice' });
    admin = await portal.setUp();
    await admin.open('/users');
    for (const role of ['analyst', 'viewer']) await admin.submit('/users', { name: role, password: PASSWORD, role });
    analyst = portal.browser();
    await analyst.logIn('analyst', PASSWORD);
    viewer = portal.browser();
    await viewer.logIn('viewer', PASSWORD);
    for (const browser of [admin, analyst, viewer]) await browser.get('/events');
  });
  afterAll(() => portal.close());
  // Cards are kept for some seconds.
  beforeEach(() => portal.clock.advance(301_000));

  const save = (browser: TestBrowser, fields: Record<string, string>) =>
    browser.submit('/events/saved', { q: '', from: '-24h', to: '', ...fields });

  /** Of the search's form on the list, as that person sees it. */
  async function idOf(browser: TestBrowser, name: string): Promise<string> {
    const { text } = await browser.get('/events/saved');
    return /\/events\/saved\/(\d+)\//.exec(text.slice(text.indexOf(`<bdi>${name}</bdi>`)))![1]!;
  }
  const sees = async (browser: TestBrowser, path: string, name: string): Promise<boolean> =>
    (await browser.get(path)).text.includes(name);

  it('invite to save one while there is none', async () => {
    expect((await viewer.get('/events/saved')).text).toContain('No saved searches yet');
    expect((await viewer.get('/events')).text).toContain('action="/events/saved"');
  });

  it('are changed sixty times an hour by one person at most, and what is refused fills no audit log', async () => {
    const name = 'busy';
    await admin.open('/users');
    await admin.submit('/users', { name, password: PASSWORD, role: 'viewer' });
    const busy = portal.browser();
    await busy.logIn(name, PASSWORD);
    await busy.get('/events');
    const entries = async (): Promise<number> =>
      (JSON.parse((await admin.get(`/api/v1/audit?actor=${name}&limit=1000`)).text) as { entries: unknown[] }).entries
        .length;
    expect((await save(busy, { name: 'Once' })).status).toBe(303);
    const id = await idOf(busy, 'Once');
    for (let times = 0; times < 29; times += 1)
      for (const act of ['pin', 'unpin'])
        expect((await busy.submit(`/events/saved/${id}/${act}`, {})).status).toBe(303);
    expect((await busy.submit('/events/saved/987654/delete', {})).status).toBe(404);
    const before = await entries();
    expect(before).toBeGreaterThan(59);
    for (const act of ['pin', 'delete', 'rename']) {
      const refused = await busy.submit(`/events/saved/${id}/${act}`, { name: 'x' });
      expect([refused.status, refused.text.includes('60 times within an hour')]).toEqual([429, true]);
    }
    expect((await save(busy, { name: 'Twice' })).status).toBe(429);
    expect(await entries()).toBe(before);
    expect((await save(viewer, { name: 'Of another' })).status).toBe(303);
    await viewer.submit(`/events/saved/${await idOf(viewer, 'Of another')}/delete`, {});
    portal.clock.advance(3_600_001);
    expect((await busy.submit(`/events/saved/${id}/delete`, {})).status).toBe(303);
  });

  it('lead back to the search that was saved', async () => {
    const answer = await save(viewer, { name: 'Root', q: 'user:root' });
    expect([answer.status, answer.location]).toEqual([303, '/events?q=user%3Aroot']);
    expect((await viewer.get(answer.location!)).text).toContain('Saved as Root');
    expect((await viewer.get('/events/saved')).text).toContain('href="/events?q=user%3Aroot"');
  });

  it('are private until shared, also to an admin', async () => {
    await save(analyst, { name: 'Mine alone' });
    expect(await sees(viewer, '/events/saved', 'Mine alone')).toBe(false);
    expect(await sees(admin, '/events/saved', 'Mine alone')).toBe(false);
    const id = await idOf(analyst, 'Mine alone');
    for (const act of ['rename', 'pin', 'share', 'delete'])
      expect((await admin.submit(`/events/saved/${id}/${act}`, { name: 'x' })).status, act).toBe(404);
  });

  it('are shared by those who may', async () => {
    await save(analyst, { name: 'For all', shared: '1' });
    expect(await sees(viewer, '/events/saved', 'For all')).toBe(true);
    expect((await viewer.get('/events/saved')).text).toContain('shared by analyst');
    await save(viewer, { name: 'I would like to', shared: '1' });
    expect(await sees(analyst, '/events/saved', 'I would like to')).toBe(false);
    expect((await viewer.submit(`/events/saved/${await idOf(viewer, 'I would like to')}/share`, {})).status).toBe(403);
  });

  it('that are shared are changed by their owner and by admins only', async () => {
    const id = await idOf(analyst, 'For all');
    expect((await viewer.submit(`/events/saved/${id}/rename`, { name: 'Taken over' })).status).toBe(403);
    expect((await viewer.submit(`/events/saved/${id}/delete`, {})).status).toBe(403);
    expect((await viewer.get('/events/saved')).text).not.toContain(`/events/saved/${id}/delete`);
    await admin.submit(`/events/saved/${id}/rename`, { name: 'For everybody' });
    expect(await sees(viewer, '/events/saved', 'For everybody')).toBe(true);
    await analyst.submit(`/events/saved/${id}/unshare`, {});
    expect(await sees(viewer, '/events/saved', 'For everybody')).toBe(false);
  });

  it('are cards on the dashboard once pinned: shared ones of everybody, private ones of their owner', async () => {
    await save(viewer, { name: 'My card', q: 'user:root', pinned: '1' });
    await save(analyst, { name: 'Our card', q: 'user:alice', pinned: '1', shared: '1' });
    const mine = (await viewer.get('/dashboard?wait=1')).text;
    expect(mine).toContain('My card');
    expect(mine).toContain('<strong>2</strong> events');
    expect(mine).toContain('first &lt;b&gt;');
    expect(mine).toContain('Our card');
    const others = (await analyst.get('/dashboard?wait=1')).text;
    expect(others).toContain('Our card');
    expect(others).not.toContain('My card');
    const cardId = `events.saved-${await idOf(viewer, 'My card')}`;
    expect((await admin.get(`/dashboard/cards/${cardId}`)).status).toBe(404);
    await viewer.submit(`/events/saved/${await idOf(viewer, 'My card')}/unpin`, {});
    expect(await sees(viewer, '/dashboard?wait=1', 'aria-label="My card"')).toBe(false);
  });

  it('follow the dashboard’s range, unless they have certain times of their own', async () => {
    await save(viewer, { name: 'Looking back', q: 'user:root', pinned: '1' });
    await save(viewer, { name: 'That night', from: '2026-11-19T00:00:00Z', to: '2026-11-20T00:00:00Z', pinned: '1' });
    const { text } = await viewer.get('/dashboard?range=7d&wait=1');
    expect(text).toContain('href="/events?q=user%3Aroot&amp;from=-7d"');
    expect(text).toContain('in its own range: 2026-11-19T00:00:00Z to 2026-11-20T00:00:00Z');
  });

  it('that do not work any more say so, on the card and on the list', async () => {
    const db = (await import('#src/store/metadata/open.js')).openMetadata(portal.config);
    await (await db).query("UPDATE saved_searches SET q = 'user:(' WHERE name = 'Looking back'");
    await (await db).close();
    const { text } = await viewer.get('/dashboard?wait=1');
    expect(text.slice(text.indexOf('Looking back'), text.indexOf('That night'))).toMatch(/at character \d+/);
    expect((await viewer.get('/events/saved')).text).toContain('This search does not work any more');
  });

  it.each([
    ['no name', { name: ' ', q: 'user:root' }, 'Give it a name'],
    ['a query with a mistake', { name: 'Odd', q: 'user:(' }, 'at character'],
    ['a range that ends before it begins', { name: 'Odd', from: 'now', to: '-1h' }, 'ends before it begins'],
  ])('are refused with %s, and what was typed stays', async (_what, fields: Record<string, string>, text) => {
    const answer = await save(viewer, fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(text);
    expect(answer.text).toContain('is-invalid');
    if (fields['q']) expect(answer.text).toContain(`value="${fields['q']}"`);
  });

  it('keep what was typed when a new name is none', async () => {
    const id = await idOf(viewer, 'Root');
    const answer = await viewer.submit(`/events/saved/${id}/rename`, { name: 'x'.repeat(101) });
    expect([answer.status, answer.text.includes('x'.repeat(101))]).toEqual([422, true]);
  });

  it('are 200 a person at the most, and few of them pinned', async () => {
    for (let n = 0; n < 12; n += 1) await save(admin, { name: `pin ${n}`, pinned: '1' });
    expect((await save(admin, { name: 'one too many', pinned: '1' })).status).toBe(409);
    for (let n = 12; n < 200; n += 1) {
      if (n % 50 === 0) portal.clock.advance(3_600_001);
      await save(admin, { name: `more ${n}` });
    }
    const answer = await save(admin, { name: 'the 201st' });
    expect([answer.status, answer.text.includes('200 saved searches')]).toEqual([409, true]);
  });

  it('are gone once deleted, and a second try says so', async () => {
    const id = await idOf(viewer, 'Root');
    await viewer.submit(`/events/saved/${id}/delete`, {});
    expect(await sees(viewer, '/events/saved', '<bdi>Root</bdi>')).toBe(false);
    expect((await viewer.submit(`/events/saved/${id}/delete`, {})).status).toBe(404);
  });
});
