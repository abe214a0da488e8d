// “Who is who” over real HTTP: what people say becomes a live setting, what cannot be is refused with what was typed, and what the
// installation sets stays as it is.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { type EventPortal, startEventPortal } from '../../../test/helpers/event-portal.js';
import { PASSWORD, startPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import audit from '../../audit/index.js';
import baselines from '../index.js';
import { readBaselinesSettings } from '../settings.js';

const HOSTILE = '"><script>alert(1)</script>';

let portal: EventPortal;
let admin: TestBrowser;
beforeAll(async () => {
  portal = await startEventPortal({ modules: [baselines, audit] });
  admin = await portal.setUp();
});
afterAll(() => portal.close());

const identity = () => readBaselinesSettings(portal.liveConfig.loaded.modules['baselines']).identity;
const add = (list: string, name: string, is = '') => admin.submit(`/baselines/who/${list}`, { name, is });
const remove = (list: string, name: string) =>
  admin.submit(`/baselines/who/${list}/remove?${new URLSearchParams({ name })}`, {});
const page = async (path = '/baselines/who'): Promise<string> => (await admin.get(path)).text;

describe('what is said', () => {
  it('is a setting at once, is listed, and can be taken out again', async () => {
    expect((await page()).match(/Each account is learned as itself/)).not.toBeNull();
    expect(await add('aliases', ' CORP\\Adm-Alice ', 'alice')).toMatchObject({
      status: 303,
      location: '/baselines/who#aliases',
    });
    await add('shared', 'kiosk*');
    await add('owners', 'AA-BB-CC-DD-EE-FF', 'alice');
    await add('ignored', 'loadtest-*');
    expect(identity()).toEqual({
      aliases: { 'CORP\\Adm-Alice': 'alice' },
      shared: ['kiosk*'],
      owners: { 'AA-BB-CC-DD-EE-FF': 'alice' },
      ignored: ['loadtest-*'],
    });
    const text = await page();
    for (const name of ['CORP\\Adm-Alice', 'kiosk*', 'AA-BB-CC-DD-EE-FF', 'loadtest-*']) expect(text).toContain(name);
    for (const [list, name] of [
      ['aliases', 'CORP\\Adm-Alice'],
      ['shared', 'kiosk*'],
      ['owners', 'AA-BB-CC-DD-EE-FF'],
      ['ignored', 'loadtest-*'],
    ] as const)
      expect((await remove(list, name)).status).toBe(303);
    expect(identity()).toEqual({ aliases: {}, shared: [], owners: {}, ignored: [] });
    expect((await remove('shared', 'kiosk*')).status).toBe(303);
  });

  it('stands in the audit log with who said it', async () => {
    await add('shared', 'reception');
    await remove('shared', 'reception');
    const log = await page('/audit?action=baselines.who-changed');
    expect(log).toContain('reception');
    expect(log).toContain('baselines.who-changed');
  });

  it('is text, whatever it holds', async () => {
    await add('shared', HOSTILE);
    const text = await page();
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&#34;&gt;&lt;script&gt;');
    await remove('shared', HOSTILE);
    expect(identity().shared).toEqual([]);
  });
});

describe('what cannot be', () => {
  beforeAll(async () => {
    await add('aliases', 'adm-alice', 'alice');
    await add('shared', 'kiosk*');
    await add('owners', 'aa:bb:cc:dd:ee:ff', 'alice');
  });

  it.each([
    ['aliases', '', 'alice', 'Say a name.'],
    ['aliases', 'adm-bob', '', 'Say a name.'],
    ['aliases', 'x'.repeat(129), 'alice', 'At most 128 characters.'],
    ['aliases', 'adm\u202ebob', 'bob', 'a character that cannot be seen'],
    ['aliases', 'CORP\\Bob', 'bob@corp.example', 'That is the same account'],
    ['aliases', 'CORP\\ADM-ALICE', 'bob', 'adm-alice is in this list already'],
    ['aliases', 'al', 'adm-alice', 'adm-alice is itself known as alice. Say alice.'],
    ['aliases', 'alice', 'bob', 'adm-alice is known as alice. Take that out first'],
    ['aliases', 'adm-*', 'alice', 'Say one account'],
    ['aliases', 'PC7$', 'alice', 'No account is learned under PC7$'],
    ['owners', 'phone', 'Kiosk3', 'Kiosk3 is a shared account (kiosk*)'],
    ['owners', 'AA-BB-CC-DD-EE-FF', 'bob', 'is in this list already'],
    ['ignored', '**', '', 'That is every account'],
    ['owners', '__proto__', 'bob', 'A setting cannot hold this name'],
    ['aliases', '__proto__', 'bob', 'A setting cannot hold this name'],
    ['ignored', '\u0007', '', 'a character that cannot be seen'],
  ])('is refused with a sentence and what was typed: %s %s is %s', async (list, name, is, mistake) => {
    const before = identity();
    const { status, text } = await add(list, name, is);
    expect([status, text.includes(mistake)]).toEqual([422, true]);
    expect(identity()).toEqual(before);
    if (/^[a-zA-Z]+$/.test(name)) expect(text).toContain(`value="${name}"`);
  });

  it('of no list is not found', async () => {
    expect((await add('constructor', 'x')).status).toBe(404);
  });
});

it('what the installation sets is shown with where, and cannot be changed here', async () => {
  const fixed = await startPortal({
    modules: [baselines],
    config: { baselines: { identity: { shared: ['reception'] } } },
  });
  try {
    const person = await fixed.setUp();
    const { text } = await person.get('/baselines/who');
    expect(text).toContain('reception');
    expect(text).toMatch(/Set (in the configuration file|by the environment|on the command line|elsewhere)/);
    expect(text).not.toContain('action="/baselines/who/shared"');
    expect(text).toContain('action="/baselines/who/owners"');
    expect((await person.submit('/baselines/who/shared', { name: 'other' })).status).toBe(409);
  } finally {
    await fixed.close();
  }
});

it('who only looks sees what was said, and no forms', async () => {
  const { accounts, close } = await openAccounts(portal.config);
  await accounts.add('vera', PASSWORD, 'viewer');
  await close();
  const viewer = portal.browser();
  await viewer.logIn('vera', PASSWORD);
  const { text } = await viewer.get('/baselines/who');
  expect(text).toContain('Who is who');
  expect(text).not.toContain('action="/baselines/who');
  expect((await viewer.submit('/baselines/who/shared', { name: 'x' })).status).toBe(403);
});

describe('suggestions', () => {
  it('say when nothing stands out', async () => {
    expect(await page('/baselines/who/suggestions')).toContain('Nothing stands out');
  });

  it('are accounts that look like one person’s, and devices that ask for names and have no owner', async () => {
    await portal.add(
      ...['bob', 'CORP\\t0-bob', 'carol', 'carol-adm', 'sa-dave', 'adm-alice', 'alice'].map((name) => ({
        'user.name': name,
      })),
      { 'source.ip': '10.0.4.23', 'dns.question.name': 'example.org' },
      { 'source.ip': '10.0.4.24', 'dns.question.name': 'example.org', 'lanwarden.owner': 'bob' },
      { 'source.ip': '203.0.113.7', 'dns.question.name': 'example.org' },
      { 'source.ip': '10.0.4.25' },
    );
    const text = await page('/baselines/who/suggestions');
    const pairs = [...text.matchAll(/name="name" value="([^"]*)"><input type="hidden" name="is" value="([^"]*)"/g)];
    expect(pairs.map(([, name, is]) => `${name} ${is}`).toSorted()).toEqual(['carol-adm carol', 't0-bob bob']);
    expect([...text.matchAll(/aria-label="Owner of ([^"]*)"/g)].map(([, address]) => address)).toEqual(['10.0.4.23']);
    await add('owners', '10.0.4.23', 'bob');
    expect(await page('/baselines/who/suggestions')).not.toContain('Owner of');
  });
});
