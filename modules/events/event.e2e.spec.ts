// One event's page, and that no log text ever becomes markup.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePortalModule } from '#src/plugin/module.js';
import { type EventPortal, logEvent, startEventPortal } from '../../test/helpers/event-portal.js';
import { START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

/** Stands for modules/entities: only its permission counts here. */
const entities = definePortalModule({
  id: 'entities',
  title: 'Entities',
  contract: '^1.0.0',
  permissions: [{ id: 'entities.read', title: 'See them', roles: ['viewer'] }],
  portal: async () => class {},
});

const HOSTILE = `<script>alert("1")</script> <%- include('x') %> '"><img src=x onerror=alert(1)> \u202Etxt.exe\u202C \u001b[31m \u0000 &lt;`;

describe('one event', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  let ids: string[];
  beforeAll(async () => {
    portal = await startEventPortal({ modules: [entities] });
    browser = await portal.setUp();
    ids = await portal.add(
      { message: 'after' },
      {
        message: HOSTILE,
        'host.name': 'web1',
        'event.original': `<13>${HOSTILE}\r\nsecond\tline`,
        'user.name': HOSTILE,
        'process.name': '"><bad>',
        'winlog.event_data.TargetUserName': 'svc_backup',
        'event.category': ['authentication', 'iam'],
        tags: ['syslog.missing-timestamp', 'odd<tag>'],
        'event.risk_score': 93,
        'lanwarden.hour_of_week': 108,
        'lanwarden.reasons': ['first logon at night', '<i>'],
      },
      { message: 'before' },
      { message: 'elsewhere', 'host.name': 'web2' },
    );
  });
  afterAll(() => portal.close());

  it.each(['/events', '/events/fields', 'event', '/live'])('%s shows hostile text as text', async (path) => {
    const { text } = await browser.get(
      path === 'event'
        ? `/events/${ids[1]}`
        : `${path}?q=${encodeURIComponent('-message:"<script>alert(1)</script>"')}`,
    );
    expect(/<script>|<img src=x|<bad>|<i>"|<tag>|<%|\u202e|\u001b|\u0000/i.exec(text)?.[0]).toBeUndefined();
    for (const [tag] of text.matchAll(/<script\b[^>]*>/g)) expect(tag).toMatch(/ src="\/assets\//);
  });

  it('makes visible what would not be seen', async () => {
    const { text } = await browser.get(`/events/${ids[1]}`);
    expect(text).toContain(
      '<span class="ev-mark">‹U+202E›</span>txt.exe<span class="ev-mark">‹U+202C›</span> <span class="ev-mark">‹ESC›</span>[31m',
    );
    expect(text).toMatch(/&amp;lt;\r?\nsecond\tline<\/pre>/);
    expect((await browser.get('/events')).text).toContain('‹U+202E›txt.exe');
  });

  it('shows fields in groups with name, alias and meaning, defects in words, and why it scored', async () => {
    const { text } = await browser.get(`/events/${ids[1]}`);
    expect(text).toMatch(/title="The address[^"]*"|title="Who logs on, else who acts\."/);
    expect(text).toMatch(/winlog\.event_data\.TargetUserName[\s\S]*svc_backup/);
    expect([...text.matchAll(/card-title">([^<]+)</g)].map(([, title]) => title)).toEqual(
      expect.arrayContaining(['Why this score', 'As it came', 'What', 'Time', 'Where', 'Who', 'Windows']),
    );
    expect(text).toContain('The message carries no time. The time of receipt is used.');
    expect(text).toContain('<li>first logon at night</li>');
    expect(text).toContain('<bdi>Friday 12:00–13:00 (hour 108 of the week)</bdi>');
  });

  it('narrows the search it was opened from, and leads back to it', async () => {
    const { text } = await browser.get(`/events/${ids[1]}?q=alert&from=-7d`);
    const hrefs = [...text.matchAll(/href="(\/events\?[^"]+)"/g)].map(
      ([, href]) => new URLSearchParams(href!.replaceAll('&amp;', '&').split('?')[1]),
    );
    expect(hrefs[0]!.toString()).toBe('q=alert&from=-7d');
    const queries = hrefs.map((parameters) => parameters.get('q'));
    expect(queries).toContain('alert winlog.event_data.TargetUserName:svc_backup');
    expect(queries).toContain('alert -category:iam');
    const hostile = hrefs.find((parameters) => parameters.get('q')?.startsWith('alert user:'));
    expect((await browser.get(`/api/v1/events/count?${hostile}`)).text).toBe('{"count":1}');
  });

  it('heads a message of many lines with its first and shows the rest below', async () => {
    const [id] = await portal.add({
      message: 'An account failed to log on.\r\n\r\nSubject:\r\n\tUser: alice',
      'host.name': 'pc1',
    });
    const { text } = await browser.get(`/events/${id}`);
    expect(text).toContain('<h1><bdi>An account failed to log on.</bdi></h1>');
    expect(text).toMatch(/ev-message" tabindex="0">An account failed to log on\.\r?\n\r?\nSubject:\r?\n\tUser: alice</);
    expect((await browser.get(`/events/${ids[0]}`)).text).not.toContain('ev-message');
  });

  it('shows the neighbours from the same host, this one marked', async () => {
    const { text } = await browser.get(`/events/${ids[2]}`);
    const rows = [
      ...text.matchAll(/<tr class="ev-row-\d" ?(aria-current="true")?>[\s\S]*?<bdi>([^<]*)<\/bdi><\/a>/g),
    ].map(([, current, message]) => [message, current !== undefined]);
    expect(rows[0]).toEqual(['after', false]);
    expect(rows[2]).toEqual(['before', true]);
    expect(rows).toHaveLength(3);
  });

  it('shows as many neighbours as asked for, in the search it was opened from', async () => {
    const many = Array.from({ length: 130 }, (_, index) => ({ message: `row ${index}`, 'host.name': 'busy' }));
    const busy = await portal.add(...many);
    const shown = async (more: string): Promise<number> =>
      (await browser.get(`/events/${busy[65]}${more}`)).text.split('class="ev-open"').length - 1;
    expect([
      await shown(''),
      await shown('?around=50'),
      await shown('?around=200'),
      await shown('?around=9999'),
    ]).toEqual([21, 101, 130, 21]);
    const { text } = await browser.get(`/events/${busy[65]}?q=row&around=50`);
    expect(text).toContain(`href="/events/${busy[65]}?q=row&amp;around=200#ev-around"`);
    expect(text).toMatch(/around=50#ev-around" class="active" aria-current="true"/);
    expect(text).toContain('href="/events?from=2026-11-20T09%3A53%3A55.000Z&amp;to=2026-11-20T10%3A03%3A55.000Z"');
  });

  it('leads to the pages of who and what it names, in a range that holds it, and not where there are none', async () => {
    const fields = {
      'user.name': 'CORP\\a/b',
      'user.target.name': 'bob',
      'source.ip': '10.0.0.1',
      'host.name': 'pc 1',
    };
    const day = 86_400_000;
    const [id] = (
      await portal.store.append({
        kind: 'import',
        events: [
          {
            event: logEvent({ ...fields, 'destination.ip': 'no-address', 'dns.question.name': '' }, START_MS - 3 * day),
          },
        ],
      })
    ).ids;
    const { text } = await browser.get(`/events/${id}`);
    expect([...new Set([...text.matchAll(/href="(\/entities\/[^"]*)"/g)].map(([, href]) => href))]).toEqual([
      '/entities/user/CORP%5Ca%2Fb?range=7d',
      '/entities/user/bob?range=7d',
      '/entities/ip/10.0.0.1?range=7d',
      '/entities/host/pc%201?range=7d',
    ]);
  });

  it.each(['20261120-default-live-0-zzzz', 'nonsense', '..%2F..%2Fetc'])(
    'answers 404 for %s with a way back',
    async (id) => {
      const answer = await browser.get(`/events/${id}?q=root`);
      expect([
        answer.status,
        answer.text.includes('No such event'),
        answer.text.includes('href="/events?q=root"'),
      ]).toEqual([404, true, true]);
    },
  );
});
