// Pages of users, addresses, hosts and domains: what counts as theirs, what belongs to them, and that a name may be anything.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '#src/faults.js';
import { entityHref, type EntityKind } from '#src/portal/events/entity-links.js';
import type { EventReader } from '#src/store/event-store.js';
import { type EventPortal, logEvent, startEventPortal } from '../../test/helpers/event-portal.js';
import { START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import baselines from '../baselines/index.js';
import entities from './index.js';

const DAY_MS = 86_400_000;

describe('the page of an entity', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  let strange = 0;
  let isSlow = false;
  /** What no index answers. */
  const slowSometimes = (reader: EventReader): Partial<EventReader> => ({
    search: (request) => {
      if (isSlow && JSON.stringify(request.query).includes('user.target.name'))
        throw new Fault('QUERY_DEADLINE', 'slow');
      return reader.search(request);
    },
  });
  beforeAll(async () => {
    portal = await startEventPortal({ modules: [entities], wrap: slowSometimes });
    browser = await portal.setUp();
    await portal.add(
      { message: 'one', 'user.name': 'alice', 'source.ip': '10.0.0.1', 'event.outcome': 'success' },
      {
        message: 'two',
        'user.name': 'Alice',
        'source.ip': '10.0.0.2',
        'event.outcome': 'failure',
        'host.name': 'web2',
      },
      { message: 'three', 'user.name': 'root', 'user.target.name': 'alice', 'lanwarden.family': 'windows' },
      { message: 'four', 'user.name': 'alice', 'user.target.name': 'alice' },
      { message: 'five', 'lanwarden.owner': 'alice', 'source.ip': '10.0.0.9', 'dns.question.name': 'ads.example.com' },
      { message: 'six', 'user.name': 'bob', 'source.ip': '10.0.0.9', 'destination.ip': '10.0.0.1' },
      { message: 'seven', 'user.name': 'bob', 'dns.question.name': 'example.com', 'destination.ip': '10.0.0.1' },
    );
    await portal.store.append({
      kind: 'import',
      events: [{ event: logEvent({ message: 'old', 'user.name': 'carol' }, START_MS - 3 * DAY_MS) }],
    });
  });
  afterAll(() => portal.close());

  const open = async (kind: EntityKind, name: string, more = ''): Promise<string> => {
    const href = entityHref(kind, name);
    return (await browser.get(`${href}${href.includes('?') ? '&' : '?'}wait=1${more}`)).text;
  };

  it.each<[EntityKind, string, string, string[]]>([
    ['user', 'alice', '', ['one', 'two', 'three', 'four', 'five']],
    ['ip', '10.0.0.1', '', ['one', 'six', 'seven']],
    ['ip', '::ffff:10.0.0.2', '', ['two']],
    ['host', 'WEB2', '', ['two']],
    ['domain', 'example.com', '', ['seven']],
    ['domain', 'example.com', '&subdomains=1', ['five', 'seven']],
  ])(
    '%s %s%s has its events, newest first, and the search behind it finds as many',
    async (kind, name, more, messages) => {
      const page = await open(kind, name, more);
      expect([...page.matchAll(/class="ev-open"[^>]*><bdi>([^<]*)/g)].map(([, text]) => text)).toEqual(messages);
      expect(numberBeside(page, 'Events')).toBe(messages.length);
      expect(/timeline-head">\s*<span><strong>(\d+)/.exec(page)?.[1]).toBe(String(messages.length));
      const search = /<dt>Events<\/dt>\s*<dd>\s*<a href="([^"]+)"/
        .exec(page)![1]!
        .replaceAll('&amp;', '&')
        .split('?')[1]!;
      const counted = new URLSearchParams([...new URLSearchParams(search), ['from', '-24h']]);
      expect((await browser.get(`/api/v1/events/count?${counted}`)).text).toBe(`{"count":${messages.length}}`);
    },
  );

  it('tells in which role, with which outcome, of which family, and when first and last', async () => {
    const page = await open('user', 'alice');
    expect(numberBeside(page, 'Logged on or acted')).toBe(3);
    expect(numberBeside(page, 'Acted on, or owner of the device')).toBe(2);
    expect([numberBeside(page, 'Outcome success'), numberBeside(page, 'Outcome failure')]).toEqual([1, 1]);
    expect(valuesUnder(page, 'Families')).toEqual([
      ['linux', 4],
      ['windows', 1],
    ]);
    expect(/First in this range<\/dt>\s*<dd>\s*<time datetime="([^"]+)"/.exec(page)?.[1]).toBe(
      '2026-11-20T09:59:56.000Z',
    );
    expect(/<dt>Last<\/dt>\s*<dd>\s*<time datetime="([^"]+)"/.exec(page)?.[1]).toBe('2026-11-20T10:00:00.000Z');
  });

  it('lists who and what occurs with it, each leading to its own page, but not itself', async () => {
    const page = await open('user', 'alice');
    expect(valuesUnder(page, 'Users')).toEqual([['root', 1]]);
    expect(valuesUnder(page, 'Source addresses')).toEqual([
      ['10.0.0.1', 1],
      ['10.0.0.2', 1],
      ['10.0.0.9', 1],
    ]);
    expect(valuesUnder(page, 'Hosts')).toEqual([
      ['web1', 4],
      ['web2', 1],
    ]);
    expect(valuesUnder(page, 'Domains')).toEqual([['ads.example.com', 1]]);
    expect(page).toContain('href="/entities/ip/10.0.0.9?range=24h"');
    expect(page).not.toContain('Accounts acted on');
  });

  it('does without what takes too long to look for, says so, and leads to the search for it', async () => {
    isSlow = true;
    const page = await open('user', 'alice');
    isSlow = false;
    expect(numberBeside(page, 'Events')).toBe(3);
    expect(page).toContain('Without “Acted on, or owner of the device”');
    expect(page).toMatch(/href="\/events\?q=[^"]*target_user%3Aalice[^"]*">Search for it/);
    expect(page).not.toContain('<dt>Acted on');
    expect([...page.matchAll(/class="ev-open"[^>]*><bdi>([^<]*)/g)].map(([, text]) => text)).toEqual([
      'one',
      'two',
      'four',
    ]);
  });

  it('asks for what is normal where that is known, and not of domains', async () => {
    expect(await open('user', 'a/b')).not.toContain('/baselines/');
    const withBaselines = await startEventPortal({ modules: [entities, baselines] });
    const other = await withBaselines.setUp();
    const page = await other.get(entityHref('user', 'a/b'));
    expect(page.text).toContain('hx-get="/baselines/of/user?name=a%2Fb"');
    expect(page.text).toContain('href="/baselines/user/a%2Fb"');
    expect((await other.get('/baselines/of/user?name=a%2Fb')).status).toBe(200);
    expect((await other.get(entityHref('domain', 'example.com'))).text).not.toContain('/baselines/of');
    await withBaselines.close();
  });

  it('gives each part by its own address, as the page that could not wait asks for it', async () => {
    for (const [part, text] of [
      ['overview', 'Outcome failure'],
      ['newest', 'class="ev-open"'],
      ['related', 'ads.example.com'],
    ]) {
      const answer = await browser.get(`/entities/parts/${part}?kind=user&name=alice&range=24h`);
      expect([part, answer.status, answer.text.includes(text!), answer.text.includes('<html')]).toEqual([
        part,
        200,
        true,
        false,
      ]);
    }
  });

  it('says that a range is empty, and which longer one to look at', async () => {
    const page = await open('user', 'carol');
    expect(page).toContain('Nothing of carol in the last 24 hours');
    expect(page).toMatch(/href="\/entities\/user\/carol\?range=7d">Look at the last 7 days</);
    expect(await open('user', 'carol', '&range=7d')).toContain('<bdi>old</bdi>');
    expect(await open('user', 'nobody', '&range=all')).toContain('Nothing of nobody in all that is stored');
  });

  it.each([
    '/entities/ip/not-an-address',
    '/entities/ip/10.0.0.1%2F8',
    '/entities/planet/mars',
    '/entities/user',
    `/entities/user/${'x'.repeat(1_001)}`,
  ])('answers 404 for %s with a way back', async (path) => {
    const answer = await browser.get(path);
    expect([answer.status, answer.text.includes('No such entity'), answer.text.includes('href="/entities"')]).toEqual([
      404,
      true,
      true,
    ]);
  });

  it.each([
    '<script>alert(1)</script>',
    `"><img src=x onerror=alert(1)>' <%- include('x') %>`,
    'a/b//c/../d',
    'CORP\\Max Müller',
    'émile 日本 😀',
    '.',
    '..',
    '100%25 ?x=1&y=2#z',
    'a*b?c',
    '" OR user:*',
    '\u202etxt.exe\n\u001b[31m',
    'x'.repeat(900),
    'parts/overview',
  ])('finds exactly the events of a user named %j, and shows the name as text', async (name) => {
    const address = `10.9.9.${(strange += 1)}`;
    await portal.add({ message: 'of a strange name', 'user.name': name, 'source.ip': address });
    const page = await open('user', name);
    expect(numberBeside(page, 'Events')).toBe(1);
    expect(/<script>|<img src=x|<%|\u202e|\u001b|\u0000/i.exec(page)?.[0]).toBeUndefined();
    const related = await open('ip', address);
    expect(related).toContain(
      `href="${entityHref('user', name, '24h').replaceAll('&', '&amp;').replaceAll("'", '&#39;')}"`,
    );
    expect(/<script>|<img src=x|<%|\u202e|\u001b|\u0000/i.exec(related)?.[0]).toBeUndefined();
  });
});

function numberBeside(page: string, title: string): number {
  const dd = new RegExp(`<dt>${title}</dt>\\s*<dd[^>]*>\\s*(?:<a [^>]*>)?\\s*([\\d\\u202f]+)`).exec(page);
  return Number(dd?.[1]?.replaceAll('\u202f', ''));
}

/** Texts and counts of the list under this heading. */
function valuesUnder(page: string, title: string): [string, number][] {
  const list = page.slice(page.search(new RegExp(`>${title}</h[23]>`))).split('</ul>', 1)[0]!;
  return [...list.matchAll(/<bdi>([^<]*)<\/bdi><\/a><span>(\d+)/g)].map(([, text, count]) => [text!, Number(count)]);
}
