// Where to start: the busiest of the day, and from what was typed to the page it means.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../test/helpers/eventually.js';
import { type EventPortal, startEventPortal } from '../../test/helpers/event-portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import entities from './index.js';

describe('finding an entity', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  beforeAll(async () => {
    portal = await startEventPortal({ modules: [entities] });
    browser = await portal.setUp();
  });
  afterAll(() => portal.close());

  it('says that there is nothing yet', async () => {
    expect((await browser.get('/entities?wait=1')).text).toContain('No events in the last 24 hours');
  });

  it('shows the busiest of each kind', async () => {
    await portal.add(
      { 'user.name': 'alice', 'source.ip': '10.0.0.1', 'host.name': 'web1', 'dns.question.name': 'a.example.com' },
      { 'user.name': 'alice', 'source.ip': '10.0.0.1', 'host.name': 'web1' },
      { 'user.name': 'malice', 'source.ip': '10.0.1.1', 'host.name': 'alicepc' },
      { 'user.name': 'bob', 'source.ip': '172.16.0.1', 'host.name': 'web1' },
    );
    const { text } = await browser.get('/entities?wait=1');
    expect(names(text)).toEqual([
      'alice',
      'bob',
      'malice',
      '10.0.0.1',
      '10.0.1.1',
      '172.16.0.1',
      'web1',
      'alicepc',
      'a.example.com',
    ]);
    expect(text).toContain('aria-current="page"');
  });

  it.each([
    ['10.0.0.77', '/entities/ip/10.0.0.77?range=24h'],
    ['fe80::0001', '/entities/ip/fe80%3A%3A0001?range=24h'],
    [' bob ', '/entities/user/bob?range=24h'],
    ['A.EXAMPLE.COM', '/entities/domain/a.example.com?range=24h'],
  ])('leads straight to the only thing %j can mean', async (typed, page) => {
    const answer = await browser.get(`/entities?find=${encodeURIComponent(typed)}`);
    expect([answer.status, answer.location]).toEqual([303, page]);
  });

  it.each([
    ['alice', ['alice', 'malice', 'alicepc']],
    ['ali', ['alice', 'malice', 'alicepc']],
    ['10.0.', ['10.0.0.1', '10.0.1.1']],
    ['10.0.0.0/23', ['10.0.0.1', '10.0.1.1']],
    ['example', ['a.example.com']],
  ])('lists what %j may mean', async (typed, found) => {
    expect(names((await browser.get(`/entities?find=${encodeURIComponent(typed)}`)).text)).toEqual(found);
  });

  it('says so when nothing is like it, and leads on', async () => {
    const { text } = await browser.get(`/entities?find=${encodeURIComponent('<b>zed</b>')}`);
    expect(text).toContain('Nothing like “<bdi>&lt;b&gt;zed&lt;/b&gt;</bdi>” in the last 24 hours');
    expect(text).toContain('href="/entities?find=%3Cb%3Ezed%3C%2Fb%3E&amp;range=30d"');
    expect(text).toContain('href="/entities/host/%3Cb%3Ezed%3C%2Fb%3E?range=24h"');
  });

  it('is not for people who are not logged in', async () => {
    for (const path of [
      '/entities',
      '/entities/user/alice',
      '/entities/graph',
      '/entities/parts/related?kind=user&name=alice',
    ])
      expect([path, (await portal.browser().get(path)).status]).toEqual([path, 303]);
  });
});

function names(page: string): string[] {
  return [...page.matchAll(/<a href="\/entities\/[^"]*" title="[^"]*">\s*<bdi>([^<]*)/g)].map(([, name]) => name!);
}

it('stops counting for a page that went out without the lists', async () => {
  let [begun, ended] = [0, 0];
  const top = ({ signal }: { readonly signal?: AbortSignal | undefined }): Promise<never> => {
    begun += 1;
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        ended += 1;
        reject(new Error('nobody waits'));
      });
    });
  };
  const portal = await startEventPortal({ modules: [entities], wrap: () => ({ top }) });
  const browser = await portal.setUp();
  expect((await browser.get('/entities')).text).toContain('/entities/parts/lists');
  await eventually(() => expect([begun > 0, ended]).toEqual([true, begun]));
  await portal.close();
});
