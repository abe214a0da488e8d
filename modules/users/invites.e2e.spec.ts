// Inviting people, and letting them go.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { Answer, TestBrowser } from '../../test/helpers/test-browser.js';

const DAY_MS = 86_400_000;
const NEW = { password: 'a password of my own', repeat: 'a password of my own' };

let portal: TestPortal;
let admin: TestBrowser;
beforeEach(async () => {
  portal = await startPortal();
  admin = await portal.setUp();
});
afterEach(() => portal.close());

async function invite(name: string, role = 'viewer'): Promise<{ path: string; token: string; page: Answer }> {
  await admin.open('/users');
  const page = await admin.submit('/users/invites', { name, role });
  return { ...linkIn(page), page };
}

function linkIn({ text }: Answer): { path: string; token: string } {
  const token = /\/invite\?token=([\w-]{43})/.exec(text)?.[1] ?? '';
  return { path: `/invite?token=${token}`, token };
}

describe('an invite', () => {
  it('is a link, shown once, by which a person makes the account with a password of their own', async () => {
    const { path, token, page } = await invite('Vera', 'analyst');
    expect(page.text).toContain(`${portal.url}${path}`);
    expect((await admin.get('/users')).text).not.toContain(token);
    const vera = portal.browser();
    expect((await vera.get(path)).text).toContain('Welcome, vera');
    const done = await vera.submit('/invite', { token, ...NEW });
    expect([done.status, done.location]).toEqual([303, '/']);
    expect(JSON.parse((await vera.get('/api/v1/users/me')).text)).toMatchObject({ name: 'vera', role: 'analyst' });
    expect((await portal.browser().logIn('vera', NEW.password)).location).toBe('/');
    expect((await admin.get('/users')).text).not.toContain('Invited</h2>');
  });

  it('is good once', async () => {
    const { path, token } = await invite('vera');
    const vera = portal.browser();
    await vera.get(path);
    await vera.submit('/invite', { token, ...NEW });
    const other = portal.browser();
    expect([(await other.get(path)).status, (await other.get(path)).text.includes('was used')]).toEqual([404, true]);
    await other.get('/login');
    expect((await other.submit('/invite', { token, ...NEW })).status).toBe(404);
  });

  it.each([
    ['short', 'short', 'at least 12'],
    ['vera.vera.vera', 'vera.vera.vera', 'little more than your name'],
    [NEW.password, `${NEW.password}!`, 'differ'],
  ])('with the password %j says what is wrong and stays good', async (password, repeat, reason) => {
    const { path, token } = await invite('vera');
    const vera = portal.browser();
    await vera.get(path);
    const refused = await vera.submit('/invite', { token, password, repeat });
    expect([refused.status, refused.text.includes(reason)]).toEqual([422, true]);
    expect((await vera.submit('/invite', { token, ...NEW })).status).toBe(303);
  });

  it('is over after seven days, says so, and can be made anew', async () => {
    const { path } = await invite('vera');
    portal.clock.advance(7 * DAY_MS);
    const late = await portal.browser().get(path);
    expect([late.status, late.text.includes('has expired')]).toEqual([404, true]);
    await admin.logIn('admin', PASSWORD);
    const list = (await admin.get('/users')).text;
    expect(list).toContain('expired: make a new link');
    const id = /invites\/(\d+)\/renew/.exec(list)![1];
    const renewed = linkIn(await admin.submit(`/users/invites/${id}/renew`, {}));
    expect((await portal.browser().get(renewed.path)).status).toBe(200);
    expect((await portal.browser().get(path)).text).toContain('replaced by a newer one');
  });

  it('can be taken back', async () => {
    const { path, page } = await invite('vera');
    const id = /invites\/(\d+)\/revoke/.exec(page.text)![1];
    expect((await admin.submit(`/users/invites/${id}/revoke`, {})).location).toBe('/users');
    expect((await portal.browser().get(path)).status).toBe(404);
    expect((await admin.submit(`/users/invites/${id}/revoke`, {})).status).toBe(404);
  });

  it.each([
    ['admin', 'already a user admin'],
    ['vera', 'invited already'],
    ['no spaces', 'cannot be a user name'],
    ['<b>x</b>', 'cannot be a user name'],
  ])('for %j is refused, and keeps what was typed', async (name, reason) => {
    await invite('vera');
    const refused = await admin.submit('/users/invites', { name, role: 'analyst' });
    expect([refused.status, refused.text.includes(reason)]).toEqual([422, true]);
    expect(refused.text).toMatch(/value="analyst" selected/);
    expect(refused.text).not.toContain('<b>x</b>');
  });

  it('is an admin’s to make, and stands in the audit log without its link', async () => {
    const { path, token } = await invite('vera');
    const vera = portal.browser();
    await vera.get(path);
    await vera.submit('/invite', { token, ...NEW });
    await vera.open('/profile');
    expect((await vera.submit('/users/invites', { name: 'mallory', role: 'admin' })).status).toBe(403);
    const { audit, close } = await openAccounts(portal.config);
    const entries = await audit.latest(10);
    await close();
    expect(entries.slice(0, 3).map(({ actor, action, target, outcome }) => [actor, action, target, outcome])).toEqual([
      ['vera', 'users.invited', null, 'failure'],
      ['nobody', 'users.invite-accepted', 'vera', 'success'],
      ['admin', 'users.invited', 'vera', 'success'],
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
  });
});

describe('an invite by an admin who is one no longer', () => {
  it.each<Readonly<Record<string, string>> | undefined>([{ role: 'viewer' }, { disabled: 'true' }, undefined])(
    'opens nothing, and can be made anew (%j)',
    async (change) => {
      const ann = portal.browser();
      const { path, token } = await invite('ann', 'admin');
      await ann.get(path);
      await ann.submit('/invite', { token, ...NEW });
      await ann.open('/users');
      const { path: hers, token: herToken } = linkIn(
        await ann.submit('/users/invites', { name: 'eve', role: 'admin' }),
      );
      const eve = portal.browser();
      await eve.get(hers);

      await admin.submit(change === undefined ? '/users/2/delete' : '/users/2', change ?? {});
      expect((await eve.submit('/invite', { token: herToken, ...NEW })).status).toBe(404);
      expect((await eve.get(hers)).text).toContain('ann, who invited you, is no admin here any more');
      expect((await eve.logIn('eve', NEW.password)).status).toBe(401);

      const list = (await admin.get('/users')).text;
      expect(list).toContain('ann is no admin now: make a new link');
      const renewed = linkIn(await admin.submit(`/users/invites/${/invites\/(\d+)\/renew/.exec(list)![1]}/renew`, {}));
      expect((await portal.browser().get(renewed.path)).status).toBe(200);
    },
  );

  it('the page of a user names the tokens that stay when the account goes', async () => {
    await admin.open('/users/tokens');
    await admin.submit('/users/tokens', { name: 'nightly backup', role: 'viewer', source: '' });
    expect((await admin.get('/users/1')).text).toContain('made stay good (nightly backup)');
  });
});

describe('deleting a user', () => {
  it('ends what that user may do; the audit log keeps the name, and the name can be given again', async () => {
    const { path, token } = await invite('vera');
    const vera = portal.browser();
    await vera.get(path);
    await vera.submit('/invite', { token, ...NEW });
    expect((await admin.get('/users/2')).text).toContain('Delete vera');
    expect((await admin.submit('/users/2/delete', {})).location).toBe('/users');
    expect((await vera.get('/profile')).status).toBe(303);
    expect((await vera.logIn('vera', NEW.password)).status).toBe(401);
    expect((await admin.get('/users/2')).status).toBe(404);
    const { audit, close } = await openAccounts(portal.config);
    expect((await audit.latest(10)).find(({ action }) => action === 'users.deleted')?.target).toBe('vera');
    await close();
    expect((await invite('vera')).token).not.toBe('');
  });

  it('is not for oneself', async () => {
    expect((await admin.get('/users/1')).text).not.toContain('/users/1/delete');
    expect((await admin.submit('/users/1/delete', {})).status).toBe(409);
    expect((await admin.get('/profile')).status).toBe(200);
  });
});
