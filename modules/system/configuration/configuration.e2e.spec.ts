// The configuration page through real HTTP: what it shows, changes, refuses, and what is never shown.

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { openAccounts } from '#src/accounts/open.js';
import { definePortalModule } from '#src/plugin/module.js';
import { sample } from '../../../test/fixtures/modules/sample/index.js';
import { PASSWORD, startPortal, type TestPortal, type TestPortalOptions } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import system from '../index.js';

const notes = definePortalModule({
  ...sample,
  id: 'notes',
  title: 'Notes',
  nav: [],
  permissions: [{ id: 'sample.read', title: 'x', roles: ['viewer'] }],
  migrations: [],
  settings: z.strictObject({
    words: z.number().int().min(1).max(100).default(50).describe('Words in a note').meta({ live: true }),
    key: z.string().min(8).optional().describe('A secret').meta({ secret: true }),
    kind: z.enum(['short', 'long']).default('short'),
    labels: z.record(z.string().regex(/^[a-z]+$/), z.strictObject({ days: z.number().min(1) })).default({}),
    tags: z.array(z.string()).default([]),
    maxBytes: z.number().int().default(1_000),
    loud: z.boolean().default(true),
    hooks: z.array(z.strictObject({ url: z.string(), key: z.string().meta({ secret: true }) })).default([]),
  }),
});

let portal: TestPortal;
let admin: TestBrowser;
const stop = (): Promise<void> => portal.close();

async function start(options: TestPortalOptions = {}): Promise<void> {
  portal = await startPortal({ modules: [system, notes], ...options });
  admin = await portal.setUp();
  await admin.get('/system/configuration');
}

const page = async (query = ''): Promise<string> => (await admin.get(`/system/configuration${query}`)).text;

/** The part of a page that shows one setting. */
function rowOf(text: string, path: string): string {
  const id = `row-set-${path.replaceAll(/[^A-Za-z0-9]/g, '-')}"`;
  const from = text.indexOf(id);
  expect(from, `${path} is not on the page`).toBeGreaterThan(0);
  const next = text.indexOf('id="row-set-', from + id.length);
  return text.slice(from, next === -1 ? undefined : next);
}

/** What a browser would send of the fields of the notes, untouched. */
function fieldsOf(text: string): Record<string, string> {
  const form = text.slice(text.indexOf('id="notes"'));
  const inputs = [...form.matchAll(/<input ([^>]*)>/g)].map(([, attributes = '']) => {
    const of = (name: string): string => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    return {
      name: of('name'),
      value: of('value'),
      isLeft: of('type') === 'checkbox' && !attributes.includes('checked'),
    };
  });
  const lists = [...form.matchAll(/<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</g)];
  const choices = [...form.matchAll(/<select [^>]*name="([^"]+)"[\s\S]*?value="([^"]*)" selected/g)];
  return Object.fromEntries(
    [
      ...inputs
        .filter(({ name, isLeft }) => name.startsWith('notes.') && !isLeft)
        .map(({ name, value }) => [name, value]),
      ...[...lists, ...choices].map(([, name, value]) => [name!, value!]),
    ].map(([name, value]) => [name, value!.replaceAll('&#34;', '"')]),
  ) as Record<string, string>;
}

const save = (section: string, fields: Record<string, string>) =>
  admin.submit(`/system/configuration/${section}`, fields);

describe('the page of a new portal', () => {
  beforeAll(() => start());
  afterAll(stop);

  it.each([
    ['port tcp', ['listen.tcp.port'], ['log.level', 'time.zone']],
    ['LANWARDEN_LOG__LEVEL', ['log.level'], ['time.zone']],
    ['kernel receive', ['listen.udp.receiveBufferBytes'], ['log.level']],
  ])('finds %s', async (q, found, missing) => {
    for (const address of ['/system/configuration', '/system/configuration/sections']) {
      const { text } = await admin.get(`${address}?q=${encodeURIComponent(q)}`);
      for (const path of found) expect(text).toContain(`<code>${path}</code>`);
      for (const path of missing) expect(text).not.toContain(`<code>${path}</code>`);
    }
    expect(await page('?q=%3Cb%3Enothing')).toContain('No setting fits');
  });

  it('has sections with titles, not names of keys', async () => {
    const titles = [...(await page()).matchAll(/id="head-([\w-]+)">([^<]*)</g)].map(([, id, title]) => [id, title]);
    expect(titles.length).toBeGreaterThan(15);
    expect(titles.filter(([id, title]) => id === title)).toEqual([]);
    expect(await page()).toContain('<h1>Settings</h1>');
  });

  it.each([
    ['nothing', 404],
    ['__proto__', 404],
    ['sources', 404],
    ['data', 303], // its one setting is a boot key: there is nothing to change
  ])('answers to a change in the section %s with %i', async (section, status) => {
    expect((await save(section, { 'data.dir': '/x' })).status).toBe(status);
    expect(portal.liveConfig.config.data.dir).not.toBe('/x');
  });
});

