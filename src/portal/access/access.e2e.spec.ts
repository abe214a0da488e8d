// Who may do what: deny by default, roles, CSRF, audit.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { openAccounts } from '#src/accounts/open.js';
import { careless, sample } from '../../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, PASSWORD, startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';

describe('access', () => {
  let portal: TestPortal;
  let admin: TestBrowser;
  let viewer: TestBrowser;

  beforeAll(async () => {
    portal = await startPortal({ modules: [sample, careless], moduleDirs: [FIXTURE_MODULES] });
    admin = await portal.setUp();
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    viewer = portal.browser();
    await viewer.logIn('vera', PASSWORD);
  });
  afterAll(() => portal.close());

  it('sends strangers to the login page and brings them back', async () => {
    const browser = portal.browser();
    expect((await browser.get('/sample?said=hi')).location).toBe('/login?next=%2Fsample%3Fsaid%3Dhi');
    await browser.get('/login?next=/sample');
    const answer = await browser.submit('/login', { name: 'vera', password: PASSWORD, next: '/sample?said=hi' });
    expect([answer.status, answer.location]).toEqual([303, '/sample?said=hi']);
  });

  it('sends a boosted link to the login page by htmx’s own header', async () => {
    const headers = {
      'hx-request': 'true',
      'hx-request-type': 'partial',
      'hx-boosted': 'true',
      'hx-current-url': 'http://evil.example/sample?said=hi',
    };
    const answer = await portal.browser().get('/sample', headers);
    expect([answer.status, answer.headers.get('hx-redirect')]).toEqual([401, '/login?next=%2Fsample%3Fsaid%3Dhi']);
  });

  it.each(['partial', 'full'])(
    'leaves a page whose %s part a stranger asks for as it is, with a notice',
    async (type) => {
      const headers = { 'hx-request': 'true', 'hx-request-type': type };
      const answer = await portal.browser().submit('/sample', { said: 'x' }, headers);
      expect([answer.status, answer.headers.get('hx-retarget')]).toEqual([401, '#notices']);
      expect(answer.text).toMatch(/You were logged out[^]*<a href="\/login" target="_blank"/);
      expect(answer.headers.getSetCookie().join()).not.toContain('flash');
    },
  );

  it('refuses a route that declares nothing, also to an admin, and says so in the log', async () => {
    expect((await admin.get('/careless')).status).toBe(403);
    expect(portal.logged.join('')).toContain('GET /careless (CarelessController.open) has no @Permission');
    expect(portal.logged.join('')).toContain(
      'POST /careless (CarelessController.change) changes something and has no @Audited',
    );
  });

  it('finds no fault with the routes of the shell and of users', () => {
    const refused = portal.logged.filter((line) => line.includes('route refused') && !line.includes('Careless'));
    expect(refused).toEqual([]);
  });

  it('lets a viewer look but not change, and shows only the navigation of the role', async () => {
    const page = await viewer.get('/sample');
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('Changing');
    expect(page.text).not.toContain('href="/users"');
    const change = await viewer.submit('/sample', { said: 'x' });
    expect([change.status, change.text.includes('sample.write')]).toEqual([403, true]);
    expect((await viewer.get('/users')).status).toBe(403);
  });

  it.each([
    ['no token', { _csrf: '' }, 403],
    ['a token of another session', { _csrf: 'A'.repeat(43) }, 403],
    ['its own token', {}, 303],
  ])('answers a form with %s', async (_what, fields, status) => {
    await admin.get('/sample');
    expect((await admin.submit('/sample', { said: 'x', ...fields })).status).toBe(status);
  });

  it('takes the CSRF token from a header too, as htmx sends it', async () => {
    await admin.get('/sample');
    const headers = { 'x-csrf-token': admin.csrf, 'hx-request': 'true', 'hx-request-type': 'partial' };
    const answer = await admin.submit('/sample', { _csrf: '', said: 'x' }, headers);
    expect([answer.status, answer.headers.get('hx-redirect')]).toEqual([200, '/sample?said=x']);
    const old = await admin.submit('/sample', { said: 'x' }, { ...headers, 'x-csrf-token': 'of the session before' });
    expect([old.status, old.headers.get('x-csrf-token')]).toEqual([403, admin.csrf]);
    const person = /name="csrf-token"[^>]* data-person="(\d+)"/.exec((await admin.get('/sample')).text)?.[1];
    expect([person === undefined, old.headers.get('x-lanwarden-person')]).toEqual([false, person]);
  });

  it('lets a bearer token change things without a CSRF token, but not a session', async () => {
    const { tokens, close } = await openAccounts(portal.config);
    const { secret } = await tokens.create({ name: 'script', role: 'analyst', createdBy: 'test' });
    await close();
    const headers = { 'content-type': 'application/json' };
    const change = { headers: { ...headers, authorization: `Bearer ${secret}` }, body: '{"said":"x"}' };
    expect((await portal.browser().send('POST', '/api/v1/sample', change)).status).toBe(201);
    expect((await admin.send('POST', '/api/v1/sample', { headers, body: '{"said":"x"}' })).status).toBe(403);
    expect(
      (await admin.send('POST', '/api/v1/sample', { headers: { ...headers, 'x-csrf-token': admin.csrf }, body: '{}' }))
        .status,
    ).toBe(201);
    expect(
      (
        await portal
          .browser()
          .send('POST', '/api/v1/sample', { headers: { ...headers, authorization: 'Bearer lw_wrong' }, body: '{}' })
      ).status,
    ).toBe(401);
  });

  it('refuses a login form without its token, so that nobody is logged in as somebody else', async () => {
    const browser = portal.browser();
    await browser.get('/login');
    expect((await browser.submit('/login', { name: 'vera', password: PASSWORD, _csrf: '' })).status).toBe(403);
  });

  it('writes to the audit log who changed what', async () => {
    await admin.get('/sample');
    await admin.submit('/sample', { said: 'audited' });
    const { audit, close } = await openAccounts(portal.config);
    const entries = await audit.latest(50);
    await close();
    expect(entries[0]).toMatchObject({
      actor: 'admin',
      action: 'sample.changed',
      outcome: 'success',
      address: '127.0.0.1',
      at: portal.clock.now(),
    });
    expect(entries.map(({ action, target }) => `${action} ${target}`)).toContain('users.added vera');
  });

  it('ends what a user may do at once when the account is switched off', async () => {
    const { accounts, close } = await openAccounts(portal.config);
    const gone = await addUser(accounts, 'gone');
    const browser = portal.browser();
    await browser.logIn('gone', PASSWORD);
    expect((await browser.get('/sample')).status).toBe(200);
    await accounts.change(gone, { disabled: true });
    await close();
    expect((await browser.get('/sample')).status).toBe(303);
    expect((await browser.logIn('gone', PASSWORD)).status).toBe(401);
  });
});

async function addUser(accounts: AccountsService, name: string): Promise<number> {
  return (await accounts.add(name, PASSWORD, 'viewer')).id;
}
