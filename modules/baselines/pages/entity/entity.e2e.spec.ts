// The page of what is normal for one user, device or address: what it shows, under which names it is found, and that a name may be anything.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineHref } from '#src/portal/events/baseline-links.js';
import {
  type BaselinePages,
  DAY_MS,
  madeProfile,
  startBaselinePages,
  TODAY,
} from '../../../../test/helpers/baseline-pages.js';
import { START_MS } from '../../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../../test/helpers/test-browser.js';
import { eventually } from '../../../../test/helpers/eventually.js';

const ALICE = { kind: 'user', name: 'alice' } as const;
const RAW = /<img src=x|<script>alert|\u202e|\u001b|<%/;

describe('the page of what is normal for somebody', () => {
  let pages: BaselinePages;
  let browser: TestBrowser;
  beforeAll(async () => {
    pages = await startBaselinePages();
    browser = await pages.setUp();
  });
  afterAll(() => pages.close());

  const text = async (path: string): Promise<string> => (await browser.get(path)).text;

  it('shows hours, values and counts of somebody with nothing unusual', async () => {
    pages.made.profiles['user:alice'] = madeProfile(ALICE);
    const page = await text('/baselines/user/alice');
    expect(page).toContain('Mostly Monday to Friday, 08:00 to 17:00.');
    expect(page.match(/class="bl-step-4"/g)).toHaveLength(45 + 1); // and the legend
    expect(page).toContain('title="Monday 08:00: most of all"');
    expect(page).toContain('title="Sunday 08:00: hardly ever"');
    expect(page).toMatch(/href="\/events\?q=src_ip%3A10.20.3.0%2F24[^"]*">10.20.3.0\/24<\/a>[^]*?38 days/);
    expect(page).toMatch(/Failures an hour<\/td>[^]*?>0.04<[^]*?>2</);
    expect(page).toContain('Nothing so far.');
    expect(page).not.toContain('class="bl-new"');
  });

  it('shows what is unusual now with points that add up, and marks its hours in the week', async () => {
    await pages.find(
      { entity: ALICE, score: 80.5 },
      { entity: ALICE, score: 55, time: START_MS - 9 * DAY_MS, summary: 'nine days ago' },
    );
    await eventually(async () => expect(await text('/baselines/user/alice')).toContain('nine days ago'));
    const page = await text('/baselines/user/alice');
    expect(page).toContain('What is unusual now');
    const bar = [.../bl-stack"[^]*?<\/svg>/.exec(page)![0].matchAll(/x="([\d.]+)" width="([\d.]+)"/g)];
    expect(bar.map(([, x, width]) => [Number(x), Number(width)])).toEqual([
      [0, 50.5],
      [50.5, 30],
    ]);
    expect(page).toMatch(/aria-label="On average 0.04, rarely above 2, seen 17"/);
    // 2026-11-20 was a Friday, 10:00 UTC; the finding of nine days ago is too old for a mark.
    expect([...page.matchAll(/bl-marked" title="([^"]+)"/g)].map(([, title]) => title)).toEqual([
      'Friday 10:00: most of all, something unusual was found',
    ]);
    expect(page.match(/<a href="\/baselines\/findings\/\d+" aria-label="/g)).toHaveLength(2);
  });

  it('is found under the name that stands in logs', async () => {
    expect(await text('/baselines/user/ALICE')).toContain('id="bl-hours"');
  });

  it('marks values of the last days as new, unless all are', async () => {
    const values = [
      { value: 'old', days: 40, first: TODAY - 60, last: TODAY - 1 },
      { value: 'young', days: 1, first: TODAY - 2, last: TODAY - 1 },
    ];
    const entity = { kind: 'host', name: 'nas' } as const;
    const dimension = { code: 'new-program', title: 'Programs', values, more: 3 } as const;
    pages.made.profiles['host:nas'] = madeProfile(entity, { dimensions: [dimension] });
    const page = await text('/baselines/host/nas');
    expect([...page.matchAll(/>(\w+)<\/a><\/bdi><span class="bl-new">/g)].map(([, name]) => name)).toEqual(['young']);
    expect(page).toContain('and 3 more');
    pages.made.profiles['host:nas'] = madeProfile(entity, { dimensions: [{ ...dimension, values: values.slice(1) }] });
    expect(await text('/baselines/host/nas')).not.toContain('class="bl-new"');
  });

  it('tells how far the learning is, and what cannot be known', async () => {
    const learning = { day: 5, days: 14, events: 1, confidence: 0.3, isReady: false, limits: ['<b>nothing</b> yet'] };
    pages.made.profiles['ip:10.0.0.1'] = madeProfile({ kind: 'ip', name: '10.0.0.1' }, { learning });
    const page = await text('/baselines/ip/10.0.0.1');
    expect(page).toContain('day 5 of 14');
    expect(page).toContain('1 event<');
    expect(page).toContain('&lt;b&gt;nothing&lt;/b&gt; yet');
  });

  it.each([
    '<script>alert(1)</script>',
    `"><img src=x onerror=alert(1)>' <%- include('x') %>`,
    'a/b//c/../d',
    '.',
    '..',
    '100%25 ?x=1&y=2#z',
    '\u202etxt.exe\n\u001b[31m',
    'of/user',
    'émile 日本 😀',
  ])('is there for a user named %j, whose name and values stay text', async (name) => {
    const entity = { kind: 'user', name: name.toLowerCase() } as const;
    pages.made.profiles[`user:${entity.name}`] = madeProfile(entity, {
      dimensions: [{ code: 'new-host', title: 'Machines', more: 0, values: [{ value: name, days: 2, last: TODAY }] }],
    });
    const answer = await browser.get(baselineHref('user', name));
    expect([answer.status, answer.text.includes('id="bl-hours"')]).toEqual([200, true]);
    expect(RAW.exec(answer.text)?.[0]).toBeUndefined();
    const part = await browser.get(`/baselines/of/user?${new URLSearchParams({ name })}`);
    expect(part.text).toContain('What is normal for');
    expect(RAW.exec(part.text)?.[0]).toBeUndefined();
  });

  it.each([
    '/baselines/user/nobody',
    '/baselines/planet/mars',
    '/baselines/user',
    `/baselines/user/${'x'.repeat(1_100)}`,
  ])('answers 404 for %s with a way back', async (path) => {
    const answer = await browser.get(path);
    expect([answer.status, answer.text.includes('href="/baselines"')]).toEqual([404, true]);
  });

  it('gives other pages a few lines, and nothing where nothing is known', async () => {
    const part = await text('/baselines/of/user?name=Alice');
    expect(part).toContain('href="/baselines/user/alice"');
    expect(part).toContain('Mostly Monday to Friday');
    expect(part).not.toContain('<html');
    expect((await text('/baselines/of/user?name=nobody')).trim()).toBe('');
    expect((await text('/baselines/of/domain?name=alice')).trim()).toBe('');
  });
});
