// The Events page over real HTTP and a real store.

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import { type EventPortal, logEvent, startEventPortal } from '../../test/helpers/event-portal.js';
import { START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

const HOUR_MS = 3_600_000;

describe('the events page', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  beforeAll(async () => {
    portal = await startEventPortal();
    browser = await portal.setUp();
    await portal.add(
      {
        message: 'Failed password for root',
        'user.name': 'root',
        'source.ip': '203.0.113.7',
        'event.severity': 3,
        'process.name': 'sshd',
      },
      { message: 'Accepted password for alice', 'user.name': 'alice', 'process.name': 'sshd' },
      {
        message: 'query[A] example.com from 10.0.0.5',
        'lanwarden.family': 'pihole',
        'process.name': 'dnsmasq',
        'dns.question.name': 'example.com',
      },
    );
    await portal.store.append({
      kind: 'live',
      events: [{ event: logEvent({ message: 'old and quiet' }, START_MS - 30 * HOUR_MS) }],
    });
  });
  afterAll(() => portal.close());

  it('is where the start page leads', async () => {
    expect((await browser.get('/')).location).toBe('/events');
  });

  it('finds by words and fields, newest first, in the last 24 hours', async () => {
    expect(messages((await browser.get('/events')).text)).toEqual([
      'Failed password for root',
      'Accepted password for alice',
      'query[A] example.com from 10.0.0.5',
    ]);
    expect(messages((await browser.get('/events?q=password+-user:root')).text)).toEqual([
      'Accepted password for alice',
    ]);
    expect(messages((await browser.get('/events?from=all')).text)).toHaveLength(4);
    expect(messages((await browser.get('/events?from=2026-11-19T00:00&to=2026-11-19T12:00')).text)).toEqual([
      'old and quiet',
    ]);
    expect(messages((await browser.get('/events?from=2026-11-18&to=2026-11-19')).text)).toContain('old and quiet');
  });

  it('says where a query has a mistake and what was expected', async () => {
    const answer = await browser.get('/events?q=user%3Aroot+severity%3Chigh');
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(/<pre>user:root severity&lt;<mark>h<\/mark>igh<\/pre>/);
    expect(answer.text).toContain('<strong>Character 20:</strong>');
    expect(answer.text).toContain('value="user:root severity&lt;high"');
  });

  it('says what is wrong with a range', async () => {
    const answer = await browser.get('/events?from=yesterday');
    expect([answer.status, answer.text.includes('expected a time such as')]).toEqual([400, true]);
    expect((await browser.get('/events?from=-1h&to=-2h')).text).toContain('ends before it begins');
  });

  it('narrows by clicks on values: the links it offers find what they say', async () => {
    const page = await browser.get('/events?q=password');
    const [include, exclude] = [link(page.text, 'Only user root'), link(page.text, 'Without user root')];
    expect(messages((await browser.get(include)).text)).toEqual(['Failed password for root']);
    expect(messages((await browser.get(exclude)).text)).toEqual(['Accepted password for alice']);
    expect(new URLSearchParams(include.split('?')[1]).get('q')).toBe('password user:root');
  });

  it('answers htmx with the page alone, without the layout', async () => {
    const part = await browser.get('/events?q=password', { 'hx-request': 'true', 'hx-request-type': 'partial' });
    expect(part.text.trimStart()).toMatch(/^<div id="events"/);
    expect(part.text).not.toContain('<html');
  });

  it('has chart and fields as parts of their own', async () => {
    expect((await browser.get('/events/chart?q=password')).text).toContain('<strong>2</strong> events');
    expect((await browser.get('/events/fields?q=password')).text).toContain('Only app sshd');
  });

  it('leads from each bar to its slice of time', async () => {
    const chart = (await browser.get('/events/chart?q=alice')).text;
    const bars = [...chart.matchAll(/<a href="([^"]+)" tabindex="-1"/g)].map(([, href]) => unescaped(href!));
    expect(bars).toHaveLength(1);
    expect(messages((await browser.get(bars[0]!)).text)).toEqual(['Accepted password for alice']);
  });

  it('offers a wider range and fewer terms when nothing matches', async () => {
    const { text } = await browser.get('/events?q=quiet+user%3Anobody');
    expect(text).toContain('No event matches');
    expect(messages((await browser.get(link(text, 'Last 7 days') + '&q=quiet')).text)).toEqual(['old and quiet']);
    expect(text).toMatch(/href="\/events\?q=quiet"[^>]*>.*<code>user:nobody<\/code>/);
  });

  it('is loaded anew by a header when asked to, without script', async () => {
    expect((await browser.get('/events?refresh=10')).headers.get('refresh')).toBe('10');
  });

  it('is for those who may read events', async () => {
    expect((await portal.browser().get('/events')).location).toBe('/login?next=%2Fevents');
  });
});

