// The API over real HTTP: shapes, mistakes, permissions.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReadOptions } from '#src/store/event-store.js';
import { eventually } from '../../test/helpers/eventually.js';
import { type EventPortal, startEventPortal } from '../../test/helpers/event-portal.js';
import { PASSWORD } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

interface Page {
  readonly events: readonly Record<string, unknown>[];
  readonly next: string | null;
}

describe('the events API', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  let ids: string[];
  beforeAll(async () => {
    portal = await startEventPortal();
    browser = await portal.setUp();
    ids = await portal.add(
      ...Array.from({ length: 25 }, (_, index) => ({
        message: `line ${index}`,
        'event.severity': ((index % 5) + 1) as 1 | 2 | 3 | 4 | 5,
        'user.name': index % 3 === 0 ? 'root' : `user${index % 2}`,
        'event.category': ['authentication', 'session'],
        ...(index % 2 === 0 ? { 'source.ip': '10.0.0.1' } : {}),
      })),
    );
  });
  afterAll(() => portal.close());

  const get = async <T>(path: string): Promise<T> => JSON.parse((await browser.get(`/api/v1/events${path}`)).text) as T;

  it('lists events flat with ECS names and ISO times, newest first, by cursor', async () => {
    const first = await get<Page>('?q=user:root&limit=5');
    expect(first.events[0]).toMatchObject({
      'event.id': ids[0],
      '@timestamp': '2026-11-20T10:00:00.000Z',
      'user.name': 'root',
      'event.category': ['authentication', 'session'],
      'event.severity': 1,
    });
    const second = await get<Page>(`?q=user:root&limit=5&cursor=${first.next}`);
    expect([...first.events, ...second.events].map((event) => event['message'])).toEqual(
      [0, 3, 6, 9, 12, 15, 18, 21, 24].map((index) => `line ${index}`),
    );
    expect(second.next).toBeNull();
  });

  it('gives one event and its neighbours', async () => {
    expect(await get(`/${ids[3]}`)).toMatchObject({ message: 'line 3', 'event.original': '<13>line 3' });
    const { events } = await get<Page>(`/${ids[3]}/around?n=1`);
    expect(events.map((event) => event['message'])).toEqual(['line 4', 'line 3', 'line 2']);
  });

  it('counts, and a histogram adds up to the count', async () => {
    const { count } = await get<{ count: number }>('/count?q=src_ip:10.0.0.0/8&from=-1h');
    expect(count).toBe(13);
    const histogram = await get<{ interval: number; buckets: { time: string; key: string; count: number }[] }>(
      '/histogram?q=src_ip:10.0.0.0/8&from=-1h&interval=10s&by=level',
    );
    expect(histogram.interval).toBe(10_000);
    expect(histogram.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(count);
    expect(histogram.buckets.at(-1)).toEqual({ time: '2026-11-20T10:00:00.000Z', key: '1', count: 1 });
  });

  it('chooses bounds and interval of a histogram when they are left out', async () => {
    const { from, to, interval, buckets } = await get<{
      from: string;
      to: string;
      interval: number;
      buckets: { count: number }[];
    }>('/histogram');
    expect([from, to, interval]).toEqual(['2026-11-20T09:59:36.000Z', '2026-11-20T10:00:00.001Z', 1_000]);
    expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(25);
  });

  it('gives the top values of one and of several fields, by name or alias', async () => {
    expect(await get('/top?field=user&limit=2')).toEqual({
      field: 'user',
      values: [
        { value: 'root', count: 9 },
        { value: 'user0', count: 8 },
      ],
    });
    const { fields } = await get<{ fields: Record<string, { value: string; count: number }[]> }>(
      '/facets?fields=event.category,src_ip,host',
    );
    expect(fields).toEqual({
      'event.category': [
        { value: 'authentication', count: 25 },
        { value: 'session', count: 25 },
      ],
      src_ip: [{ value: '10.0.0.1', count: 13 }],
      host: [{ value: 'web1', count: 25 }],
    });
    expect(Object.keys((await get<{ fields: object }>('/facets')).fields)).toContain('outcome');
  });

  it.each([
    ['?q=user%3Aroot%20(', 400, { type: 'urn:lanwarden:query-invalid', at: 11, parameter: 'q' }],
    ['?from=tomorrow', 400, { type: 'urn:lanwarden:bad-request', parameter: 'from' }],
    ['?limit=0', 400, { parameter: 'limit' }],
    ['?q=a&q=b', 400, { parameter: 'q' }],
    ['?cursor=nonsense', 400, { type: 'urn:lanwarden:bad-request' }],
    ['/histogram?interval=often', 400, { parameter: 'interval' }],
    ['/histogram?from=-7d&interval=1s', 400, {}],
    ['/top', 400, { parameter: 'field' }],
    ['/top?field=message', 400, {}],
    ['/top?field=usre', 400, { detail: expect.stringContaining('There is no field "usre"; expected "user"') }],
    [`/facets?fields=${Array(31).fill('user').join(',')}`, 400, { parameter: 'fields' }],
    ['/export?query=user:root', 400, { parameter: 'query', detail: expect.stringContaining('expected q, from, to') }],
    ['/20261120-default-live-0-zzzz', 404, { type: 'urn:lanwarden:not-found' }],
    ['/nonsense/around', 404, {}],
    ['/export?format=xls', 400, { parameter: 'format' }],
  ])('answers %s with problem+json', async (path, status, members) => {
    const answer = await browser.get(`/api/v1/events${path}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(answer.text)).toMatchObject({ status, ...members });
  });

  it('is for a token or a session, and exports for analysts only', async () => {
    expect((await portal.browser().get('/api/v1/events')).status).toBe(401);
    await browser.open('/users');
    await browser.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    const viewer = portal.browser();
    await viewer.logIn('vera', PASSWORD);
    expect((await viewer.get('/api/v1/events/count')).status).toBe(200);
    expect((await viewer.get('/api/v1/events/export')).status).toBe(403);
    expect((await viewer.get('/events')).text).not.toContain('Export');
  });

  it('describes itself', async () => {
    const { paths } = JSON.parse((await browser.get('/api/openapi.json')).text) as {
      paths: Record<string, { get: { parameters: { name: string; description?: string; schema: object }[] } }>;
    };
    expect(Object.keys(paths).filter((path) => path.startsWith('/api/v1/events'))).toEqual([
      '/api/v1/events',
      ...['count', 'export', 'facets', 'histogram', 'top', '{id}', '{id}/around'].map(
        (name) => `/api/v1/events/${name}`,
      ),
    ]);
    const limit = paths['/api/v1/events']!.get.parameters.find(({ name }) => name === 'limit');
    expect(limit).toMatchObject({
      description: '1 to 10000',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 100 },
    });
  });
});

describe('a question of the events API whose asker goes away', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  let asked: (AbortSignal | undefined)[] = [];
  beforeAll(async () => {
    const waits = async ({ signal }: ReadOptions = {}): Promise<never> => {
      asked.push(signal);
      signal?.throwIfAborted();
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    portal = await startEventPortal({
      wrap: () => ({
        count: waits,
        histogram: waits,
        top: waits,
        facets: waits,
        around: (_id, _n, options) => waits(options),
      }),
    });
    browser = await portal.setUp();
  });
  afterAll(() => portal.close());

  it.each([
    ['/api/v1/events/count', 2],
    ['/api/v1/events/histogram', 2],
    ['/api/v1/events/top?field=app', 2],
    ['/api/v1/events/facets', 2],
    ['/api/v1/events/ID/around', 3],
    ['/events/ID', 3],
  ])('runs with few others of its kind, and ends: %s', async (path, atOnce) => {
    const [id] = await portal.add({});
    asked = [];
    const aborting = new AbortController();
    const headers = { cookie: `lanwarden_session=${browser.cookies.get('lanwarden_session')}` };
    const ask = (): Promise<unknown> =>
      fetch(portal.url + path.replace('ID', id!), { headers, signal: aborting.signal });
    const answers = Promise.allSettled([ask(), ask(), ask(), ask()]);
    await eventually(() => expect(asked).toHaveLength(atOnce));
    aborting.abort();
    await answers;
    await eventually(() => expect(asked.every((signal) => signal?.aborted === true)).toBe(true));
  });
});
