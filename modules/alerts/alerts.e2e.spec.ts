// Alerts through real HTTP: list, page, triage, many at once, parts, API, and hostile text everywhere.

import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewAlert } from '#src/alerts/alert.js';
import { AlertBook } from '#src/alerts/alert-book.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { type EventPortal, startEventPortal } from '../../test/helpers/event-portal.js';
import { newAlert } from '../../test/helpers/alert-book.js';
import { START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import baselines from '../baselines/index.js';
import dashboard from '../dashboard/index.js';
import entities from '../entities/index.js';
import alerts from './index.js';

let portal: EventPortal;
let db: Sequelize;
let book: AlertBook;
let browser: TestBrowser;
beforeEach(async () => {
  portal = await startEventPortal({ modules: [alerts, entities, dashboard] });
  db = await openMetadata(portal.config);
  book = new AlertBook(db, portal.clock, { put: () => Promise.resolve('msg_1') });
  browser = await portal.setUp();
});
afterEach(async () => {
  await db.close();
  await portal.close();
});

const raise = (more: Partial<NewAlert> = {}): Promise<string> =>
  db.transaction((transaction) =>
    book.raise(
      newAlert({
        first: START_MS - 60_000,
        last: START_MS,
        key: `${more.title}`,
        query: 'src_ip:203.0.113.7',
        ...more,
      }),
      transaction,
    ),
  );
const api = (method: string, path: string, body?: object) =>
  browser.send(method, `/api/v1/alerts${path}`, {
    headers: { 'content-type': 'application/json', 'x-csrf-token': browser.csrf },
    ...(body && { body: JSON.stringify(body) }),
  });
/** The words of a page. */
const words = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('an alert of a baseline', () => {
  const odd = {
    rule: { id: 'unusual-behaviour', name: 'Unusual behaviour', kind: 'anomaly' },
    score: 93,
    title: 'Unusual for a/b: odd',
    key: '[["lanwarden.entity","user:a/b"]]',
    reasons: [
      { code: 'new-country', what: 'a country <b>never</b> seen', expected: 'DE', actual: 'PL', points: 52.5 },
      { what: 'an odd hour', points: 40.5 },
    ],
  };

  it('leads to what is normal, and to the verdict; its reasons are parts of the score', async () => {
    const other = await startEventPortal({ modules: [alerts, baselines] });
    const theirs = await openMetadata(other.config);
    try {
      const put = { put: () => Promise.resolve('msg_1') };
      const id = await theirs.transaction((transaction) =>
        new AlertBook(theirs, other.clock, put).raise(newAlert(odd), transaction),
      );
      const person = await other.setUp();
      const { text } = await person.get(`/alerts/${id}`);
      expect(text).toContain('href="/baselines/user/a%2Fb"');
      expect(text).toContain('href="/baselines/findings?kind=user&amp;name=a%2Fb"');
      expect(text).toContain('To close it teaches nothing.');
      expect(text).toMatch(/x="0" width="52.5".*x="52.5" width="40.5".*Together.*<strong>93<\/strong>/s);
      expect(text).not.toContain('<b>never');
      await person.submit(`/alerts/${id}`, { do: 'close', reason: 'benign', version: '1' });
      expect((await person.get(`/alerts/${id}`)).text).toContain('the baselines have not heard of it');
    } finally {
      await theirs.close();
      await other.close();
    }
  });

  it('leads nowhere where the module is not there, and a key that names none leads nowhere', async () => {
    const id = await raise(odd);
    expect((await browser.get(`/alerts/${id}`)).text).not.toContain('/baselines/');
    for (const key of ['[["lanwarden.entity","nobody"]]', '[["lanwarden.entity"]]', '{}', 'odd'])
      expect((await browser.get(`/alerts/${await raise({ ...odd, key })}`)).status).toBe(200);
  });
});

describe('the list of alerts', () => {
  it('says what to do when there is none, when all is done, and when nothing fits', async () => {
    expect((await browser.get('/alerts')).text).toContain('Nothing has been found yet');
    const id = await raise();
    await book.triage([id], [{ kind: 'close', reason: 'true', note: '' }], 'admin');
    expect((await browser.get('/alerts')).text).toContain('Nothing to do');
    expect((await browser.get('/alerts?show=closed')).text).toContain('Brute force from 203.0.113.7');
    expect((await browser.get('/alerts?show=closed&q=nothing')).text).toContain('No alert fits');
    expect((await browser.get('/alerts?show=closed&q=a%00b')).status).not.toBe(500);
  });

  it('shows what is to do, by filter, with the address of each', async () => {
    const id = await raise({ title: 'Scan of the house', severity: 'critical' });
    await raise({ title: 'Small thing', severity: 'low', entity: { user: 'bob' } });
    await raise({ title: 'Only tried', isTest: true });
    const { text, status } = await browser.get('/alerts');
    expect(status).toBe(200);
    expect(text).toContain(`href="/alerts/${id}"`);
    expect(text).toContain('href="/entities/user/bob"');
    expect(text).not.toContain('Only tried');
    expect((await browser.get('/alerts?show=test')).text).toContain('Only tried');
    const bad = await browser.get('/alerts?severity=high&from=yesterdayish&entity=user:alice');
    expect([bad.status, bad.text.includes('Scan of the house'), bad.text.includes('Small thing')]).toEqual([
      200,
      true,
      false,
    ]);
    expect(bad.text).toContain('expected a time such as');
  });

  it('goes from page to page', async () => {
    await db.transaction(async (transaction) => {
      for (let n = 0; n < 60; n++)
        await book.raise(newAlert({ title: `Alert ${n}.`, key: String(n), last: START_MS - n }), transaction);
    });
    const first = (await browser.get('/alerts')).text;
    expect([first.includes('Alert 49.'), first.includes('Alert 50.')]).toEqual([true, false]);
    const older = /href="([^"]+)" rel="next"/.exec(first)![1]!.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
    const second = (await browser.get(older)).text;
    expect([second.includes('Alert 49.'), second.includes('Alert 50.'), second.includes('Alert 59.')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('tells of new ones that fit', async () => {
    const { text } = await browser.get('/alerts?severity=high');
    const news = /hx-get="([^"]+news[^"]+)"/.exec(text)![1]!.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
    expect((await browser.get(news)).text.trim()).toBe('');
    portal.clock.advance(10);
    await raise({ title: 'a' });
    await raise({ title: 'b', severity: 'low' });
    expect(words((await browser.get(news)).text)).toContain('1 new alert: show');
  });

  it('changes many at once, and comes back to where the form stood', async () => {
    const ids = [await raise({ title: 'a' }), await raise({ title: 'b' }), await raise({ title: 'c' })];
    await browser.get('/alerts?severity=high');
    const body = new URLSearchParams([
      ['_csrf', browser.csrf], ['id', ids[0]!], ['id', ids[1]!], ['do', 'close'], ['reason', 'benign'],
      ['note', 'a drill'], ['back', '/alerts?severity=high'],
    ] as [string, string][]); // prettier-ignore
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await browser.send('POST', '/alerts/bulk', { headers, body: body.toString() });
    expect([answer.status, answer.location]).toEqual([303, '/alerts?severity=high']);
    expect((await browser.get('/alerts?severity=high')).text).toContain('2 alerts are closed.');
    expect(await book.get(ids[0]!)).toMatchObject({
      state: 'closed',
      reason: 'benign',
      note: 'a drill',
      stateBy: 'admin',
    });
    expect((await book.get(ids[2]!))?.state).toBe('open');
    const none = await browser.submit('/alerts/bulk', { do: 'acknowledge', back: 'https://evil.example/alerts' });
    expect(none.location).toBe('/alerts');
    expect((await browser.get('/alerts')).text).toContain('No alert was chosen');
  });

  it('Enter closes with the note that was typed, and does nothing without one', async () => {
    const [id, other] = [await raise({ title: 'a' }), await raise({ title: 'b' })];
    const { text } = await browser.get('/alerts');
    const form = text.slice(text.indexOf('action="/alerts/bulk"'));
    // Browsers press the first button of a form.
    const first = /<button[^>]*name="do" value="(\w+)"/.exec(form)![1]!;
    await browser.submit('/alerts/bulk', { do: first, id, reason: 'benign', note: 'a drill' });
    expect(await book.get(id)).toMatchObject({ state: 'closed', reason: 'benign', note: 'a drill' });
    expect((await browser.get('/alerts')).text).toContain('1 alert is closed.');
    await browser.submit('/alerts/bulk', { do: first, id: other, note: ' ' });
    expect(await book.get(other)).toMatchObject({ state: 'open', version: 1 });
    expect((await browser.get('/alerts')).text).toContain('Nothing was done');
  });
});

describe('one alert', () => {
  it('shows why, who, its history, what is related, and the way to its events', async () => {
    await raise({ title: 'Before', entity: { user: 'alice' } });
    const id = await raise({
      title: 'Brute force',
      advice: 'Block the address.',
      tags: ['attack.t1110.001'],
      source: 'web1',
      reasons: [{ what: 'failed logons', expected: 'fewer than 5', actual: '17', points: 30 }],
    });
    const { text, status } = await browser.get(`/alerts/${id}`);
    expect(status).toBe(200);
    for (const part of [
      'fewer than 5',
      '17',
      'Block the address.',
      'T1110.001',
      'raised with 5 events',
      'Before',
      'an incident of',
    ])
      expect(text).toContain(part);
    expect(text).toContain('/events?q=src_ip%3A203.0.113.7');
    expect(text).toContain('href="/entities/ip/203.0.113.7"');
    expect((await browser.get('/alerts/al_0000000000000000000')).status).toBe(404);
    expect((await browser.get('/alerts/nonsense')).status).toBe(404);
  });

  it('draws its events over time, and lists them as they are stored', async () => {
    const stored = await portal.add({ 'source.ip': '203.0.113.7', message: 'a failed logon' }, { message: 'other' });
    const id = await raise({ events: [{ id: stored[0]!, time: START_MS, message: 'kept' }, { id: 'gone', time: START_MS, message: 'only kept' }] }); // prettier-ignore
    expect(words((await browser.get(`/alerts/${id}/timeline`)).text)).toContain('1 event');
    const events = (await browser.get(`/alerts/${id}/events`)).text;
    expect([events.includes('a failed logon'), events.includes('only kept')]).toEqual([true, true]);
    expect((await browser.get(`/alerts/with?event=${encodeURIComponent(stored[0]!)}`)).text).toContain(`/alerts/${id}`);
    expect((await browser.get(`/events/${stored[0]}`)).text).toContain('hx-get="/alerts/with');
    const broken = await raise({ title: 'broken', query: 'nofield:(' });
    expect((await browser.get(`/alerts/${broken}/timeline`)).text).toContain('No chart');
  });

  it('is acknowledged, given to somebody, closed and opened, and says who did it', async () => {
    const id = await raise();
    await browser.get(`/alerts/${id}`);
    const forms: Record<string, string>[] = [
      { do: 'acknowledge' },
      { do: 'mine' },
      { do: 'comment', text: 'I look at it.' },
    ];
    for (const form of forms) expect((await browser.submit(`/alerts/${id}`, form)).location).toBe(`/alerts/${id}`);
    await browser.submit(`/alerts/${id}`, { do: 'close', reason: 'false', note: 'our scanner' });
    const page = words((await browser.get(`/alerts/${id}`)).text);
    for (const part of [
      'admin acknowledged',
      'assigned to admin',
      'I look at it.',
      'closed as a false alarm',
      'our scanner',
    ])
      expect(page).toContain(part);
    await browser.submit(`/alerts/${id}`, { do: 'open' });
    expect((await book.get(id))?.state).toBe('open');
  });

  it('shows a form with its mistakes again, with what was typed', async () => {
    const id = await raise();
    await browser.get(`/alerts/${id}`);
    const noReason = await browser.submit(`/alerts/${id}`, { do: 'close', note: 'half a note' });
    expect([noReason.status, noReason.text.includes('half a note')]).toEqual([422, true]);
    expect(noReason.text).toContain('Choose what it was');
    expect((await browser.submit(`/alerts/${id}`, { do: 'comment', text: ' ' })).text).toContain(
      'Write something first',
    );
    const nobody = await browser.submit(`/alerts/${id}`, { do: 'assign', to: 'nobody of ours' });
    expect([nobody.status, nobody.text.includes('There is no account named')]).toEqual([422, true]);
    expect((await browser.submit(`/alerts/${id}`, { do: 'explode' })).status).toBe(400);
    expect((await book.get(id))?.history).toHaveLength(1);
  });

  it('tells the second of two people what the first one did', async () => {
    const id = await raise();
    await browser.get(`/alerts/${id}`);
    await book.triage([id], [{ kind: 'acknowledge' }], 'bob');
    const answer = await browser.submit(`/alerts/${id}`, { do: 'close', reason: 'true', note: 'mine', version: '1' });
    expect([answer.status, answer.text.includes('bob changed this alert meanwhile'), answer.text.includes('mine')]).toEqual([409, true, true]); // prettier-ignore
    expect((await book.get(id))?.state).toBe('acknowledged');
  });
});

describe('incidents', () => {
  it('put alerts together, and are closed together', async () => {
    expect((await browser.get('/alerts/incidents')).text).toContain('Nothing to do');
    const none = await browser.get('/alerts/incidents/al_0000000000000000000');
    expect([none.status, none.text.includes('No such alert')]).toEqual([404, true]);
    const a = await raise({ title: 'Scan', entity: { src_ip: '203.0.113.7' } });
    const b = await raise({ title: 'Logon', entity: { src_ip: '203.0.113.7', user: 'alice' } });
    const list = await browser.get('/alerts/incidents');
    const path = /href="(\/alerts\/incidents\/al_[0-9a-z]+)"/.exec(list.text)![1]!;
    const page = await browser.get(path);
    expect([page.text.includes('Scan'), page.text.includes('Logon')]).toEqual([true, true]);
    const body = new URLSearchParams([['_csrf', browser.csrf], ['id', a], ['id', b], ['do', 'close'], ['reason', 'true'], ['back', path]]); // prettier-ignore
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await browser.send('POST', '/alerts/bulk', { headers, body: body.toString() })).location).toBe(path);
    expect(words((await browser.get(path)).text)).toContain('2 alerts (0 not closed)');
  });
});

describe('parts for other pages', () => {
  it('show the alerts of an entity with its risk, and nothing where there are none', async () => {
    await raise({ title: 'About alice', entity: { user: 'Alice' } });
    const part = (await browser.get('/alerts/of/user?name=alice')).text;
    expect([part.includes('About alice'), part.includes('risk 40')]).toEqual([true, true]);
    expect((await browser.get('/alerts/of/user?name=bob')).text.trim()).toBe('');
    expect((await browser.get('/entities/user/alice')).text).toContain('hx-get="/alerts/of/user?name=alice"');
  });

  it('stand on the dashboard', async () => {
    await raise({ title: 'Something critical', severity: 'critical', entity: { user: 'alice' } });
    await portal.add({});
    const text = words((await browser.get('/dashboard')).text);
    for (const part of ['1 open alert, 1 critical', 'Something critical', 'user alice']) expect(text).toContain(part);
  });
});

describe('the API', () => {
  it('lists, shows and changes', async () => {
    const id = await raise({ title: 'a' });
    await raise({ title: 'b', severity: 'low' });
    await browser.get('/alerts');
    const list = JSON.parse((await api('GET', '?severity=high')).text) as { alerts: object[]; next: null };
    expect(list).toMatchObject({ alerts: [{ id, title: 'a', state: 'open', assignee: null, version: 1 }], next: null });
    const page = JSON.parse((await api('GET', '?limit=1')).text) as { next: string };
    expect(JSON.parse((await api('GET', `?limit=1&cursor=${page.next}`)).text)).toMatchObject({ next: null });
    const changed = await api('PATCH', `/${id}`, {
      state: 'closed',
      reason: 'benign',
      note: 'ok',
      comment: 'by a program',
    });
    expect(changed.status).toBe(200);
    expect(JSON.parse(changed.text)).toMatchObject({
      state: 'closed',
      closed: { reason: 'benign', note: 'ok', by: 'admin' },
      history: [{ action: 'raised' }, { action: 'closed' }, { action: 'commented', text: 'by a program' }],
    });
    expect(JSON.parse((await api('GET', '?state=active')).text)).toMatchObject({ alerts: [{ title: 'b' }] });
  });

  it('says what does not fit', async () => {
    const id = await raise();
    await browser.get('/alerts');
    for (const [body, part] of [
      [{ state: 'closed' }, 'reason'],
      [{ state: 'gone' }, 'state'],
      [{ note: 'x' }, 'note'],
      [{}, 'Nothing to change'],
      [{ assignee: 'nobody of ours' }, 'no account'],
      [{ surprise: 1 }, 'surprise'],
    ] as const) {
      const answer = await api('PATCH', `/${id}`, body);
      expect([answer.status, answer.text.includes(part)]).toEqual([400, true]);
    }
    expect((await api('PATCH', `/${id}`, { state: 'open', version: 9 })).status).toBe(409);
    expect((await api('GET', '/al_0000000000000000000')).status).toBe(404);
    expect((await api('GET', '?from=whenever')).status).toBe(400);
    const unknown = await api('GET', '?query=ssh');
    expect([unknown.status, unknown.text.includes('There is no parameter')]).toEqual([400, true]);
  });
});

it('shows hostile text as text, in every place', async () => {
  const evil = `<script>alert(1)</script>"><img src=x onerror=alert(1)>'\u202e\u0000\u001b[31m`;
  const id = await raise({
    title: evil,
    summary: evil,
    advice: evil,
    source: evil,
    query: evil,
    tags: [evil],
    entity: { user: evil, src_ip: evil, host: evil, domain: '..', source: evil },
    rule: { id: evil, name: evil, kind: evil },
    reasons: [{ what: evil, expected: evil, actual: evil }],
    events: [{ id: evil, time: START_MS, message: evil }],
  });
  await raise({ title: `${evil}2`, entity: { user: evil } });
  await book.triage(
    [id],
    [
      { kind: 'assign', to: evil },
      { kind: 'comment', text: evil },
    ],
    evil,
  );
  const paths = [
    '/alerts',
    `/alerts?q=${encodeURIComponent(evil)}&entity=${encodeURIComponent(evil)}&from=${encodeURIComponent(evil)}`,
    `/alerts/${id}`,
    `/alerts/${id}/events`,
    `/alerts/${id}/timeline`,
    `/alerts/${id}/facts`,
    '/alerts/incidents',
    `/alerts/incidents/${id}`,
    `/alerts/of/user?name=${encodeURIComponent(evil)}`,
    `/alerts/with?event=${encodeURIComponent(evil)}`,
    '/dashboard',
  ];
  for (const path of paths) {
    const { status, text } = await browser.get(path);
    expect([path, status]).toEqual([path, 200]);
    expect([path, /<script>alert|<img src=x/.test(text)]).toEqual([path, false]);
    // A person's own search stands in its field as it was typed.
    if (!path.includes('&from=')) expect([path, /[\u202e\u0000\u001b]/.test(text)]).toEqual([path, false]);
  }
});

it('lets a viewer look and not touch', async () => {
  const id = await raise();
  await browser.get('/users/new');
  await browser.submit('/users', { name: 'vera', password: 'correct horse battery', role: 'viewer' });
  const viewer = portal.browser();
  await viewer.logIn('vera', 'correct horse battery');
  const page = await viewer.get(`/alerts/${id}`);
  expect([page.status, page.text.includes('name="do"')]).toEqual([200, false]);
  expect((await viewer.get('/alerts')).text).not.toContain('/alerts/bulk');
  expect((await viewer.submit(`/alerts/${id}`, { do: 'acknowledge' })).status).toBe(403);
  expect((await viewer.submit('/alerts/bulk', { do: 'acknowledge', id })).status).toBe(403);
});
