// What admins do: accounts, tokens, ingest keys.

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';

describe('accounts and tokens', () => {
  let portal: TestPortal;
  let admin: TestBrowser;
  beforeAll(async () => {
    portal = await startPortal({ config: { sources: [{ name: 'web1' }] } });
    admin = await portal.setUp();
  });
  afterAll(() => portal.close());

  it('adds a user, refuses the same name twice, and keeps what was typed', async () => {
    await admin.open('/users');
    expect((await admin.submit('/users', { name: 'Vera', password: PASSWORD, role: 'viewer' })).location).toBe(
      '/users',
    );
    const again = await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'analyst' });
    expect([again.status, again.text.includes('already a user vera')]).toEqual([422, true]);
    expect(again.text).toMatch(/value="analyst" selected/);
  });

  it('does not let the last admin go', async () => {
    await admin.open('/users/1');
    const [off, less] = [
      await admin.submit('/users/1', { disabled: 'true' }),
      await admin.submit('/users/1', { role: 'viewer' }),
    ];
    expect([off.status, less.status]).toEqual([409, 409]);
    expect(off.text).toContain('last admin');
  });

  it('shows a token once, lets it read the API, and not after it is revoked', async () => {
    await admin.open('/users/tokens');
    const created = await admin.submit('/users/tokens', { name: 'backup', role: 'viewer', source: '' });
    const secret = /lw_[\w-]{43}/.exec(created.text)![0];
    expect((await admin.get('/users/tokens')).text).not.toContain(secret);
    const bearer = { authorization: `Bearer ${secret}` };
    expect(JSON.parse((await portal.browser().get('/api/v1/users/me', bearer)).text)).toEqual({
      kind: 'token',
      name: 'backup',
      role: 'viewer',
    });
    expect((await portal.browser().get('/users/tokens', bearer)).status).toBe(303);
    const id = /tokens\/(\d+)\/revoke/.exec(created.text)![1]!;
    expect((await admin.submit(`/users/tokens/${id}/revoke`, {})).status).toBe(303);
    expect((await portal.browser().get('/api/v1/users/me', bearer)).status).toBe(401);
  });

  it('binds an ingest key to a source, tells the collector, and keeps it off the API', async () => {
    await admin.open('/users/tokens');
    expect((await admin.submit('/users/tokens', { name: 'web', role: 'ingest', source: '' })).text).toContain(
      'belongs to a source',
    );
    const secret = /lw_[\w-]{43}/.exec(
      (await admin.submit('/users/tokens', { name: 'web', role: 'ingest', source: 'web1' })).text,
    )![0];
    expect(portal.collector.reconfigured).toBe(1);
    expect((await portal.browser().get('/api/v1/users/me', { authorization: `Bearer ${secret}` })).status).toBe(401);
    const { tokens, close } = await openAccounts(portal.config);
    const hashes = await tokens.listIngestKeyHashes();
    await close();
    expect(hashes).toEqual([{ hash: createHash('sha256').update(secret).digest('hex'), source: 'web1' }]);
    const id = /\/users\/tokens\/(\d+)\/revoke/.exec((await admin.get('/users/tokens')).text)![1];
    await admin.submit(`/users/tokens/${id}/revoke`, {});
    expect(portal.collector.reconfigured).toBe(2);
  });

  it('describes the API in OpenAPI and on a page', async () => {
    const document = JSON.parse((await portal.browser().get('/api/openapi.json')).text);
    expect(
      document.paths['/api/v1/users/me'].get.responses['200'].content['application/json'].schema.properties.role.enum,
    ).toEqual(['viewer', 'analyst', 'admin']);
    expect((await admin.get('/api/docs')).text).toContain('/api/v1/users/me');
  });
});