describe('the page', () => {
  afterEach(stop);

  it('shows every setting with its description, value, who set it, and whether it needs a restart', async () => {
    await start({ config: { time: { zone: 'Europe/Berlin' } } });
    const text = await page();
    expect(rowOf(text, 'events.segment.rows')).toMatch(/value="5000000"[\s\S]*default[\s\S]*needs restart/);
    expect(rowOf(text, 'log.level')).not.toContain('needs restart');
    expect(rowOf(text, 'time.zone')).toMatch(
      /Europe\/Berlin[\s\S]*set in the file: <code>[^<]*lanwarden\.yaml line 1<\/code>[\s\S]*remove it there and restart/,
    );
    expect(rowOf(text, 'plugins.dir')).toContain('<code>LANWARDEN_PLUGINS__DIR</code>');
    expect(rowOf(text, 'events.retention.days')).toContain('href="/system/store"');
    expect(rowOf(text, 'notes.words')).toContain('Words in a note');
  });

  it('is for those who may configure; others see no way there', async () => {
    await start();
    const { accounts, close } = await openAccounts(portal.config);
    await accounts.add('vera', PASSWORD, 'analyst');
    await close();
    const vera = portal.browser();
    await vera.logIn('vera', PASSWORD);
    expect((await vera.get('/system')).text).not.toContain('/system/configuration');
    expect((await vera.get('/system/configuration')).status).toBe(403);
    for (const path of [
      '/system/configuration/log',
      '/system/configuration/reset',
      '/system/store/retention',
      '/system/plugins/notes/off',
    ])
      expect([path, (await vera.submit(path, { 'log.level': 'debug' })).status]).toEqual([path, 403]);
    expect(portal.liveConfig.config.log.level).toBe('info');
  });
});

