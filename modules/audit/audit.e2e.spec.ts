// The audit log through the portal: what is in it, who may read it, how it is searched and taken home.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { type AuditEntry, AuditLog } from '#src/audit/audit-log.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';
import { PASSWORD, START_MS, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import { eventually } from '../../test/helpers/eventually.js';
import audit from './index.js';

describe('the audit log', () => {
  let portal: TestPortal;
  let admin: TestBrowser;
  beforeAll(async () => {
    portal = await startPortal({ modules: [audit] });
    admin = await portal.setUp();
  });
  afterAll(() => portal.close());

  it('says what happened in plain words, sign-ins included, the newest first', async () => {
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    const vera = portal.browser();
    await vera.logIn('vera', 'a wrong password');
    await vera.logIn('vera', PASSWORD);
    await vera.get('/profile');
    await vera.submit('/logout', {});
    const said = sentences(await admin.get('/audit'));
    expect(said.slice(0, 5)).toEqual([
      'vera logged out',
      'vera logged in',
      'failed Somebody could not log in as vera',
      'admin added user vera',
      'admin was made the first admin',
    ]);
  });

  it('filters by who, what, outcome, text and time, and keeps what was typed', async () => {
    const of = async (query: string): Promise<string[]> => sentences(await admin.get(`/audit?${query}`));
    expect(await of('actor=vera')).toEqual(['vera logged out']);
    expect(await of('action=users.login&outcome=failure')).toEqual(['failed Somebody could not log in as vera']);
    expect(await of('action=users.login&outcome=failure&from=%2B1h')).toEqual([]);
    const page = await admin.get('/audit?text=ver%22a&action=users.added&from=-7d');
    expect(page.text).toContain('value="ver&#34;a"');
    expect(page.text).toMatch(/value="users\.added" selected/);
    expect(page.text).toContain('Nothing found');
  });

  it.each([
    ['from=yesterday-ish', 'expected a time such as'],
    ['from=-1h&to=-2h', 'The end lies before the beginning'],
  ])('says beside the field what is wrong with %s', async (query, message) => {
    const page = await admin.get(`/audit?${query}`);
    expect([page.status, page.text.includes(message)]).toEqual([422, true]);
    expect(page.text).toMatch(/is-invalid/);
  });

  it('takes a NUL, which no entry holds, for no filter, and says so over the API', async () => {
    for (const name of ['actor', 'action', 'text']) {
      expect((await admin.get(`/audit?${name}=a%00b`)).status).toBe(200);
      expect((await admin.get(`/api/v1/audit?${name}=a%00b`)).status).toBe(400);
    }
  });

  it('pages by fifty to the last entry', async () => {
    await record(
      portal,
      Array.from({ length: 120 }, (_, n) => ({ action: 'sources.changed', target: `paged ${n}` })),
    );
    const targets: string[] = [];
    let at: string | undefined = '/audit?text=paged';
    for (let pages = 0; at !== undefined && pages < 10; pages++) {
      const { text } = await admin.get(at);
      targets.push(...[...text.matchAll(/paged (\d+)</g)].map(([, n]) => n!));
      at = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
    }
    expect(targets.map(Number)).toEqual(Array.from({ length: 120 }, (_, n) => 119 - n));
  });

  it('shows hostile names and targets as text', async () => {
    const hostile = '<script>alert(1)</script>" onmouseover="x';
    await record(portal, [
      { actor: hostile, action: '<b>x</b>.<i>y</i>', target: hostile, details: { '<u>': hostile } },
    ]);
    const { text } = await admin.get('/audit');
    expect(text).not.toMatch(/<script>alert|<b>x|<i>y|<u>|" onmouseover=/);
    expect(text).toContain('&lt;script&gt;alert(1)');
  });

  it('gives the same as a CSV that no spreadsheet runs, and says so in the log', async () => {
    await record(portal, [
      { actor: '=cmd|x', action: 'sources.changed', target: '@SUM(1)\n"2"', details: { a: '=1' } },
    ]);
    const file = await admin.get('/api/v1/audit/export?format=csv&action=sources.changed&text=SUM');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="audit-20261120T100000Z.csv"');
    const [header, ...rows] = file.text.trimEnd().split('\r\n');
    expect(header).toBe('id,time,actor,action,target,outcome,address,sentence,details');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(`,'=cmd|x,sources.changed,"'@SUM(1)\n""2""",success,`);
    expect(rows[0]).toContain(`"'=cmd|x changed source`);
    const { entries } = await list('limit=1');
    expect(entries[0]).toMatchObject({
      action: 'audit.exported',
      actor: 'admin',
      details: { format: 'csv', action: 'sources.changed', text: 'SUM' },
    });
  });

  it('gives every entry as NDJSON, also more than one batch of them', async () => {
    await record(
      portal,
      Array.from({ length: 1_200 }, (_, n) => ({ action: 'sources.moved', target: `many ${n}` })),
    );
    const file = await admin.get('/api/v1/audit/export?action=sources.moved');
    const targets = file.text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { target: string }).target);
    expect(targets).toEqual(Array.from({ length: 1_200 }, (_, n) => `many ${1_199 - n}`));
  });

  it('is read page by page over the API', async () => {
    const first = await list('limit=1&action=users.login');
    const second = await list(`limit=1&action=users.login&after=${first.next}`);
    expect([...first.entries, ...second.entries].map(({ outcome, time }) => [outcome, time])).toEqual([
      ['success', '2026-11-20T10:00:00.000Z'],
      ['failure', '2026-11-20T10:00:00.000Z'],
    ]);
    expect(second.next).toBeUndefined();
    expect((await admin.get('/api/v1/audit?from=nonsense')).status).toBe(400);
    expect((await admin.get('/api/v1/audit?after=nonsense')).status).toBe(400);
    expect((await admin.get('/api/v1/audit?limit=0')).status).toBe(400);
  });

  it('is for admins only, page, API and file', async () => {
    const vera = portal.browser();
    await vera.logIn('vera', PASSWORD);
    for (const path of ['/audit', '/api/v1/audit', '/api/v1/audit/export'])
      expect((await vera.get(path)).status).toBe(403);
    expect((await portal.browser().get('/api/v1/audit')).status).toBe(401);
  });

  async function list(query: string) {
    const { text } = await admin.get(`/api/v1/audit?${query}`);
    return JSON.parse(text) as { entries: (AuditEntry & { time: string })[]; next?: string };
  }
});

