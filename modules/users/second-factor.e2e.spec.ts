// The second factor through real HTTP: setting it up, the two steps of a login, recovery codes, switching it off.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { Answer, TestBrowser } from '../../test/helpers/test-browser.js';

const STEP_MS = 30_000;

let portal: TestPortal;
let admin: TestBrowser;
beforeEach(async () => {
  portal = await startPortal();
  admin = await portal.setUp();
});
afterEach(() => portal.close());

/** The code that the app shows now, or `steps` of 30 s from now. */
function codeOf(secret: string, steps = 0): string {
  return generateSync({ secret, epoch: Math.floor(portal.clock.now() / 1_000) + steps * 30 });
}

async function begin(browser: TestBrowser): Promise<string> {
  await browser.get('/profile');
  await browser.submit('/profile/second-factor', { password: PASSWORD });
  const page = await browser.get('/profile/second-factor');
  return /id="totp-secret"[^>]*>([A-Z2-7 ]+)</.exec(page.text)![1]!.replaceAll(' ', '');
}

/** Switches it on; the clock goes on to a step whose code was not used. */
async function switchOn(browser: TestBrowser): Promise<{ secret: string; recovery: string[] }> {
  const secret = await begin(browser);
  const page = await browser.submit('/profile/second-factor/confirm', { code: codeOf(secret) });
  portal.clock.advance(STEP_MS);
  return { secret, recovery: page.text.match(/\b(?:[a-z2-7]{4}-){3}[a-z2-7]{4}\b/g) ?? [] };
}

/** A new browser after the password. */
async function afterPassword(next = '/'): Promise<{ browser: TestBrowser; answer: Answer }> {
  const browser = portal.browser();
  await browser.get('/login');
  const answer = await browser.submit('/login', { name: 'admin', password: PASSWORD, next });
  await browser.open(answer.location!);
  return { browser, answer };
}