describe('a change', () => {
  afterEach(stop);

  it('of every kind of control is in force, said, and audited', async () => {
    await start();
    const answer = await save('notes', {
      'notes.words': '7',
      'notes.kind': 'long',
      'notes.tags': 'one\r\n\r\n two ',
      'notes.maxBytes': '2.5 GB',
      'notes.loud': 'false',
      'notes.labels/0/name': 'week',
      'notes.labels/0/days': '7',
      'notes.labels/1/name': '',
      'notes.labels/1/days': '',
      'notes.key': 'correct horse',
    });
    expect(answer.status).toBe(303);
    expect(portal.liveConfig.loaded.modules['notes']).toMatchObject({
      words: 7,
      kind: 'long',
      tags: ['one', 'two'],
      maxBytes: 2.5e9,
      loud: false,
      key: 'correct horse',
      labels: { week: { days: 7 } },
    });
    const shown = await admin.get(answer.location!);
    expect(shown.text).toContain('Saved: notes.words, notes.key, notes.kind');
    expect(rowOf(shown.text, 'notes.words')).toContain('set in the portal');
    expect(rowOf(shown.text, 'notes.kind')).toContain('waits for a restart');
    expect(shown.text).toContain('Restart Lanwarden to put 6 changed settings in force');
    expect(shown.text).not.toContain('correct horse');
    const [entry] = await audited();
    expect(entry).toMatchObject({ action: 'system.configured', actor: 'admin', target: 'notes', outcome: 'success' });
    const record = JSON.stringify(entry);
    expect(record).toContain('"path":"notes.words","from":"50","to":"7"');
    expect(record).not.toContain('correct horse');
  });

  it('of what is sent alone is made, and nothing different is no change', async () => {
    await start();
    const before = (await audited()).length;
    const answer = await save('log', { 'log.level': 'info' });
    expect((await admin.get(answer.location!)).text).toContain('Nothing was different');
    expect((await audited()).length).toBe(before);
    await save('notes', { 'notes.words': '9' });
    await save('notes', { 'notes.kind': 'long' });
    expect(portal.liveConfig.loaded.modules['notes']).toMatchObject({ words: 9, kind: 'long', loud: true });
  });

  it('back to the default goes by typing it, by emptying, and by its button', async () => {
    await start();
    for (const back of [
      () => save('notes', { 'notes.words': '50' }),
      () => save('notes', { 'notes.words': '' }),
      () => admin.submit('/system/configuration/reset', { path: 'notes.words', q: 'words' }),
    ]) {
      await save('notes', { 'notes.words': '9' });
      expect(portal.liveConfig.originOf('notes.words').origin).toBe('portal');
      expect((await back()).status).toBe(303);
      expect(portal.liveConfig.originOf('notes.words').origin).toBe('default');
    }
  });

  it('back to the default waits like any other change, and is none where nobody had set it', async () => {
    await start();
    const reset = async (path: string): Promise<string> => {
      const { location } = await admin.submit('/system/configuration/reset', { path });
      return (await admin.get(location!)).text;
    };
    const before = (await audited()).length;
    for (const path of ['notes.kind', 'notes.words', 'notes.key'])
      expect(await reset(path)).toContain('Nothing was different');
    expect((await audited()).length).toBe(before);
    await portal.close();
    await start({ kept: { 'notes.kind': 'long', 'notes.words': 3 } });
    expect(await reset('notes.kind')).toContain(
      'notes.kind is back to its default. It takes effect when Lanwarden is restarted.',
    );
    expect(await reset('notes.words')).toMatch(/notes\.words is back to its default\.(?! It takes)/);
  });

  it('leaves a secret as it is unless it is typed anew or removed, and never shows it', async () => {
    await start();
    await save('notes', { 'notes.key': 'correct horse' });
    await save('notes', { 'notes.key': '', 'notes.words': '3' });
    expect(portal.liveConfig.loaded.modules['notes']).toMatchObject({ key: 'correct horse', words: 3 });
    expect(rowOf(await page(), 'notes.key')).toMatch(/value=""[\s\S]*set; empty leaves it as it is[\s\S]*Remove it/);
    const short = await save('notes', { 'notes.key': 's3cret' });
    expect([short.status, short.text.includes('s3cret')]).toEqual([422, false]);
    expect(rowOf(short.text, 'notes.key')).toContain('found (a secret), expected');
    await save('notes', { 'notes.key': '', 'notes.key/remove': 'yes' });
    expect(portal.liveConfig.loaded.modules['notes']).not.toHaveProperty('key', 'correct horse');
  });

  it('of the issuer asks for the client secret again, and takes the same one', async () => {
    await start();
    const house = { 'oidc.issuer': 'https://sso.example.org', 'oidc.clientId': 'x', 'oidc.defaultRole': 'viewer' };
    await save('oidc', { ...house, 'oidc.clientSecret': 'hush' });
    const other = { 'oidc.issuer': 'https://sso2.example.org' };
    const refused = await save('oidc', other);
    expect([refused.status, rowOf(refused.text, 'oidc.clientSecret').includes('enter it again')]).toEqual([422, true]);
    expect((await save('oidc', { ...other, 'oidc.clientSecret': 'hush' })).status).toBe(303);
    expect(portal.liveConfig.config.oidc.issuer).toBe(other['oidc.issuer']);
  });

  it('leaves alone what another changed since the form was made, also after a mistake in the form', async () => {
    await start({ kept: { 'notes.labels': { day: { days: 1 } }, 'notes.tags': ['a', 'b'] } });
    const form = fieldsOf(await page());
    expect(form['notes.labels/0/name']).toBe('day');
    const theirs = { 'notes.words': 9, 'notes.tags': ['c'], 'notes.labels': {}, 'notes.loud': false };
    await portal.liveConfig.change(theirs, 'bob');
    const mistaken = await save('notes', { ...form, 'notes.kind': 'long', 'notes.maxBytes': 'many' });
    expect(mistaken.status).toBe(422);
    expect(rowOf(mistaken.text, 'notes.words')).toContain('value="9"');
    expect((await save('notes', { ...fieldsOf(mistaken.text), 'notes.maxBytes': '5' })).status).toBe(303);
    expect(portal.liveConfig.loaded.modules['notes']).toMatchObject({
      words: 9,
      tags: ['c'],
      labels: {},
      loud: false,
      kind: 'long',
      maxBytes: 5,
    });
    await save('notes', { ...fieldsOf(await page()), 'notes.labels/0/name': 'week', 'notes.labels/0/days': '7' });
    expect(portal.liveConfig.loaded.modules['notes']).toMatchObject({ words: 9, labels: { week: { days: 7 } } });
  });

  it.each([
    ['list', 'notes.tags', { 'notes.tags': 'a\nmine' }, ['a', 'theirs'], ['a', 'mine']],
    ['map', 'notes.labels', { 'notes.labels/1/name': 'mine', 'notes.labels/1/days': '2' }, { day: { days: 1 }, theirs: { days: 3 } }, { day: { days: 1 }, mine: { days: 2 } }], // prettier-ignore
  ] as const)(
    'of a %s replaces what another added only when that was shown',
    async (_what, path, mine, theirs, ours) => {
      await start({ kept: { 'notes.labels': { day: { days: 1 } }, 'notes.tags': ['a'] } });
      const form = fieldsOf(await page());
      const value = (): unknown => (portal.liveConfig.loaded.modules['notes'] as object)[path.slice(6) as never];
      await portal.liveConfig.change({ [path]: theirs }, 'bob');
      const second = await save('notes', { ...form, ...mine });
      expect([second.status, value()]).toEqual([422, theirs]);
      expect(rowOf(second.text, path)).toMatch(/somebody changed it meanwhile; it is .*theirs.* now\. Save again/);
      expect(rowOf(second.text, path)).toMatch(/mine/);
      expect((await save('notes', fieldsOf(second.text))).status).toBe(303);
      expect(value()).toEqual(ours);
    },
  );

  it('is told also when another change has its turn first', async () => {
    await start({ kept: { 'notes.tags': ['a'] } });
    const form = fieldsOf(await page());
    const preview = vi.spyOn(portal.liveConfig, 'preview').mockImplementationOnce(async () => {
      return portal.liveConfig.change({ 'notes.tags': ['theirs'] }, 'bob');
    });
    const second = await save('notes', { ...form, 'notes.tags': 'mine' });
    preview.mockRestore();
    expect([second.status, portal.liveConfig.loaded.modules['notes']]).toMatchObject([422, { tags: ['theirs'] }]);
    expect(rowOf(second.text, 'notes.tags')).toContain('somebody changed it meanwhile');
  });

  it('that is kept and not everywhere in force is in the audit log all the same', async () => {
    await start();
    const stop = portal.liveConfig.onChange(() => {
      throw new Error('not here');
    });
    const { status } = await save('notes', { 'notes.words': '7' });
    stop();
    expect([status, portal.liveConfig.loaded.modules['notes']]).toMatchObject([500, { words: 7 }]);
    expect((await audited())[0]).toMatchObject({ action: 'system.configured', outcome: 'failure', target: 'notes' });
  });

  it('of a map takes 1,000 rows, and says of more that they are too many', async () => {
    await start();
    const letters = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const rows = (n: number) =>
      Object.fromEntries(
        Array.from({ length: n }, (_, i) => [
          [`notes.labels/${i}/name`, letters(i)],
          [`notes.labels/${i}/days`, '1'],
        ]).flat() as [string, string][],
      );
    const few = await save('notes', rows(1_000));
    expect(few.status).toBe(303);
    expect(Object.keys((portal.liveConfig.loaded.modules['notes'] as { labels: object }).labels)).toHaveLength(1_000);
    const many = await save('notes', rows(1_001));
    expect(many.status).toBe(422);
    expect(rowOf(many.text, 'notes.labels')).toContain('found 1001 rows, expected at most 1000');
  });

  it('hides a list with secrets in it whole', async () => {
    await start({ config: { notes: { hooks: [{ url: 'a', key: 's3cret' }] } } });
    expect(await page()).not.toContain('s3cret');
  });
});

