// The graph: its numbers, its bounds, and what it says about what it leaves out.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import { type EventPortal, startEventPortal } from '../../../test/helpers/event-portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import entities from '../index.js';
import { EdgeBook } from './edges.js';

describe('the graph', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  let isSlow = false;
  const slowSometimes = (reader: EventReader): Partial<EventReader> => ({
    top: (request) => {
      if (isSlow && request.field === 'host.name') throw new Fault('QUERY_DEADLINE', 'too slow');
      return reader.top(request);
    },
  });
  beforeAll(async () => {
    portal = await startEventPortal({ modules: [entities], wrap: slowSometimes });
    browser = await portal.setUp();
    await portal.add(
      { 'user.name': 'alice', 'source.ip': '10.0.0.1', 'host.name': 'web1' },
      { 'user.name': 'Alice', 'source.ip': '10.0.0.1', 'host.name': 'web1' },
      { 'user.name': 'alice', 'source.ip': '10.0.0.2', 'host.name': 'web2' },
      { 'user.name': '<b>bob</b>', 'source.ip': '10.0.0.2', 'host.name': 'web2' },
      { 'user.name': 'carol', 'source.ip': '10.0.0.3', 'host.name': 'far' },
      { 'source.ip': '10.0.0.3', 'host.name': 'far' },
    );
  });
  afterAll(() => portal.close());

  const edgesAt = async (path: string): Promise<string[]> => edgesIn((await browser.get(path)).text);

  it('counts the events that two have in common', async () => {
    expect(await edgesAt('/entities/graph?wait=1')).toEqual([
      '10.0.0.1 web1 2',
      '10.0.0.2 web2 2',
      '10.0.0.3 far 2',
      '<b>bob</b> 10.0.0.2 1',
      '<b>bob</b> web2 1',
      'alice 10.0.0.1 2',
      'alice 10.0.0.2 1',
      'alice web1 2',
      'alice web2 1',
      'carol 10.0.0.3 1',
      'carol far 1',
    ]);
  });

  it('shows what is around a centre, and no farther than its neighbours’ neighbours', async () => {
    expect(await edgesAt('/entities/graph?wait=1&kind=host&name=WEB1')).toEqual([
      '10.0.0.1 web1 2',
      'alice 10.0.0.1 2',
      'alice 10.0.0.2 1',
      'alice web1 2',
    ]);
    expect((await browser.get('/entities/graph?wait=1&kind=user&name=dave')).text).toContain(
      'Nothing belongs together',
    );
  });

  it('leads from a node to its page and from a number to the events behind it', async () => {
    const { text } = await browser.get('/entities/parts/graph?range=24h');
    expect(text).toContain('href="/entities/user/%3Cb%3Ebob%3C%2Fb%3E?range=24h"');
    expect(text).not.toContain('<b>bob');
    const search = /href="(\/events\?q=user%3Acarol[^"]*)"/.exec(text)![1]!.replaceAll('&amp;', '&');
    const q = new URLSearchParams(search.split('?')[1]).get('q')!;
    expect((await browser.get(`/api/v1/events/count?q=${encodeURIComponent(q)}`)).text).toBe('{"count":1}');
  });

  it('says how many counts were not ready in time', async () => {
    isSlow = true;
    const { text } = await browser.get('/entities/graph?wait=1');
    isSlow = false;
    expect(text).toMatch(/<strong>\s*6 of 11\s+counts were not ready in time/);
    expect(edgesIn(text)).toEqual([
      '<b>bob</b> 10.0.0.2 1',
      'alice 10.0.0.1 2',
      'alice 10.0.0.2 1',
      'carol 10.0.0.3 1',
    ]);
  });
});

describe('the strongest edges', () => {
  it('bring in no node too many, but connect those that are there', () => {
    const book = new EdgeBook();
    const [user, ip] = [
      (name: string) => ({ kind: 'user', name }) as const,
      (name: string) => ({ kind: 'ip', name }) as const,
    ];
    book.add(user('a'), ip('1'), 9);
    book.add(ip('1'), user('a'), 9);
    book.add(user('b'), ip('2'), 8);
    book.add(user('c'), ip('3'), 7);
    book.add(user('A'), ip('2'), 1);
    expect(book.size).toBe(4);
    expect(book.strongest(4, 10).map(({ from, to, count }) => [from.name, to.name, count])).toEqual([
      ['a', '1', 9],
      ['b', '2', 8],
      ['A', '2', 1],
    ]);
    expect(book.strongest(4, 1)).toHaveLength(1);
  });
});

/** `alice web1 2`, sorted; case does not matter. */
function edgesIn(page: string): string[] {
  return [...page.matchAll(/<tr data-count="(\d+)">([\s\S]*?)<\/tr>/g)]
    .map(([, count, row]) => `${[...row!.matchAll(/<bdi>([^<]*)/g)].map(([, name]) => name).join(' ')} ${count}`)
    .map((text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').toLowerCase())
    .toSorted();
}
