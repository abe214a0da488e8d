// Login through a real issuer on loopback: the whole way, and every way it must not go.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import type { AuditEntry } from '#src/audit/audit-log.js';
import {
  CLIENT,
  logInAtIssuer,
  logInWithIssuer,
  startIssuer,
  type TestIssuer,
} from '../../../test/helpers/oidc-issuer.js';
import { PASSWORD, startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';

describe('login with an OpenID Connect issuer', () => {
  let portal: TestPortal;
  let issuer: TestIssuer;
  let admin: TestBrowser;

  beforeAll(async () => {
    issuer = await startIssuer(() => portal.url);
    portal = await startPortal({
      config: {
        oidc: {
          ...CLIENT,
          issuer: issuer.url,
          allowInsecure: true,
          title: 'House account',
          roleClaim: 'realm_access.roles',
          roles: { viewer: ['family'], analyst: ['helpers'], admin: ['owners', 'root'] },
        },
      },
    });
    admin = await portal.setUp();
  });
  afterAll(async () => {
    await portal.close();
    await issuer.close();
  });
  // Else one test's failures slow the next one's logins down.
  beforeEach(() => portal.clock.advance(3_700_000));

  it('offers its button on the login page, with the way to where one wanted to go', async () => {
    const page = await portal.browser().get('/login?next=/profile');
    expect(page.text).toContain('href="/login/oidc?next=%2Fprofile"');
    expect(page.text).toContain('House account');
  });

  it('makes an account at the first login, with the mapped role, and goes where one wanted', async () => {
    issuer.person = person('anna', ['helpers', 'family']);
    const browser = portal.browser();
    const { answer } = await logInWithIssuer(browser, portal.url, '/profile?tab=1');
    expect([answer.status, answer.location]).toEqual([303, '/profile?tab=1']);
    expect(await who(browser)).toMatchObject({ name: 'anna.p', role: 'analyst' });
    expect(await lastLogin()).toMatchObject({
      target: 'anna.p',
      outcome: 'success',
      details: { via: 'House account', role: 'analyst', new: true },
    });
  });

  it('says before an account is deleted that its person would come back', async () => {
    const users = await admin.open('/users');
    const pageOf = async (name: string): Promise<string> =>
      (await admin.get(new RegExp(`href="(/users/\\d+)"[^>]*>\\s*(?:<[^>]*>\\s*)*${name}`).exec(users.text)![1]!)).text;
    expect(await pageOf('anna\\.p')).toContain('the next login there makes it anew');
    await admin.submit('/users', { name: 'local', password: PASSWORD, role: 'viewer' });
    const { text } = await admin.open('/users');
    const local = [...text.matchAll(/href="(\/users\/\d+)"/g)].map(([, href]) => href!);
    const pages = await Promise.all([...new Set(local)].map(async (href) => (await admin.get(href)).text));
    expect(pages.find((page) => page.includes('Delete local'))).not.toContain('makes it anew');
  });

  it('finds the same account again by its subject, whatever the name became, with the role of today', async () => {
    issuer.person = person('anna', ['family'], 'anna.newname');
    const browser = portal.browser();
    await logInWithIssuer(browser, portal.url);
    expect(await who(browser)).toMatchObject({ name: 'anna.p', role: 'viewer' });
    expect((await lastLogin()).details).toMatchObject({ role: 'viewer', roleBefore: 'analyst' });
  });

  it('refuses who has no role, and ends what was open from before', async () => {
    issuer.person = person('berta', ['family']);
    const browser = portal.browser();
    await logInWithIssuer(browser, portal.url);
    expect(await who(browser)).toMatchObject({ name: 'berta.p' });
    issuer.person = person('berta', ['strangers']);
    const { answer } = await logInWithIssuer(portal.browser(), portal.url);
    expect([answer.status, answer.text.includes('none of your groups has a role here')]).toEqual([403, true]);
    expect((await browser.get('/profile')).status).toBe(303);
    expect(await lastLogin()).toMatchObject({ outcome: 'failure', target: 'berta.p', details: { reason: 'no-role' } });
  });

  it('does not take over an account of the same name; an admin links it', async () => {
    await admin.open('/users');
    await admin.submit('/users', { name: 'carl', password: PASSWORD, role: 'analyst' });
    issuer.person = person('subject-of-carl', ['owners'], 'Carl');
    const { answer } = await logInWithIssuer(portal.browser(), portal.url);
    expect([answer.status, answer.text.includes('There is already an account called carl here')]).toEqual([403, true]);
    const page = await admin.open('/users/oidc');
    const action = /action="(\/users\/oidc\/\d+\/link\?name=carl)"/.exec(page.text)![1]!;
    expect(page.text).toContain('subject-of-carl');
    expect((await admin.submit(action, {})).status).toBe(303);
    const browser = portal.browser();
    await logInWithIssuer(browser, portal.url);
    expect(await who(browser)).toMatchObject({ name: 'carl', role: 'admin' });
  });

  it('links nothing when the person took another name between page and click', async () => {
    await admin.open('/users');
    await admin.submit('/users', { name: 'frieda', password: PASSWORD, role: 'viewer' });
    issuer.person = person('subject-of-mallory', ['family'], 'frieda');
    await logInWithIssuer(portal.browser(), portal.url);
    const action = /action="(\/users\/oidc\/\d+\/link\?name=frieda)"/.exec((await admin.open('/users/oidc')).text)![1]!;
    issuer.person = person('subject-of-mallory', ['family'], 'admin');
    await logInWithIssuer(portal.browser(), portal.url);
    const answer = await admin.submit(action, {});
    expect([answer.status, answer.text.includes('asks for the account admin now')]).toEqual([409, true]);
    const mallory = portal.browser();
    await logInWithIssuer(mallory, portal.url);
    expect(await who(mallory)).toBeUndefined();
  });

  it('lets an admin cut the link again, which logs the person out', async () => {
    issuer.person = person('dora', ['family']);
    const browser = portal.browser();
    await logInWithIssuer(browser, portal.url);
    const page = await admin.open('/users/oidc');
    const action = page.text
      .split('dora.p')
      .join('\n')
      .match(/\/users\/oidc\/\d+\/remove/g)!
      .at(-1)!;
    expect((await admin.submit(action, {})).status).toBe(303);
    expect((await browser.get('/profile')).status).toBe(303);
    const { answer } = await logInWithIssuer(portal.browser(), portal.url);
    expect([answer.status, answer.text.includes('There is already an account called dora.p here')]).toEqual([
      403,
      true,
    ]);
  });

  it('refuses an account that is switched off', async () => {
    issuer.person = person('emil', ['family']);
    await logInWithIssuer(portal.browser(), portal.url);
    const { accounts, close } = await openAccounts(portal.config);
    await accounts.change((await accounts.list()).find(({ name }) => name === 'emil.p')!.id, { disabled: true });
    await close();
    const { answer } = await logInWithIssuer(portal.browser(), portal.url);
    expect([answer.status, answer.text.includes('emil.p is switched off')]).toEqual([403, true]);
  });

  it('refuses a callback that is played a second time, before it asks the issuer', async () => {
    issuer.person = person('anna', ['family']);
    const browser = portal.browser();
    const start = await browser.get('/login/oidc');
    const cookie = `lanwarden_oidc=${browser.cookies.get('lanwarden_oidc')}`;
    const path = await logInAtIssuer(start.location!, portal.url);
    expect((await browser.get(path)).status).toBe(303);
    const asked = issuer.tokenRequests();
    const thief = await fetch(`${portal.url}${path}`, { headers: { cookie }, redirect: 'manual' });
    expect([thief.status, (await thief.text()).includes('was used already')]).toEqual([400, true]);
    expect(issuer.tokenRequests()).toBe(asked);
  });

  it('refuses a callback in a browser that did not begin it, so that nobody is logged in as somebody else', async () => {
    issuer.person = person('anna', ['family']);
    const start = await portal.browser().get('/login/oidc');
    const path = await logInAtIssuer(start.location!, portal.url);
    const other = portal.browser();
    expect((await other.get(path)).status).toBe(400);
    await other.get('/login/oidc');
    expect((await other.get(path)).status).toBe(400);
    expect(await who(other)).toBeUndefined();
  });

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'another'), 400],
    ['another nonce', (url: URL) => url.searchParams.set('nonce', 'another'), 502],
    ['another PKCE challenge', (url: URL) => url.searchParams.set('code_challenge', 'a'.repeat(43)), 400],
  ])('refuses an answer to %s', async (_what, tamper, status) => {
    issuer.person = person('anna', ['family']);
    const browser = portal.browser();
    const start = new URL((await browser.get('/login/oidc')).location!);
    tamper(start);
    const answer = await browser.get(await logInAtIssuer(start.href, portal.url));
    expect(answer.status).toBe(status);
    expect(await who(browser)).toBeUndefined();
  });

  it('refuses a login that took longer than ten minutes', async () => {
    const browser = portal.browser();
    const start = await browser.get('/login/oidc');
    const path = await logInAtIssuer(start.location!, portal.url);
    portal.clock.advance(10 * 60_000 + 1);
    expect((await browser.get(path)).status).toBe(400);
  });

  it('says so when the person went back at the issuer', async () => {
    const browser = portal.browser();
    const state = new URL((await browser.get('/login/oidc')).location!).searchParams.get('state')!;
    const answer = await browser.get(
      `/login/oidc/callback?error=access_denied&state=${state}&iss=${encodeURIComponent(issuer.url)}`,
    );
    expect([answer.status, answer.text.includes('did not let you in')]).toEqual([403, true]);
  });

  it('slows down an address whose logins fail, and writes down one of the throttled', async () => {
    const before = await entries();
    const browser = portal.browser();
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) {
      const state = new URL((await browser.get('/login/oidc')).location!).searchParams.get('state')!;
      const answer = `code=x&state=${state}&iss=${encodeURIComponent(issuer.url)}`;
      statuses.push((await browser.get(`/login/oidc/callback?${answer}`)).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429, 429]);
    expect((await entries()).length - before.length).toBe(6);
    expect((await lastLogin()).details).toEqual({ reason: 'throttled' });
  });

  it('is not slowed down by another site that sends the browser to the way back, and writes down one of those', async () => {
    const before = await entries();
    const browser = portal.browser();
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await browser.get('/login/oidc/callback?code=x&state=y')).status);
    expect(new Set(statuses)).toEqual(new Set([400]));
    expect((await entries()).length - before.length).toBe(1);
    expect((await portal.browser().logIn('admin', PASSWORD)).status).toBe(303);
  });

  it('shows what a hostile name would be as text, and makes a user name of it', async () => {
    issuer.person = {
      sub: '<img src=x>',
      preferred_username: '<script>CORP\\Jürgen</script>',
      realm_access: { roles: ['family'] },
    };
    const browser = portal.browser();
    await logInWithIssuer(browser, portal.url);
    expect(await who(browser)).toMatchObject({ name: 'script-corp-jürgen-script' });
    const page = (await admin.open('/users/oidc')).text;
    expect([page.includes('<img src=x>'), page.includes('&lt;img src=x&gt;')]).toEqual([false, true]);
  });

  it('is not set up by a viewer', async () => {
    issuer.person = person('anna', ['family']);
    const browser = portal.browser();
    await logInWithIssuer(browser, portal.url);
    expect((await browser.get('/users/oidc')).status).toBe(403);
  });

  async function who(browser: TestBrowser): Promise<{ name: string; role: string } | undefined> {
    const answer = await browser.get('/api/v1/users/me');
    return answer.status === 200 ? (JSON.parse(answer.text) as { name: string; role: string }) : undefined;
  }

  async function entries(): Promise<readonly AuditEntry[]> {
    const { audit, close } = await openAccounts(portal.config);
    const latest = await audit.latest(500);
    await close();
    return latest.filter(({ action }) => action === 'users.login');
  }

  async function lastLogin(): Promise<AuditEntry> {
    return (await entries())[0]!;
  }
});

