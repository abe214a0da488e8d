// "Not this again" through real HTTP, without script: from an alert to an exception, what it would have hidden, and how it ends.

import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlertBook } from '#src/alerts/alert-book.js';
import type { NewAlert } from '#src/alerts/alert.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { type EventPortal, startEventPortal } from '../../../test/helpers/event-portal.js';
import { formFields } from '../../../test/helpers/form-fields.js';
import { START_MS } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import alerts from '../../alerts/index.js';
import rules from '../index.js';

const DAY_MS = 86_400_000;
const HOSTILE = 'x" OR * <script>';
const threshold = { kind: 'threshold', query: 'outcome:failure', count: 5, windowSeconds: 600 } as const;

let portal: EventPortal;
let admin: TestBrowser;
let db: Sequelize;
let book: AlertBook;

beforeEach(async () => {
  portal = await startEventPortal({ modules: [rules, alerts] });
  admin = await portal.setUp();
  db = await openMetadata(portal.config);
  book = new AlertBook(db, portal.clock, { put: async () => 'message' });
  await admin.get('/rules/new?kind=threshold');
  const form = formFields((await admin.get('/rules/new?kind=threshold')).text, 'rule-form');
  await admin.submit('/rules', { ...form, id: 'failures', name: 'Failures', 'q0.text': threshold.query });
});
afterEach(async () => {
  await db.close();
  await portal.close();
});

function raise(more: Partial<NewAlert> = {}): Promise<string> {
  const alert: NewAlert = {
    rule: { id: 'failures', name: 'Failures', kind: 'threshold' },
    key: '[["source.ip","203.0.113.7"]]',
    severity: 'medium',
    title: `Failures of ${HOSTILE}`,
    summary: '5 failures',
    reasons: [],
    tags: [],
    entity: { src_ip: '203.0.113.7', user: HOSTILE, host: 'web1' },
    query: threshold.query,
    count: 5,
    first: START_MS - 60_000,
    last: START_MS - 1_000,
    events: [],
    isTest: false,
    ...more,
  };
  return db.transaction((transaction) => book.raise(alert, transaction));
}
const formOf = async (alert: string): Promise<Record<string, string>> =>
  formFields((await admin.get(`/rules/exceptions/new?alert=${alert}`)).text, 'exception-form');
const listed = async (): Promise<
  { readonly query: string; readonly rule: string | null; readonly expiresAt: string }[]
> => JSON.parse((await admin.get('/api/v1/rules/exceptions')).text).exceptions;
const failures = (ip: string, times: number): Promise<string[]> =>
  portal.add(...Array.from({ length: times }, () => ({ 'event.outcome': 'failure', 'source.ip': ip }) as const));

