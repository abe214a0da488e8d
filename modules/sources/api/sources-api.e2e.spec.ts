// Sources for programs: with a token, without a page.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { collectorHealth, ledgerRow } from '../../../test/helpers/collector-health.js';
import { startPortal, START_MS, type TestPortal } from '../../../test/helpers/portal.js';
import sources from '../index.js';

let portal: TestPortal;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  portal = await startPortal({ modules: [sources], config: { sources: [{ name: 'from file' }] } });
  const accounts = await openAccounts(portal.config);
  for (const role of ['admin', 'viewer'] as const)
    tokens[role] = (await accounts.tokens.create({ name: role, role, createdBy: 'test' })).secret;
  await accounts.close();
});
afterAll(() => portal.close());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly id?: number; readonly version?: number };
}

async function call(method: string, path = '', body?: unknown, role = 'admin'): Promise<Answer> {
  const response = await fetch(`${portal.url}/api/v1/sources${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[role]}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
}

describe('the API of sources', () => {
  it('makes, shows, changes and deletes one; the collector is told each time', async () => {
    const before = portal.collector.reconfigured;
    const made = await call('POST', '', { name: 'nas', kind: 'storage', match: { peer: ['10.0.0.1'], host: ['nas'] } });
    expect(made).toMatchObject({
      status: 201,
      body: { version: 1, origin: 'portal', updatedBy: 'admin', state: 'unknown' },
    });
    const path = `/${made.body.id}`;
    const changed = await call('PATCH', path, { version: 1, notes: 'cellar', match: { host: [] }, parser: null });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        version: 2,
        settings: { name: 'nas', kind: 'storage', notes: 'cellar', match: { peer: ['10.0.0.1'], host: [] } },
      },
    });
    expect((await call('GET', path)).body).toEqual(changed.body);
    await call('PATCH', path, { version: 2, name: 'storage' });
    const { audit, close } = await openAccounts(portal.config);
    expect((await audit.latest(1))[0]).toMatchObject({
      target: 'nas',
      details: { changed: [{ path: 'name', to: 'storage' }] },
    });
    await close();
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect(portal.collector.reconfigured).toBe(before + 4);
  });

  it('lists those of the file, too, with what came', async () => {
    portal.collector.push(
      collectorHealth({ ledger: [ledgerRow({ source: 'from file', received: 7, stored: 7, lastReceived: START_MS })] }),
    );
    const { body } = await call('GET', '', undefined, 'viewer');
    expect(body['sources']).toEqual([
      expect.objectContaining({
        id: null,
        origin: 'file',
        version: null,
        state: 'talking',
        received: 7,
        lastReceived: '2026-11-20T10:00:00.000Z',
      }),
    ]);
    portal.collector.push(undefined);
  });

  it('answers a change of an old version with what is there now', async () => {
    const { body } = await call('POST', '', { name: 'web' });
    await call('PATCH', `/${body.id}`, { version: 1, notes: 'first' });
    const late = await call('PATCH', `/${body.id}`, { version: 1, notes: 'second' });
    expect(late).toMatchObject({ status: 409, body: { theirs: { version: 2, config: { notes: 'first' } } } });
    expect((await call('GET', `/${body.id}`)).body).toMatchObject({ settings: { notes: 'first' } });
  });

  it.each([
    ['an unknown setting', { name: 'x', nam: 'y' }, 400, 'nam'],
    ['an address that is none', { name: 'x', match: { peer: ['nas.lan'] } }, 400, 'match.peer.0'],
    ['a taken name', { name: 'from file' }, 409, undefined],
    ['nothing', {}, 400, 'name'],
  ])('refuses %s and says where', async (_what, settings, status, path) => {
    const answer = await call('POST', '', settings);
    expect(answer.status).toBe(status);
    if (path !== undefined) expect(answer.body['problems']).toEqual([expect.objectContaining({ path })]);
  });

  it('lets nobody have files of this machine read: that is for the configuration file', async () => {
    const refused = await call('POST', '', { name: 'reader', pull: { kind: 'pihole-ftl', path: '/etc/passwd' } });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('configuration file');
    const made = await call('POST', '', { name: 'later a reader' });
    const pull = { kind: 'pihole-ftl', path: '/etc/passwd' };
    expect((await call('PATCH', `/${made.body.id}`, { version: 1, pull })).status).toBe(400);
  });

  it('wants the version', async () => {
    const { body } = await call('POST', '', { name: 'mail' });
    expect(await call('PATCH', `/${body.id}`, { notes: 'x' })).toMatchObject({
      status: 400,
      body: { problems: [{ path: 'version' }] },
    });
  });

  it('refuses an address that another source has already', async () => {
    const first = await call('POST', '', { name: 'first', match: { peer: ['10.77.0.1'] } });
    const second = await call('POST', '', { name: 'second', match: { peer: ['10.77.0.1'] } });
    expect([first.status, second.status]).toEqual([201, 400]);
    expect(JSON.stringify(second.body)).toContain('Since its approval 10.77.0.1 is first.');
  });

  it('refuses a list that is too long, with its length', async () => {
    const peer = Array.from({ length: 1_001 }, (_, i) => `10.66.${i >> 8}.${i & 255}`);
    const { status, body } = await call('POST', '', { name: 'many', match: { peer } });
    expect([status, body['problems']]).toEqual([
      400,
      [{ path: 'match.peer', what: 'found 1001 entries, expected at most 1000' }],
    ]);
    expect((await call('POST', '', { name: 'many', match: { peer: peer.slice(1) } })).status).toBe(201);
    const again = await call('POST', '', { name: 'again', match: { peer: [peer[0], peer[1_000]] } });
    expect(again.body['problems']).toMatchObject([{ path: 'match.peer.1' }]);
  });

  it('looks at the ledger once, however many sources there are', async () => {
    const looks = async (): Promise<number> => {
      const health = vi.spyOn(portal.collector, 'health');
      expect((await call('GET')).status).toBe(200);
      const { length } = health.mock.calls;
      health.mockRestore();
      return length;
    };
    const before = await looks();
    for (let i = 0; i < 10; i += 1) await call('POST', '', { name: `one of many ${i}` });
    expect(await looks()).toBe(before);
  });

  it('lets a viewer read only', async () => {
    expect((await call('POST', '', { name: 'x' }, 'viewer')).status).toBe(403);
    expect((await call('DELETE', '/1', undefined, 'viewer')).status).toBe(403);
    expect((await call('PATCH', '/1', { version: 1 }, 'viewer')).status).toBe(403);
  });
});
