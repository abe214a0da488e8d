// Tokens that end, that are narrowed to permissions, and that get a new secret.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { sample } from '../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { Answer, TestBrowser } from '../../test/helpers/test-browser.js';

const DAY_MS = 86_400_000;

let portal: TestPortal;
let admin: TestBrowser;
beforeAll(async () => {
  portal = await startPortal({
    modules: [sample],
    moduleDirs: [FIXTURE_MODULES],
    config: { sources: [{ name: 'nas' }, { name: 'windows' }] },
  });
  admin = await portal.setUp();
});
afterAll(() => portal.close());

async function make(fields: Record<string, string>): Promise<{ secret: string; page: Answer; id: string }> {
  await admin.logIn('admin', PASSWORD);
  await admin.open('/users/tokens');
  const page = await admin.submit('/users/tokens', { role: 'viewer', source: '', ...fields });
  const secret = /lw_[\w-]{43}/.exec(page.text)?.[0] ?? '';
  const { tokens, close } = await openAccounts(portal.config);
  const id = (await tokens.list()).find(({ name }) => name === fields['name'])?.id;
  await close();
  return { secret, page, id: String(id) };
}

function me(secret: string): Promise<Answer> {
  return portal.browser().get('/api/v1/users/me', { authorization: `Bearer ${secret}` });
}

describe('a token that ends', () => {
  it.each([
    ['30d', { expires: '30d' }, 30 * DAY_MS],
    ['a day of choice', { expires: 'day', until: '2027-02-03' }, undefined],
  ])('after %s works until then, and is refused with the reason afterwards', async (name, fields, lastsMs) => {
    const { secret } = await make({ name, ...fields });
    const end = lastsMs === undefined ? Date.parse('2027-02-03T23:59:59.999Z') : portal.clock.now() + lastsMs;
    portal.clock.advance(end - 1 - portal.clock.now());
    expect((await me(secret)).status).toBe(200);
    portal.clock.advance(1);
    const refused = await me(secret);
    expect([refused.status, JSON.parse(refused.text).detail]).toEqual([
      401,
      `The token ${name} has expired. Ask an admin for a new one.`,
    ]);
    await admin.logIn('admin', PASSWORD);
    const row = (await admin.get('/users/tokens')).text.split(`>${name}</td>`)[1]!.split('</tr>')[0];
    expect(row).toContain('<strong>expired</strong>');
  });

  it.each([
    [{ expires: 'day', until: '' }, 'Choose the day'],
    [{ expires: 'day', until: '2020-01-01' }, 'ended already'],
    [{ expires: 'tomorrow' }, 'no end of a token'],
  ])('%j is refused, and keeps what was typed', async (fields, reason) => {
    const { page } = await make({ name: 'wrong end', ...fields });
    expect([page.status, page.text.includes(reason)]).toEqual([422, true]);
    expect(page.text).toContain('value="wrong end"');
    expect(page.text).toMatch(/value="viewer" selected/);
  });
});

describe('a token that is narrowed to permissions', () => {
  const body = { headers: { 'content-type': 'application/json' }, body: '{"said":"x"}' };
  const change = (secret: string): Promise<Answer> =>
    portal
      .browser()
      .send('POST', '/api/v1/sample', { ...body, headers: { ...body.headers, authorization: `Bearer ${secret}` } });

  it('does what they allow and no more, whatever its role', async () => {
    const [wide, narrow] = [
      await make({ name: 'wide', role: 'admin' }),
      await make({ name: 'narrow', role: 'admin', scopes: 'sample.read' }),
    ];
    expect([(await change(wide.secret)).status, (await change(narrow.secret)).status]).toEqual([201, 403]);
    expect(JSON.parse((await change(narrow.secret)).text).detail).toContain('narrowed to other things');
    expect(JSON.parse((await me(narrow.secret)).text)).toEqual({
      kind: 'token',
      name: 'narrow',
      role: 'admin',
      scopes: ['sample.read'],
    });
  });

  it('gets none that its role does not hold, nor one that nobody declares', async () => {
    const beyond = await make({ name: 'beyond', role: 'viewer', scopes: 'users.manage' });
    expect([beyond.page.status, beyond.page.text.includes('the role viewer does not hold it')]).toEqual([422, true]);
    expect(beyond.page.text).toMatch(/value="users.manage" checked/);
    const unknown = await make({ name: 'unknown', role: 'admin', scopes: 'no.such' });
    expect([unknown.page.status, unknown.page.text.includes('there is no such permission')]).toEqual([422, true]);
  });

  it('can have several', async () => {
    await admin.open('/users/tokens');
    const fields = `_csrf=${admin.csrf}&name=several&role=analyst&scopes=sample.read&scopes=sample.write`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const page = await admin.send('POST', '/users/tokens', { headers, body: fields });
    expect((await change(/lw_[\w-]{43}/.exec(page.text)![0])).status).toBe(201);
  });
});

