// One finding, and what people say about it: asked first, then done, shown, and taken back.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BaselinePages, DAY_MS, REASONS, startBaselinePages } from '../../../../test/helpers/baseline-pages.js';
import audit from '../../../audit/index.js';
import { PASSWORD, START_MS } from '../../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../../test/helpers/test-browser.js';
import { eventually } from '../../../../test/helpers/eventually.js';

const EVIL = '<script>alert(1)</script>\u202e';

describe('the page of a finding', () => {
  let pages: BaselinePages;
  let browser: TestBrowser;
  let count = 0;
  let href: string;
  beforeAll(async () => {
    pages = await startBaselinePages({ modules: [audit] });
    browser = await pages.setUp();
  });
  afterAll(() => pages.close());
  beforeEach(async () => {
    href = await found(`alice${(count += 1)}`);
  });

  const text = async (path: string): Promise<string> => (await browser.get(path)).text;
  async function found(name: string, more: object = {}): Promise<string> {
    await pages.find({ entity: { kind: 'user', name }, ...more });
    return eventually(async () => {
      const list = await text(`/baselines/findings?${new URLSearchParams({ name })}`);
      return /href="(\/baselines\/findings\/\d+)"/.exec(list)![1]!;
    });
  }
  const ask = (query: string): Promise<string> => text(`${href}/verdict?${query}`);
  const say = (fields: string): ReturnType<TestBrowser['send']> =>
    browser.send('POST', `${href}/verdict`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `_csrf=${encodeURIComponent(browser.csrf)}&${fields}`,
    });

  it('has the sentence as its heading, the reasons, the hours, and its events with what they say as text', async () => {
    const [id] = await pages.add({ message: EVIL, 'event.risk_score': 81 });
    const page = await text(
      await found('carol', {
        summary: `carol ${EVIL}`,
        eventId: id,
        reasons: [{ ...REASONS[0], what: EVIL, expected: EVIL, actual: EVIL, value: EVIL, points: 80.5 }],
      }),
    );
    expect(page).toContain('<h1><bdi>carol &lt;script&gt;alert(1)&lt;/script&gt;‹U+202E›</bdi></h1>');
    expect(page).toContain(`href="/events/${id}"`);
    expect(page).toContain('10:00 to 11:00: score 80.5');
    expect(page).toContain('from=2026-11-20&amp;to=2026-11-20"');
    expect(page).toContain('The source country was never or hardly ever seen');
    expect(page).not.toMatch(/<script>alert|\u202e/);
  });

  it('says that its events are gone, and where to look', async () => {
    expect(await text(href)).toContain('They have been deleted when their time was up');
  });

  it('says what “normal for good” will do, does it, shows it, and takes it back', async () => {
    const asked = await ask('kind=normal&about=0&about=1&scope=entity&until=good');
    expect(asked).toContain(`From now on this is normal for alice${count}, for good.`);
    expect(await text(href)).not.toContain('Revoke it');

    const done = await say('kind=normal&about=0&about=1&scope=entity&until=good');
    expect([done.status, done.location]).toEqual([303, `${href}#verdict`]);
    const page = await text(href);
    expect(page).toContain('Kept. From now on this is normal');
    expect(page).toMatch(/<span class="badge[^>]*>normal<\/span> said <bdi>admin<\/bdi>/);
    expect(await text('/baselines/verdicts')).toContain(`<bdi>alice${count}</bdi>`);

    const revoke = /action="(\/baselines\/verdicts\/[^"]+\/revoke)"/.exec(page)![1]!;
    expect((await browser.submit(revoke, {})).location).toBe(href);
    expect(await text(href)).toContain('The verdict “normal” no longer holds.');
    expect(await text('/baselines/verdicts')).toContain('Nobody has said anything');
    const told = (await text('/audit')).replaceAll(/<[^>]*>/g, '');
    expect(told).toContain(`admin judged what was found about user:alice${count}`);
    expect(told).toContain('admin revoked verdict');
  });

  it.each([
    ['1d', '', 'the end of Saturday 2026-11-21', '2026-11-22T00:00:00.000Z'],
    ['7d', '', 'the end of Friday 2026-11-27', '2026-11-28T00:00:00.000Z'],
    ['friday', '', 'the end of Friday 2026-11-27', '2026-11-28T00:00:00.000Z'],
    ['date', '2026-12-24', 'the end of Thursday 2026-12-24', '2026-12-25T00:00:00.000Z'],
  ])('takes “normal” for everybody until %s %s: %s', async (until, date, words, over) => {
    const query = `kind=normal&about=0&scope=everybody&until=${until}&date=${date}`;
    expect(await ask(query)).toContain(`Until ${words} this is taken as normal for everybody.`);
    await say(query);
    const page = await text(href);
    expect(page).toMatch(/normal for now<\/span> said/);
    expect(page).toContain(`datetime="${over}"`);
    expect(page).toContain('new-country: PL');
    expect(page).not.toContain('many-failures: ');
  });

  it('takes an attack, in place of what was said before', async () => {
    await say('kind=normal&about=0&scope=entity&until=good');
    const asked = await ask('kind=attack&about=0&about=1');
    expect(asked).toContain('teaches nothing');
    expect(asked).toContain('The verdict “normal” that stands now is revoked by it.');
    await say('kind=attack&about=0&about=1');
    expect(await text(href)).toMatch(/bl-badge-attack">attack<\/span> said/);
    expect(await text('/baselines/findings?show=judged')).toContain(`href="${href}"`);
  });

  it.each([
    ['kind=normal&until=good', 'Tick at least one'],
    ['kind=attack', 'Tick at least one'],
    ['kind=normal&about=9', 'Tick at least one'],
    ['kind=normal&about=0&until=date&date=', 'Give a date, such as'],
    ['kind=normal&about=0&until=date&date=2026-02-30', '2026-02-30 is no day'],
    ['kind=normal&about=0&until=date&date=2026-11-19', '2026-11-19 is over'],
    ['kind=normal&about=0&until=date&date=<script>', 'Give a date, such as'],
  ])('shows the form with what was typed for %s', async (fields, said) => {
    for (const answer of [await browser.get(`${href}/verdict?${fields}`), await say(fields)]) {
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(said);
      expect(answer.text).not.toContain('<script>"');
      if (fields.includes('until=date')) expect(answer.text).toMatch(/value="date" checked/);
    }
    expect(await text('/baselines/findings?show=judged')).not.toContain(`href="${href}"`);
  });

  it('of a day long ago can be judged, too', async () => {
    const old = await found('dave', { time: START_MS - 20 * DAY_MS });
    expect((await browser.get(`${old}/verdict?kind=normal&about=0`)).status).toBe(200);
  });

  it.each(['/baselines/findings/999999', '/baselines/findings/x', '/baselines/findings/1e9', '/baselines/findings/-1'])(
    'answers 404 for %s with a way back',
    async (path) => {
      const answer = await browser.get(path);
      expect([answer.status, answer.text.includes('href="/baselines/findings"')]).toEqual([404, true]);
      expect((await browser.get(`${path}/verdict`)).status).toBe(404);
    },
  );

  it('lets a viewer look, and not judge', async () => {
    await browser.get('/users');
    await browser.submit('/users', { name: 'vera', role: 'viewer', password: PASSWORD, repeat: PASSWORD });
    const viewer = pages.browser();
    await viewer.logIn('vera', PASSWORD);
    const page = await viewer.get(href);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('name="kind"');
    expect((await viewer.submit(`${href}/verdict`, { kind: 'attack', about: '0' })).status).toBe(403);
    expect((await viewer.get(`${href}/verdict?kind=attack&about=0`)).status).toBe(403);
    expect((await viewer.submit('/baselines/training/start', {})).status).toBe(403);
    expect((await viewer.get('/baselines/training')).text).not.toContain('Train now');
  });
});