describe('setting it up', () => {
  it('asks for the password, shows the key as picture and text, and is on after the first right code', async () => {
    await admin.get('/profile');
    const wrong = await admin.submit('/profile/second-factor', { password: 'not my password' });
    expect([wrong.status, wrong.text.includes('current password is wrong')]).toEqual([422, true]);
    const secret = await begin(admin);
    const page = await admin.get('/profile/second-factor');
    expect(page.text).toMatch(/<svg class="us-qr"[^>]*>\s*<path d="M4 4h7v1h-7z/);
    expect(page.text).toContain(`otpauth://totp/Lanwarden:admin?secret=${secret}`);
    expect((await admin.submit('/profile/second-factor/confirm', { code: codeOf(secret, 9) })).status).toBe(422);
    expect((await portal.browser().logIn('admin', PASSWORD)).location).toBe('/');
    const done = await admin.submit('/profile/second-factor/confirm', { code: codeOf(secret) });
    expect(done.text.match(/(?:[a-z2-7]{4}-){3}[a-z2-7]{4}/g)).toHaveLength(10);
    expect((await admin.get('/profile')).text).toContain('10 of 10 recovery codes are left');
    expect((await admin.get('/profile/second-factor')).location).toBe('/profile');
  });

  it('keeps neither key nor recovery codes readable in the database', async () => {
    const { secret, recovery } = await switchOn(admin);
    const db = await openMetadata(portal.config);
    const [rows] = await db.query('SELECT totp_secret AS text FROM users UNION ALL SELECT hash FROM recovery_codes');
    await db.close();
    expect(rows).toHaveLength(11);
    expect([secret, ...recovery].filter((text) => JSON.stringify(rows).includes(text))).toEqual([]);
  });

  it('ends the other sessions, which came in with the password alone', async () => {
    const other = portal.browser();
    await other.logIn('admin', PASSWORD);
    await switchOn(admin);
    expect([(await other.get('/profile')).status, (await admin.get('/profile')).status]).toEqual([303, 200]);
  });

  it('can be left off again half way', async () => {
    await begin(admin);
    await admin.submit('/profile/second-factor/cancel', {});
    expect((await admin.get('/profile/second-factor')).location).toBe('/profile');
    expect((await portal.browser().logIn('admin', PASSWORD)).location).toBe('/');
  });
});

describe('a login', () => {
  it('asks for the code after the password, and goes on to where one wanted', async () => {
    const { secret } = await switchOn(admin);
    const { browser, answer } = await afterPassword('/users?x=1');
    expect([answer.status, answer.location]).toEqual([303, '/login/code?next=%2Fusers%3Fx%3D1']);
    expect(answer.headers.getSetCookie().join()).not.toContain('lanwarden_session=');
    const done = await browser.submit('/login/code', { code: codeOf(secret), next: '/users?x=1' });
    expect([done.status, done.location]).toEqual([303, '/users?x=1']);
    expect(browser.cookies.has('lanwarden_half')).toBe(false);
    expect((await browser.get('/users')).status).toBe(200);
  });

  it('that is half done opens nothing', async () => {
    await switchOn(admin);
    const { browser } = await afterPassword();
    const half = browser.cookies.get('lanwarden_half')!;
    for (const cookies of [{}, { lanwarden_session: half }]) {
      for (const [name, value] of Object.entries(cookies)) browser.cookies.set(name, value);
      expect((await browser.get('/profile')).location).toBe('/login?next=%2Fprofile');
      expect((await browser.get('/users')).status).toBe(303);
      expect((await browser.get('/api/v1/users/me')).status).toBe(401);
      expect((await browser.submit('/profile/second-factor/off', { password: PASSWORD })).location).toMatch(/^\/login/);
    }
  });

  it('takes no code twice, nor one from before', async () => {
    const { secret } = await switchOn(admin);
    const code = codeOf(secret);
    const [first, second] = [await afterPassword(), await afterPassword()];
    expect((await first.browser.submit('/login/code', { code })).status).toBe(303);
    const again = await second.browser.submit('/login/code', { code });
    expect([again.status, again.text.includes('used already')]).toEqual([401, true]);
    expect((await second.browser.submit('/login/code', { code: codeOf(secret, -1) })).status).toBe(401);
    expect((await second.browser.submit('/login/code', { code: codeOf(secret, 1) })).status).toBe(303);
  });

  it('takes a code once when it comes several times at the same moment', async () => {
    const { secret } = await switchOn(admin);
    const code = codeOf(secret);
    const windows = [await afterPassword(), await afterPassword(), await afterPassword()];
    const answers = await Promise.all(windows.map(({ browser }) => browser.submit('/login/code', { code })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 401, 401]);
  });

  it('has to be begun again after five minutes', async () => {
    const { secret } = await switchOn(admin);
    const { browser } = await afterPassword('/users');
    portal.clock.advance(5 * 60_000);
    const late = await browser.submit('/login/code', { code: codeOf(secret), next: '/users' });
    expect(late.location).toBe('/login?next=%2Fusers');
    expect((await browser.get('/login')).text).toContain('time for the code is over');
    expect((await browser.get('/profile')).status).toBe(303);
  });

  it('slows guessing of codes down, also when the password is given anew before each guess', async () => {
    const { secret } = await switchOn(admin);
    for (let guess = 0; guess < 5; guess++) {
      const { browser } = await afterPassword();
      expect((await browser.submit('/login/code', { code: '000000' })).status).toBe(401);
    }
    const { browser: next } = await afterPassword();
    expect((await next.submit('/login/code', { code: codeOf(secret) })).status).toBe(429);
    portal.clock.advance(2_000);
    const { browser } = await afterPassword();
    expect((await browser.submit('/login/code', { code: '000000' })).status).toBe(401);
    expect((await browser.submit('/login/code', { code: codeOf(secret) })).status).toBe(429);
    portal.clock.advance(15_000);
    expect((await browser.submit('/login/code', { code: codeOf(secret) })).status).toBe(303);
  });

  it('slows guessing down that comes from many addresses', async () => {
    await switchOn(admin);
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess++) {
      const from = { 'x-forwarded-for': `203.0.113.${guess}` };
      const browser = portal.browser();
      await browser.get('/login');
      await browser.submit('/login', { name: 'admin', password: PASSWORD }, from);
      statuses.push((await browser.submit('/login/code', { code: '000000' }, from)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('is over after ten wrong codes, however slowly they come', async () => {
    const { secret } = await switchOn(admin);
    const { browser } = await afterPassword();
    for (let guess = 0; guess < 10; guess++) {
      expect((await browser.submit('/login/code', { code: '000000' })).status).toBe(401);
      portal.clock.advance(25_000);
    }
    expect((await browser.submit('/login/code', { code: codeOf(secret) })).location).toBe('/login');
  });

  it('is written to the audit log, with its failures', async () => {
    const { secret } = await switchOn(admin);
    const { browser } = await afterPassword();
    await browser.submit('/login/code', { code: '000000' });
    await browser.submit('/login/code', { code: codeOf(secret) });
    const { audit, close } = await openAccounts(portal.config);
    const latest = (await audit.latest(3)).map(({ action, target, outcome }) => [action, target, outcome]);
    await close();
    expect(latest).toEqual([
      ['users.login-code', 'admin', 'success'],
      ['users.login-code', 'admin', 'failure'],
      ['users.login', 'admin', 'success'],
    ]);
  });
});

describe('without the phone', () => {
  it('a recovery code lets one in, once, however it is typed', async () => {
    const { recovery } = await switchOn(admin);
    const code = recovery[3]!.toUpperCase().replaceAll('-', ' ');
    const { browser } = await afterPassword();
    expect((await browser.get('/login/code?with=recovery')).text).toContain('Recovery code');
    expect((await browser.submit('/login/code', { code, kind: 'recovery' })).status).toBe(303);
    expect((await browser.open('/profile')).text).toContain('9 of 10 recovery codes are left');
    const other = await afterPassword();
    expect((await other.browser.submit('/login/code', { code, kind: 'recovery' })).status).toBe(401);
    expect((await other.browser.submit('/login/code', { code: recovery[4]!, kind: 'app' })).status).toBe(401);
  });

  it('new recovery codes make the old ones worthless', async () => {
    const { recovery } = await switchOn(admin);
    await admin.get('/profile');
    const refused = await admin.submit('/profile/second-factor/codes', { password: 'not my password' });
    expect(refused.location).toBe('/profile');
    const page = await admin.submit('/profile/second-factor/codes', { password: PASSWORD });
    const fresh = page.text.match(/(?:[a-z2-7]{4}-){3}[a-z2-7]{4}/g)!;
    const { browser } = await afterPassword();
    expect((await browser.submit('/login/code', { code: recovery[0]!, kind: 'recovery' })).status).toBe(401);
    expect((await browser.submit('/login/code', { code: fresh[0]!, kind: 'recovery' })).status).toBe(303);
  });

  it('one’s own password switches it off, a session alone does not', async () => {
    await switchOn(admin);
    await admin.get('/profile');
    expect((await admin.submit('/profile/second-factor/off', { password: '' })).status).toBe(422);
    expect((await portal.browser().logIn('admin', PASSWORD)).location).toBe('/login/code');
    // Nor does it by the page on which admins help others.
    expect((await admin.submit('/users/1/second-factor/reset', {})).status).toBe(409);
    expect((await portal.browser().logIn('admin', PASSWORD)).location).toBe('/login/code');
    expect((await admin.submit('/profile/second-factor/off', { password: PASSWORD })).status).toBe(303);
    expect((await portal.browser().logIn('admin', PASSWORD)).location).toBe('/');
  });

  it('an admin resets it, which logs that user out everywhere', async () => {
    await admin.get('/users/new');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    const vera = portal.browser();
    await vera.logIn('vera', PASSWORD);
    await switchOn(vera);
    expect((await admin.get('/users/2')).text).toContain('Phone lost');
    await admin.submit('/users/2/second-factor/reset', {});
    expect((await vera.get('/profile')).status).toBe(303);
    expect((await vera.logIn('vera', PASSWORD)).location).toBe('/');
  });
});

// On PostgreSQL a portal without the key of the others does not start (src/secrets/one-key.ts).
describe.skipIf(inject('postgresUrl') !== undefined)('without the key file', () => {
  let dir: string;
  beforeEach(async () => {
    await portal.close();
    dir = mkdtempSync(join(tmpdir(), 'lanwarden-second-factor-'));
    portal = await startPortal({ dir });
    admin = await portal.setUp();
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('codes cannot be checked, which is said with the way out; recovery codes still work', async () => {
    const { secret, recovery } = await switchOn(admin);
    await portal.close();
    rmSync(join(dir, 'secret.key'));
    portal = await startPortal({ dir });
    portal.clock.advance(2 * STEP_MS);
    const { browser } = await afterPassword();
    const refused = await browser.submit('/login/code', { code: codeOf(secret) });
    expect([refused.status, refused.text.includes('totp-reset')]).toEqual([500, true]);
    expect((await browser.submit('/login/code', { code: recovery[0]!, kind: 'recovery' })).status).toBe(303);
  });
});
