// Users by risk, and the list of findings: who stands where, what filters leave, and that names and sentences stay text.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BaselinePages, DAY_MS, madeStatus, startBaselinePages } from '../../../../test/helpers/baseline-pages.js';
import { START_MS } from '../../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../../test/helpers/test-browser.js';
import { eventually } from '../../../../test/helpers/eventually.js';

const HOSTILE = '<img src=x onerror=alert(1)>\u202e';
const RAW = /<img src=x|<script>alert|\u202e|\u001b|<b>bold/;

describe('the lists of the baselines', () => {
  let pages: BaselinePages;
  let browser: TestBrowser;
  beforeAll(async () => {
    pages = await startBaselinePages();
    browser = await pages.setUp();
  });
  afterAll(() => pages.close());

  const text = async (path: string): Promise<string> => (await browser.get(path)).text;

  it('says what to do while nothing is learned, and links to the training', async () => {
    pages.made.status = madeStatus({ model: undefined, learning: undefined, stage: undefined });
    const empty = await text('/baselines');
    expect(empty).toContain('There is nothing to learn from yet');
    expect(empty).toContain('href="/sources/connect">Add a device<');
    await pages.add({ message: 'hello' });
    const page = await text('/baselines');
    expect(page).toContain('Nothing has been learned yet');
    expect(page).toMatch(/href="\/baselines\/training">Train now</);
    expect(await text('/baselines/findings')).toContain('Nothing was found yet');
    pages.made.status = madeStatus();
    expect(await text('/baselines')).toContain('Nothing unusual about users');
  });

  describe('with findings', () => {
    beforeAll(async () => {
      const hostile = { kind: 'user' as const, name: HOSTILE };
      await pages.find(
        { entity: { kind: 'user', name: 'alice' }, score: 91.4 },
        { entity: { kind: 'user', name: 'bob' }, score: 80, time: START_MS - 3 * DAY_MS, state: 'learning' },
        { entity: { kind: 'host', name: 'nas' }, score: 68, reasons: [] },
        { entity: hostile, score: 76, time: START_MS - DAY_MS, summary: '<b>bold</b>\u202e\u001b[31m' },
      );
      await eventually(async () => expect(await text('/baselines/findings')).toContain('4 findings'));
    });

    it('stand with the riskiest first; half of the risk goes in three days', async () => {
      const page = await text('/baselines');
      const rows = [...page.matchAll(/bl-who"[^>]*>[^]*?<bdi>([^<]*)[^]*?<strong>(\d+)<\/strong>/g)];
      expect(rows.map(([, name]) => name)).toEqual(['alice', '&lt;img src=x onerror=alert(1)&gt;‹U+202E›', 'bob']);
      const risks = rows.map(([, , risk]) => Number(risk));
      expect(risks[0]).toBeGreaterThanOrEqual(91);
      expect(risks[2]).toBeGreaterThanOrEqual(40);
      expect(risks[2]).toBeLessThan(45);
      expect(page).not.toMatch(RAW);
    });

    it.each([
      ['?kind=host', ['nas']],
      ['?kind=ip', []],
      ['?kind=all&q=A', ['alice', 'nas']],
      ['?q=%25', []],
    ])('show %s alone', async (query, names) => {
      const page = await text(`/baselines${query}`);
      const found = [...page.matchAll(/bl-who"[^>]*>[^]*?<bdi>([^<]*)/g)].map(([, name]) => name!);
      expect(found.filter((name) => !name.includes('img')).toSorted()).toEqual(names);
    });

    it.each([
      ['?show=open', 3],
      ['?show=learning', 1],
      ['?show=judged', 0],
      ['?code=new-country', 3],
      ['?code=dns-tunnel', 0],
      ['?days=1', 2],
      ['?score=85', 1],
      ['?kind=user&q=ali', 1],
      ['?name=bob', 1],
      ['?days=nonsense&kind=planet&code=none', 4],
    ])('are filtered by %s: %i', async (query, count) => {
      const page = await text(`/baselines/findings${query}`);
      expect(page.match(/class="bl-who"/g)?.length ?? 0).toBe(count);
      if (count === 0) expect(page).toContain('No finding fits');
      expect(page).not.toMatch(RAW);
    });

    it('are ordered by score when asked for', async () => {
      const page = await text('/baselines/findings?order=score');
      const scores = [...page.matchAll(/bl-risk [^>]*><strong>([\d.]+)/g)].map(([, score]) => Number(score));
      expect(scores).toEqual([91, 80, 76, 68]);
    });

    it('go on where the page before ended', async () => {
      const many = Array.from({ length: 60 }, (_, at) => ({
        entity: { kind: 'ip' as const, name: `10.0.0.${at}` },
        score: 60 + at / 10,
      }));
      await pages.find(...many);
      await eventually(async () => expect(await text('/baselines/findings')).toContain('64 findings'));
      const first = await text('/baselines/findings?kind=ip');
      const older = /href="([^"]+)" rel="next"/.exec(first)![1]!.replaceAll('&amp;', '&');
      const second = await text(older);
      const names = [first, second].flatMap((page) =>
        [...page.matchAll(/bl-who"[^>]*>[^]*?<bdi>([^<]*)/g)].map(([, name]) => name),
      );
      expect(new Set(names).size).toBe(60);
      expect(second).not.toContain('rel="next"');
      expect(await text('/baselines?kind=ip')).toContain('1 to 25 of 60');
      expect(await text('/baselines?kind=ip&page=3')).toContain('51 to 60 of 60');
    });
  });

  it.each([
    ['test mode', madeStatus({ settings: { budget: 2, mode: 'test', trainAtHour: 3, historyDays: 90 } }), 'Test mode'],
    [
      'learning',
      madeStatus({ learning: { day: 5, days: 14, events: 9, confidence: 0.2, isReady: false, limits: [] } }),
      'Learning: day 5 of 14',
    ],
    [
      'GeoIP that cannot be read',
      madeStatus({ geoipTrouble: 'geo.csv has no column country.' }),
      'geo.csv has no column',
    ],
    ['no GeoIP', madeStatus(), 'How to give one'],
  ])('tells of %s on top', async (_what, status, said) => {
    pages.made.status = status;
    expect(await text('/baselines')).toContain(said);
    pages.made.status = madeStatus();
  });
});