describe('an API key of a source', () => {
  it('belongs to a source that is there; a slip is named with what was meant, and kept', async () => {
    const { page } = await make({ name: 'key of windows', role: 'ingest', source: 'windwos' });
    expect(page.status).toBe(422);
    expect(page.text).toContain(
      'id="hint-source">There is no source &#34;windwos&#34;, did you mean &#34;windows&#34;?',
    );
    expect(page.text).toContain('value="windwos"');
    expect(page.text).toContain('value="key of windows"');
    expect(page.text).toMatch(/<datalist id="us-sources"><option value="nas"><\/option><option value="windows">/);
    const far = await make({ name: 'far', role: 'ingest', source: '<b>printer</b>' });
    expect(far.page.text).toContain('There is no source &#34;&lt;b&gt;printer&lt;/b&gt;&#34;. Make it under Sources');
    expect((await make({ name: 'fits', role: 'ingest', source: ' windows ' })).secret).not.toBe('');
  });
});

describe('a new secret for a token', () => {
  it('makes the old one useless at once', async () => {
    const { secret, id } = await make({ name: 'at once' });
    const page = await admin.submit(`/users/tokens/${id}/rotate`, { keep: '0', expires: 'same' });
    const fresh = /lw_[\w-]{43}/.exec(page.text)![0];
    expect([(await me(secret)).status, (await me(fresh)).status]).toEqual([401, 200]);
  });

  it('lets the old one go on for the hours that were chosen', async () => {
    const { secret, id } = await make({ name: 'slowly' });
    const page = await admin.submit(`/users/tokens/${id}/rotate`, { keep: '24', expires: '90d' });
    const fresh = /lw_[\w-]{43}/.exec(page.text)![0];
    portal.clock.advance(DAY_MS - 1);
    expect([(await me(secret)).status, (await me(fresh)).status]).toEqual([200, 200]);
    portal.clock.advance(1);
    expect([(await me(secret)).status, (await me(fresh)).status]).toEqual([401, 200]);
  });

  it('is not made again while the old one is still good, so that none that was promised dies, unless all are to be refused', async () => {
    const { secret, id } = await make({ name: 'twice' });
    const renew = (keep: string) => admin.submit(`/users/tokens/${id}/rotate`, { keep, expires: 'same' });
    const fresh = /lw_[\w-]{43}/.exec((await renew('24')).text)![0];
    const again = await renew('24');
    expect([again.status, again.text.includes('old secret is good until 20')]).toEqual([409, true]);
    expect([(await me(secret)).status, (await me(fresh)).status]).toEqual([200, 200]);
    await admin.open('/users/tokens');
    const last = /lw_[\w-]{43}/.exec((await renew('0')).text)![0];
    expect([(await me(secret)).status, (await me(fresh)).status, (await me(last)).status]).toEqual([401, 401, 200]);
  });

  it('is made once when two ask for it at the same moment', async () => {
    const { id } = await make({ name: 'at the same moment' });
    const { tokens, close } = await openAccounts(portal.config);
    const made = await Promise.allSettled([1, 2, 3].map(() => tokens.rotate(Number(id), { keepOldMs: 0 })));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await close();
  });

  it('of an ingest key reaches the collector, the old one for as long as it is good', async () => {
    const { id } = await make({ name: 'key of nas', role: 'ingest', source: 'nas' });
    const before = portal.collector.reconfigured;
    await admin.submit(`/users/tokens/${id}/rotate`, { keep: '1', expires: 'same' });
    expect(portal.collector.reconfigured).toBe(before + 1);
    const { tokens, close } = await openAccounts(portal.config);
    expect((await tokens.listIngestKeyHashes()).filter(({ source }) => source === 'nas')).toHaveLength(2);
    await close();
  });

  it('stands in the audit log with its new end', async () => {
    const { id } = await make({ name: 'without end', expires: '30d' });
    await admin.submit(`/users/tokens/${id}/rotate`, { keep: '1', expires: 'never' });
    const { audit, close } = await openAccounts(portal.config);
    const [entry] = await audit.latest(1);
    await close();
    expect(entry).toMatchObject({ action: 'tokens.renewed', details: { oldSecretGoodForHours: 1, expiresAt: null } });
  });

  it('does not bring back one that has expired, unless it gets a new end', async () => {
    const { secret, id } = await make({ name: 'late', expires: '30d' });
    portal.clock.advance(31 * DAY_MS);
    await admin.logIn('admin', PASSWORD);
    await admin.open('/users/tokens');
    expect((await admin.submit(`/users/tokens/${id}/rotate`, { keep: '24', expires: 'same' })).status).toBe(409);
    const page = await admin.submit(`/users/tokens/${id}/rotate`, { keep: '24', expires: '90d' });
    expect([(await me(secret)).status, (await me(/lw_[\w-]{43}/.exec(page.text)![0])).status]).toEqual([401, 200]);
  });

  it('of a token that is gone answers 404', async () => {
    await admin.open('/users/tokens');
    expect((await admin.submit('/users/tokens/999/rotate', { keep: '0' })).status).toBe(404);
  });
});