describe('an issuer', () => {
  it('that is away is said, and found again when it is back; the login page never waits for it', async () => {
    let portalUrl = '';
    const first = await startIssuer(() => portalUrl);
    await first.close();
    const port = Number(new URL(first.url).port);
    const portal = await startPortal({
      config: { oidc: { ...CLIENT, issuer: first.url, allowInsecure: true, defaultRole: 'viewer' } },
    });
    portalUrl = portal.url;
    const browser = portal.browser();
    expect((await browser.get('/login')).text).toContain('Single sign-on');
    const away = await browser.get('/login/oidc');
    expect([away.status, away.text.includes('Single sign-on does not answer')]).toEqual([503, true]);
    const issuer = await startIssuer(() => portalUrl, port);
    portal.clock.advance(5_001);
    issuer.person = { sub: '0815', email: 'Jo@example.org' };
    const { answer } = await logInWithIssuer(browser, portal.url);
    expect(answer.status).toBe(303);
    expect(JSON.parse((await browser.get('/api/v1/users/me')).text)).toMatchObject({
      name: 'jo@example.org',
      role: 'viewer',
    });
    await portal.close();
    await issuer.close();
  });

  it('that does not know our secret is said to admins', async () => {
    let portalUrl = '';
    const issuer = await startIssuer(() => portalUrl);
    const portal = await startPortal({
      config: {
        oidc: { ...CLIENT, clientSecret: 'wrong', issuer: issuer.url, allowInsecure: true, defaultRole: 'viewer' },
      },
    });
    portalUrl = portal.url;
    const { answer } = await logInWithIssuer(portal.browser(), portal.url);
    expect([answer.status, answer.text.includes('oidc.clientSecret')]).toEqual([502, true]);
    await portal.close();
    await issuer.close();
  });

  it('may not demote the last admin, and the admin is told', async () => {
    let portalUrl = '';
    const issuer = await startIssuer(() => portalUrl);
    const portal = await startPortal({
      config: {
        oidc: {
          ...CLIENT,
          issuer: issuer.url,
          allowInsecure: true,
          roleClaim: 'groups',
          roles: { viewer: ['family'], admin: ['owners'] },
          defaultRole: 'viewer',
        },
      },
    });
    portalUrl = portal.url;
    issuer.person = { sub: '1', preferred_username: 'owner', groups: ['owners'] };
    const browser = portal.browser();
    await logInWithIssuer(browser, portal.url);
    issuer.person = { sub: '1', preferred_username: 'owner', groups: [] };
    const { answer } = await logInWithIssuer(portal.browser(), portal.url);
    expect(answer.status).toBe(303);
    expect(JSON.parse((await browser.get('/api/v1/users/me')).text)).toMatchObject({ role: 'admin' });
    await portal.close();
    await issuer.close();
  });

  it('that nobody set up has neither button nor route', async () => {
    const portal = await startPortal();
    const browser = portal.browser();
    expect((await browser.get('/login')).text).not.toContain('/login/oidc');
    expect((await browser.get('/login/oidc')).status).toBe(404);
    expect((await browser.get('/login/oidc/callback?code=x&state=y')).status).toBe(404);
    await portal.close();
  });
});

function person(sub: string, roles: string[], name = `${sub}.p`): Record<string, unknown> & { readonly sub: string } {
  return { sub, preferred_username: name, realm_access: { roles } };
}