describe('a setting that is kept but does not fit any more', () => {
  afterEach(stop);

  it('is shown with the reason, stops no other change, and can be forgotten', async () => {
    await start({ kept: { 'gone.<b>words': 5, 'notes.words': 1_000, 'log.level': 'warn' } });
    expect(portal.liveConfig.config.log.level).toBe('warn');
    const text = await page();
    expect(text).toContain('Kept, but not in force');
    expect(text).toMatch(/gone\.&lt;b&gt;words<\/code><\/strong><span>this version has no such setting/);
    expect(text).toContain('found 1000, expected a whole number 1..100');
    expect((await save('log', { 'log.level': 'error' })).status).toBe(303);
    await admin.submit('/system/configuration/reset', { path: 'gone.<b>words' });
    await save('notes', { 'notes.words': '5' });
    expect(await page()).not.toContain('Kept, but not in force');
    expect(portal.liveConfig.loaded.modules['notes']).toMatchObject({ words: 5 });
  });

  it('is nothing that a reset can invent', async () => {
    await start();
    await portal.liveConfig.change({ 'events.retention.days': 400 }, 'admin');
    for (const path of ['nothing.here', '__proto__.x', 'data.dir', 'listen', 'events.retention.days'])
      expect([path, (await admin.submit('/system/configuration/reset', { path })).status]).toEqual([path, 409]);
    expect(portal.liveConfig.config.events.retention.days).toBe(400);
  });
});

