// Why an event has its score: on its page, and as a mark in the search.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '#src/event/event.js';
import { type EventPortal, startEventPortal } from '../../../test/helpers/event-portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import baselines from '../../baselines/index.js';

const EVIL = '<script>alert(1)</script>\u202e';

describe('an event with a score', () => {
  let portal: EventPortal;
  let browser: TestBrowser;
  beforeAll(async () => {
    portal = await startEventPortal({ modules: [baselines] });
    browser = await portal.setUp();
  });
  afterAll(() => portal.close());

  const page = async (fields: Fields): Promise<string> => {
    const [id] = await portal.add(fields);
    return (await browser.get(`/events/${id}`)).text;
  };
  const scored: Fields = {
    message: 'a logon',
    'event.risk_score': 81,
    'lanwarden.entity': 'user:a/b',
    'lanwarden.baseline': 'learning',
    'lanwarden.summary': 'a/b logged on from PL',
    'lanwarden.reasons': ['source country never seen', 'many failures'],
    'lanwarden.reason.code': ['new-country', 'many-failures'],
    'lanwarden.reason.expected': ['DE (41 of 41 days)', ''],
    'lanwarden.reason.actual': ['PL', '17 failures'],
    'lanwarden.reason.points': [51, 30],
    'lanwarden.reason.value': ['PL', ''],
  };

  it('tells what is expected, what was seen, and its points, and leads to what is normal', async () => {
    const text = await page(scored);
    expect(text).toContain('a/b logged on from PL');
    expect(
      [...text.matchAll(/data-label="(?:Expected|Seen|Points)">(?:<bdi>)?([^<]*)/g)].map(([, cell]) => cell),
    ).toEqual(['DE (41 of 41 days)', 'PL', '51', '', '17 failures', '30']);
    expect(text).toContain('href="/baselines/user/a%2Fb"');
    expect(text).toContain('Still learning: nobody is told.');
    expect(text).not.toContain('lanwarden.reason.points');
  });

  it('shows hostile reasons as text, and leads nowhere for an entity that is none', async () => {
    const text = await page({
      ...scored,
      'lanwarden.entity': `planet:${EVIL}`,
      'lanwarden.summary': EVIL,
      'lanwarden.reasons': [EVIL],
      'lanwarden.reason.expected': EVIL,
      'lanwarden.reason.points': EVIL,
    });
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;‹U+202E›');
    expect(text).not.toMatch(/<script>alert|\u202e|href="\/baselines\/planet/);
  });

  it('is marked in the search from 50 on', async () => {
    await portal.add(
      { message: 'rather odd', 'event.risk_score': 50 },
      { message: 'ordinary', 'event.risk_score': 49 },
    );
    const { text } = await browser.get('/events');
    const rows = [...text.matchAll(/<td class="ev-c-message">([^]*?)<\/td>/g)].map(([, cell]) => cell!);
    const mark = (message: string): string | undefined =>
      />(\d+)<\/span>/.exec(
        rows.find((row) => row.includes(message))!.replace(/<span class="visually.*?<\/span>/, ''),
      )?.[1];
    expect([mark('rather odd'), mark('ordinary'), mark('a logon')]).toEqual(['50', undefined, '81']);
  });
});
