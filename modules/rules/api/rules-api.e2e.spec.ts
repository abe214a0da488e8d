// Rules, exceptions and back-tests for programs: with a token, without a page.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { type EventPortal, startEventPortal } from '../../../test/helpers/event-portal.js';
import rules from '../index.js';

let portal: EventPortal;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  portal = await startEventPortal({ modules: [rules] });
  const accounts = await openAccounts(portal.config);
  for (const role of ['analyst', 'viewer'] as const)
    tokens[role] = (await accounts.tokens.create({ name: role, role, createdBy: 'test' })).secret;
  const narrowed = { name: 'narrowed', role: 'analyst', createdBy: 'test', scopes: ['rules.write'] } as const;
  tokens['narrowed'] = (await accounts.tokens.create(narrowed)).secret;
  await accounts.close();
});
afterAll(() => portal.close());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path = '', body?: unknown, role = 'analyst'): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${tokens[role]}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const url = `${portal.url}/api/v1/rules${path}`;
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
}
const threshold = { kind: 'threshold', query: 'outcome:failure', count: 5, windowSeconds: 600 };

describe('the API of rules', () => {
  it('makes, shows, changes and deletes one', async () => {
    const made = await call('POST', '', { name: 'Failures', detect: threshold, groupBy: ['src_ip'] });
    expect(made).toMatchObject({
      status: 201,
      body: { version: 1, origin: 'own', rule: { id: 'failures', state: 'on', severity: 'medium' } },
    });
    expect(made.body['sentence']).toBe('5 or more events of one source address within 10 minutes');
    const changed = await call('PATCH', '/failures', { version: 1, state: 'test', detect: { count: 9 } });
    expect(changed).toMatchObject({
      status: 200,
      body: { version: 2, rule: { state: 'test', detect: { ...threshold, count: 9 } } },
    });
    const late = await call('PATCH', '/failures', { version: 1, name: 'Late' });
    expect(late).toMatchObject({ status: 409, body: { theirs: { version: 2 } } });
    expect((await call('GET', '/failures')).body).toEqual(changed.body);
    expect((await call('GET', '', undefined, 'viewer')).body['rules']).toContainEqual(changed.body);
    expect((await call('DELETE', '/failures')).status).toBe(204);
    expect((await call('GET', '/failures')).status).toBe(404);
  });

  it('says all that is wrong, with the place in the query', async () => {
    const { status, body } = await call('POST', '', { name: 'X', detect: { ...threshold, query: 'usr:x', count: 0 } });
    expect(status).toBe(400);
    expect(body['problems']).toMatchObject([{ path: 'detect.count' }, { path: 'detect.query', at: 0 }]);
    expect((await call('POST', '', { name: 'X', detect: threshold, id: 'exceptions' })).status).toBe(400);
    expect((await call('POST', '', [])).status).toBe(400);
  });

  it('tells what a rule would have raised', async () => {
    await portal.add(
      ...Array.from({ length: 6 }, () => ({ 'event.outcome': 'failure', 'source.ip': '203.0.113.7' }) as const),
    );
    const rule = { name: 'Try', detect: threshold, groupBy: ['src_ip'] };
    const { status, body } = await call('POST', '/backtest', { rule });
    expect([status, body]).toMatchObject([
      200,
      { alertCount: 1, keyCount: 1, mostWithin24Hours: 1, overBudget: false, cut: null, untested: null },
    ]);
    expect(body['alerts']).toMatchObject([{ entity: { src_ip: '203.0.113.7' }, count: 6 }]);
    expect((await call('POST', '/backtest', { rule, from: 'now', to: '-7d' })).status).toBe(400);
    expect((await call('POST', '/backtest', { rule: { name: 'x' } })).status).toBe(400);
    expect((await call('GET', '/try')).status).toBe(404);
  });

  it('tells nothing of stored events to a token that may only change rules', async () => {
    const rule = { name: 'Try', detect: { kind: 'match', query: '*' } };
    const { status, body } = await call('POST', '/backtest', { rule }, 'narrowed');
    expect([status, body['detail']]).toEqual([403, expect.stringContaining('events.read')]);
    expect(body['alerts']).toBeUndefined();
  });

  it('makes exceptions, and says when they are over', async () => {
    const made = await call('POST', '/exceptions', { query: 'user:backup', reason: 'nightly' });
    expect(made).toMatchObject({ status: 201, body: { rule: null, expiresAt: null, expired: false, hits: 0 } });
    const path = `/exceptions/${String(made.body['id'])}`;
    const expiresAt = '2026-12-01T00:00:00.000Z';
    expect((await call('PATCH', path, { expiresAt })).body).toMatchObject({ reason: 'nightly', expiresAt });
    const { audit, close } = await openAccounts(portal.config);
    const [entry] = (await audit.latest(9)).filter(({ action }) => action === 'rules.exception-changed');
    await close();
    expect(entry?.details).toMatchObject({ reason: 'nightly', expiresAt: Date.parse(expiresAt) });
    expect((await call('POST', '/exceptions', { query: 'usr:x', reason: 'x' })).body['problems']).toMatchObject([
      { path: 'query', at: 0 },
    ]);
    expect((await call('POST', '/exceptions', { query: 'user:x', reason: '', rule: 'nobody' })).status).toBe(400);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', '/exceptions')).body['exceptions']).toEqual([]);
  });

  it('lets a viewer read only', async () => {
    for (const [method, path] of [
      ['POST', ''],
      ['POST', '/backtest'],
      ['PATCH', '/x'],
      ['DELETE', '/x'],
      ['POST', '/exceptions'],
      ['DELETE', '/exceptions/1'],
    ] as const)
      expect((await call(method, path, {}, 'viewer')).status).toBe(403);
  });
});