describe('the events page at its limits', () => {
  it('tells how to point a device here when nothing is stored, with the ports that listen', async () => {
    const portal = await startEventPortal();
    const browser = await portal.setUp();
    portal.collector.current = {
      listeners: [
        { name: 'udp', transport: 'udp', state: 'listening', port: 15514 },
        { name: 'tcp', transport: 'tcp', state: 'failed', port: 5514 },
      ],
    } as never;
    const { text } = await browser.get('/events');
    expect(unescaped(text)).toContain(
      '<code id="way-0">logger -n 127.0.0.1 -P 15514 --udp "hello from $(hostname)"</code>',
    );
    expect(text).not.toContain('5514 --tcp');
    expect(text).toContain('run one of these on this machine');
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const asked = get(`${portal.url}/events`, { headers: { cookie, host: 'logs.lan:8080' } });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect(await textOf(response)).toMatch(/at <strong>logs\.lan<\/strong>.* on any machine that reaches this one/);
    await portal.close();
  });

  it('pages without doubles or gaps while new events arrive', async () => {
    const portal = await startEventPortal();
    const browser = await portal.setUp();
    await portal.add(...Array.from({ length: 120 }, (_, index) => ({ message: `event ${index}` })));
    const seen: string[] = [];
    let next: string | undefined = '/events';
    while (next !== undefined) {
      const page: string = (await browser.get(next)).text;
      seen.push(...messages(page));
      await portal.add({ message: 'a late one' }, { message: 'and another' });
      next = /<a class="btn[^"]*" href="([^"]+)" rel="next"/.exec(page)?.[1];
      if (next !== undefined) next = unescaped(next);
    }
    expect(seen.filter((message) => message.startsWith('event'))).toEqual(
      Array.from({ length: 120 }, (_, index) => `event ${index}`),
    );
    expect(new Set(seen).size).toBe(seen.length);
    await portal.close();
  });

  it('shows a search that took too long with a way out, and keeps the table when only the chart is late', async () => {
    const late = (): Promise<never> =>
      Promise.reject(new Fault('QUERY_DEADLINE', 'The query took longer than 10000 ms.'));
    let searchIsLate = true;
    const wrap = (reader: EventReader): Partial<EventReader> => ({
      search: (request) => (searchIsLate ? late() : reader.search(request)),
      histogram: late,
      facets: () => new Promise(() => undefined),
    });
    const portal = await startEventPortal({ wrap });
    const browser = await portal.setUp();
    await portal.add({ message: 'here I am' });
    const slow = await browser.get('/events');
    expect([slow.status, slow.text.includes('This search takes too long')]).toEqual([200, true]);
    searchIsLate = false;
    const { text } = await browser.get('/events');
    expect(messages(text)).toEqual(['here I am']);
    expect(text).toContain('No chart: The query took longer');
    // Into its own place: htmx drops what comes for a placeholder that is gone.
    expect(text).toContain('hx-get="/events/fields?from=-24h" hx-trigger="load" hx-target="this" hx-swap="outerHTML"');
    await portal.close();
  });

  it('gives up its chart and its fields when there is no table to show', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const kept = ({ signal }: { signal?: AbortSignal }): Promise<never> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const portal = await startEventPortal({ wrap: () => ({ histogram: kept, facets: kept }) });
    const browser = await portal.setUp();
    expect((await browser.get('/events?cursor=none')).status).toBe(400);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
    await portal.close();
  });
});

function messages(html: string): string[] {
  return [...html.matchAll(/class="ev-open"[^>]*><bdi>([\s\S]*?)<\/bdi>/g)].map(([, text]) => unescaped(text!));
}

/** The address of the link with this title. */
function link(html: string, title: string): string {
  const tag = [...html.matchAll(/<a\b[^>]*>[^<]*/g)]
    .map(([each]) => each)
    .find((each) => each.includes(`title="${title}"`) || each.endsWith(`>${title}`));
  return unescaped(/href="([^"]+)"/.exec(tag ?? '')?.[1] ?? `no link ${title}`);
}

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