describe('from an alert', () => {
  it('two clicks make an exception for its key, and close it', async () => {
    const id = await raise();
    const { location } = await admin.submit('/rules/exceptions', await formOf(id));
    expect(location).toBe(`/alerts/${id}`);
    const said = (await admin.get(location!)).text;
    expect(said).toContain('alert. The alert is closed. The exception ends on 2026-12-20.');
    const [, anchor] = /href="\/rules\/exceptions#([\w-]+)">Show the exception/.exec(said)!;
    expect((await admin.get('/rules/exceptions')).text).toContain(`<tr id="${anchor}">`);
    expect(await listed()).toMatchObject([
      { query: 'src_ip:203.0.113.7', rule: 'failures', expiresAt: new Date(START_MS + 30 * DAY_MS).toISOString() },
    ]);
    expect(await book.get(id)).toMatchObject({ state: 'closed', reason: 'false', note: 'Known and harmless' });
    const list = (await admin.get('/rules/exceptions')).text;
    expect(list).toContain('source address 203.0.113.7');
    expect(list).toContain('Known and harmless');
  });

  it.each([
    ['its user, whatever is in the name', 'value:user.name', {}, 'user:"x\\" OR * <script>"'],
    ['the network around its address', 'network:source.ip', {}, 'src_ip:203.0.113.0/24'],
    ['a network as typed', 'network:source.ip', { 'network.source.ip': '203.0.112.0/20' }, 'src_ip:203.0.112.0/20'],
    ['this user on this host', 'user-host', {}, 'user:"x\\" OR * <script>" host:web1'],
    ['a query of one’s own', 'query', { query: 'app:scanner' }, 'app:scanner'],
  ])('the scope may be %s', async (_what, scope, more, query) => {
    const form = await formOf(await raise());
    const { status, location } = await admin.submit('/rules/exceptions', { ...form, ...more, scope, of: 'all', expiry: 'never' }); // prettier-ignore
    expect(status).toBe(303);
    expect((await admin.get(location!)).text).toContain('of any rule. The alert is closed. The exception holds for ever.'); // prettier-ignore
    expect(await listed()).toMatchObject([{ query, rule: null, expiresAt: null }]);
  });

  it('shows what it would have hidden before it is saved', async () => {
    await failures('203.0.113.7', 7);
    await failures('203.0.113.9', 6);
    const form = await formOf(await raise());
    const { text } = await admin.submit('/rules/exceptions/preview', form);
    expect(text).toContain('it would have hidden 7 matching events, and 1 of 2 alerts would not have been raised.');
    const whole = await admin.submit('/rules/exceptions/preview', { ...form, scope: 'network:source.ip' });
    expect(whole.text).toContain('it would have hidden 13 matching events, and 2 of 2 alerts');
    expect(await listed()).toEqual([]);
  });

  it('keeps what was typed when something is missing, and hides nobody by accident', async () => {
    const form = await formOf(await raise());
    const { status, text } = await admin.submit('/rules/exceptions', {
      ...form,
      scope: 'query',
      query: '*',
      reason: ' ',
    });
    expect(status).toBe(422);
    expect(text).toContain('This would hide everything.');
    expect(text).toContain('Say why, for whoever finds it later.');
    expect(text).toContain('name="query" value="*"');
    expect(text).not.toContain('<script>');
    const net = { ...form, scope: 'network:source.ip', 'network.source.ip': '203.0.113.0/240 OR *' };
    expect((await admin.submit('/rules/exceptions', net)).status).toBe(422);
    expect(await listed()).toEqual([]);
  });

  it('leads to the events it is about, with what is in the list that it names', async () => {
    const form = { ...(await formOf(await raise())), scope: 'query', query: 'user:$admins' };
    const { text } = await admin.submit('/rules/exceptions/preview', form);
    const [, href] = /href="([^"]+)"[^>]*>(?:(?!<a).)*The events it is about/s.exec(text)!;
    const q = new URL(href!.replaceAll('&amp;', '&'), portal.url).searchParams.get('q');
    expect(q).toMatch(/^user:\(.*root.* OR .*\)$/);
  });

  it('of a rule that is gone, it is for all rules', async () => {
    const form = await formOf(await raise({ rule: { id: 'gone', name: 'Gone', kind: 'match' } }));
    expect(form['of']).toBe('all');
    expect((await admin.submit('/rules/exceptions', { ...form, of: 'rule' })).status).toBe(303);
    expect(await listed()).toMatchObject([{ rule: null }]);
  });
});

it('lasts until it expires, is made longer, and is removed', async () => {
  await admin.submit('/rules/exceptions', { ...(await formOf(await raise())), expiry: '1' });
  portal.clock.advance(2 * DAY_MS);
  await admin.logIn('admin', 'correct horse battery');
  expect((await admin.get('/rules/exceptions')).text).toContain('Expired (1)');
  expect((await admin.submit('/rules/exceptions/1', { reason: ' ', expiry: '7' })).status).toBe(422);
  await admin.submit('/rules/exceptions/1', { reason: 'our scanner', expiry: '7' });
  const text = (await admin.get('/rules/exceptions')).text;
  expect([text.includes('Expired ('), text.includes('our scanner')]).toEqual([false, true]);
  expect((await admin.get('/rules/failures')).text).toContain('our scanner');
  await admin.submit('/rules/exceptions/1/delete', {});
  expect((await admin.get('/rules/exceptions')).text).toContain('No exceptions in force');
  expect((await admin.submit('/rules/exceptions/1/delete', {})).status).toBe(404);
});