describe('what may happen all the time', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startPortal({ modules: [audit] });
    await portal.setUp();
  });
  afterAll(() => portal.close());

  it('is one entry a minute for throttled guesses, the next with the count of those between', async () => {
    const guesser = portal.browser();
    const guess = async (): Promise<number> => (await guesser.logIn('admin', 'a wrong password')).status;
    const statuses = [];
    for (let i = 0; i < 9; i++) statuses.push(await guess());
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429]);
    portal.clock.advance(60_000);
    // The wait is over: this one is looked at, the next is not.
    expect([await guess(), await guess()]).toEqual([401, 429]);
    const failures = (await entries(portal)).filter(({ outcome }) => outcome === 'failure');
    expect(failures.map(({ details }) => details)).toEqual([
      { reason: 'throttled', moreSinceLast: 3 },
      {},
      { reason: 'throttled' },
      {},
      {},
      {},
      {},
      {},
    ]);
    portal.clock.advance(3_700_000);
  });

  it('is one entry a day for a token that is used', async () => {
    const { tokens, close } = await openAccounts(portal.config);
    const { secret } = await tokens.create({ name: 'backup', role: 'viewer', createdBy: 'test' });
    await close();
    const use = async (): Promise<void> => {
      const answer = await portal.browser().get('/api/v1/users/me', { authorization: `Bearer ${secret}` });
      expect(answer.status).toBe(200);
    };
    for (let i = 0; i < 3; i++) await use();
    portal.clock.advance(86_400_000);
    await use();
    const uses = (await entries(portal)).filter(({ action }) => action === 'tokens.used');
    expect(uses.map(({ actor, details }) => [actor, details])).toEqual([
      ['token:backup', { moreSinceLast: 2 }],
      ['token:backup', {}],
    ]);
  });
});

describe('entries whose days are over', () => {
  it('are deleted at the start, and that is an entry', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanwarden-audit-'));
    const options = { modules: [audit], dir, config: { audit: { retentionDays: 30 } } };
    const first = await startPortal(options);
    for (const days of [31, 29]) await record(first, [{ target: `${days} days old` }], START_MS - days * 86_400_000);
    await first.setUp();
    await first.close();

    const portal = await startPortal(options);
    const admin = portal.browser();
    await admin.logIn('admin', PASSWORD);
    await eventually(async () => expect((await admin.get('/audit')).text).toContain('whose days were over'));
    const { text } = await admin.get('/audit');
    expect([text.includes('31 days old'), text.includes('29 days old')]).toEqual([false, true]);
    expect(text).toContain('<dt>entries</dt><dd>1</dd>');
    await portal.close();
    rmSync(dir, { recursive: true });
  });
});

async function entries(portal: TestPortal): Promise<readonly AuditEntry[]> {
  const db = await openMetadata(portal.config);
  const latest = await new AuditLog(db, portal.clock).latest(100);
  await db.close();
  return latest;
}

/** As if the portal had written them, at its time. */
async function record(portal: TestPortal, entries: Partial<AuditEntry>[], at = portal.clock.now()): Promise<void> {
  const db = await openMetadata(portal.config);
  const log = new AuditLog(db, new FakeClock(at));
  for (const entry of entries) await log.record({ actor: 'bert', action: 'x.y', outcome: 'success', ...entry });
  await db.close();
}

/** Each entry's sentence as a person reads it. */
function sentences({ text }: { readonly text: string }): string[] {
  return [...text.matchAll(/<\/time><\/td>\s*<td>([\s\S]*?)<details/g)].map(([, html]) =>
    html!
      .replaceAll(/<svg[\s\S]*?<\/svg>|<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
}