describe('a mistake', () => {
  afterEach(stop);

  it('is said at its field, what was typed stays, and nothing is changed', async () => {
    await start();
    const { status, text } = await save('notes', {
      'notes.words': '<b>many</b>',
      'notes.kind': 'huge',
      'notes.maxBytes': '5 XB',
      'notes.labels/0/name': 'Week!',
      'notes.labels/0/days': '7',
      'notes.tags': 'kept',
    });
    expect(status).toBe(422);
    expect(rowOf(text, 'notes.words')).toMatch(/value="&lt;b&gt;many[\s\S]*whole number 1\.\.100/);
    expect(rowOf(text, 'notes.kind')).toContain('expected one of short, long');
    expect(rowOf(text, 'notes.maxBytes')).toMatch(/value="5 XB"[\s\S]*expected a whole number/);
    expect(rowOf(text, 'notes.labels')).toMatch(/value="Week!"[\s\S]*value="7"[\s\S]*not a valid name/);
    expect(rowOf(text, 'notes.tags')).toContain('>kept</textarea>');
    expect(text).not.toContain('<b>many');
    expect(portal.liveConfig.loaded.modules['notes']).toMatchObject({ words: 50, tags: [] });
  });

  it('of two rows of one name, or a row without one, is said', async () => {
    await start();
    const rows = (...names: string[]) =>
      Object.fromEntries(
        names.flatMap((name, i) => [
          [`notes.labels/${i}/name`, name],
          [`notes.labels/${i}/days`, '1'],
        ]),
      );
    expect(rowOf((await save('notes', rows('week', 'week'))).text, 'notes.labels')).toContain(
      'found &#34;week&#34; twice',
    );
    expect(rowOf((await save('notes', rows(''))).text, 'notes.labels')).toContain('a row has values but no name');
  });

  it('of values that do not fit each other is said where it is', async () => {
    await start();
    const { status, text } = await save('listen', { 'listen.tcp.port': '8088', 'listen.tls.cert': '/x' });
    expect(status).toBe(422);
    expect(text).toContain('listen.tls: cert and key belong together');
    expect(rowOf(text, 'listen.tcp.port')).toMatch(/value="8088"[\s\S]*which is listen\.http\.port already/);
  });

  it('of another section in the form changes nothing there', async () => {
    await start();
    await save('notes', { 'notes.words': '5', 'log.level': 'debug', 'plugins.off': 'users' });
    expect(portal.liveConfig.config).toMatchObject({ log: { level: 'info' }, plugins: { off: [] } });
  });
});

async function audited(): Promise<readonly object[]> {
  const { audit, close } = await openAccounts(portal.config);
  const entries = await audit.latest(50);
  await close();
  return entries;
}
