// Findings from the stage's reports to the API: through a whole portal and a real store; verdicts, permissions, audit.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fields, LogEvent } from '#src/event/event.js';
import type { ScanBatch, ScanRequest } from '#src/store/event-store.js';
import type { EventPortal } from '../../../test/helpers/event-portal.js';
import { startEventPortal } from '../../../test/helpers/event-portal.js';
import { PASSWORD, START_MS, startPortal } from '../../../test/helpers/portal.js';
import type { Answer, TestBrowser } from '../../../test/helpers/test-browser.js';
import audit from '../../audit/index.js';
import baselines from '../index.js';
import { eventually } from '../../../test/helpers/eventually.js';
import type { Finding } from './finding.js';
import { foundEvent, stageReport } from './testing.js';

type Listed = Pick<Finding, 'entity' | 'state' | 'score'>;

const API = '/api/v1/baselines';
let portal: EventPortal;
let admin: TestBrowser;

beforeEach(async () => {
  portal = await startEventPortal({ modules: [audit, baselines] });
  admin = await portal.setUp();
  await admin.open('/profile');
});

afterEach(() => portal.close());

// Answers are read as whoever calls the API reads them: untyped.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const json = (answer: Answer): any => JSON.parse(answer.text);
const get = async (path: string, browser = admin) => json(await browser.get(path));
const send = (method: string, path: string, body: unknown, browser = admin): Promise<Answer> =>
  browser.send(method, path, {
    headers: { 'content-type': 'application/json', 'x-csrf-token': browser.csrf },
    body: JSON.stringify(body),
  });

const report = (...parts: Parameters<typeof stageReport>): void =>
  portal.collector.report('baselines', stageReport(...parts));

/** Waits until the list has so many. */
const listed = (count: number, query = ''): ReturnType<typeof get> =>
  eventually(async () => {
    const page = await get(`${API}/findings?${query}`);
    expect(page.findings).toHaveLength(count);
    return page;
  });

describe('findings', () => {
  it('are one a user and day: the highest score with its reasons, and the events of all', async () => {
    report('p0', 'p1', [foundEvent(START_MS, 61.5), foundEvent(START_MS + 60_000, 88.25)]);
    await listed(1);
    report('p1', 'p2', [foundEvent(START_MS + 3_600_000, 70, { summary: 'less' }), foundEvent(START_MS, 55, { entity: { kind: 'ip', name: '10.0.0.9' } })]); // prettier-ignore
    const { findings } = await listed(2);
    const [alice] = findings;
    expect(alice).toMatchObject({
      entity: { kind: 'user', name: 'alice' },
      day: '2026-11-20',
      score: 88.25,
      state: 'ready',
      origin: 'live',
      summary: 'alice logged on from 203.0.113.7 (PL) at 03:12 Saturday',
      verdict: null,
      first: '2026-11-20T10:00:00.000Z',
      last: '2026-11-20T11:00:00.000Z',
      time: '2026-11-20T10:01:00.000Z',
    });
    expect(alice.events.map((id: string) => id.split('-').at(-1))).toEqual(['88.25', '70', '61.5']);
    expect([alice.hours[9], alice.hours[10], alice.hours[11]]).toEqual([0, 88.25, 70]);
    expect(alice.reasons[0]).toMatchObject({ code: 'new-country', actual: 'PL', points: 62, value: 'PL' });
  });

  it('keep what was told as told, though the same comes again muted', async () => {
    report('p0', 'p1', [foundEvent(START_MS, 80)]);
    report('p1', 'p2', [foundEvent(START_MS + 1, 85, { state: 'muted' })]);
    await eventually(async () => expect((await get(`${API}/findings`)).findings[0]).toMatchObject({ score: 85, state: 'ready' })); // prettier-ignore
  });

  it('that no report told are read from the store, live ones only, however the reports were lost', async () => {
    report('', '', []);
    await portal.add(
      scored(82, { 'lanwarden.entity': 'user:bob', 'lanwarden.baseline': 'learning' }),
      scored(90, { 'lanwarden.entity': 'host:nas', 'lanwarden.baseline': 'test' }),
      scored(30, { 'lanwarden.entity': 'user:carol' }),
      scored(99, {}),
    );
    await portal.store.append({ kind: 'import', events: [{ event: { ...(await newest()), ...scored(95, { 'lanwarden.entity': 'user:old' }) } as LogEvent }] }); // prettier-ignore
    const cutFrom = await portal.store.position();
    report('elsewhere', cutFrom, []);
    const { findings } = await listed(2);
    expect(findings.map((each: Listed) => [each.entity.name, each.state, each.score])).toEqual([
      ['nas', 'ready', 90],
      ['bob', 'learning', 82],
    ]);
    expect(findings[1].reasons).toEqual([
      { code: 'new-host', what: 'never on srv1', expected: 'srv2', actual: 'srv1', points: 50, value: 'srv1' },
      { code: 'many-logons', what: 'many', expected: '2', actual: '40', points: 32 },
    ]);
    // More was found than fitted into the report: it begins where the one before ended, and is read all the same.
    await portal.add(scored(77, { 'lanwarden.entity': 'user:cut' }));
    report(cutFrom, await portal.store.position(), [], { isCut: true });
    await listed(3);
    // A position of another store is no end.
    report('elsewhere', 'nonsense', [], { isCut: true });
    report('nonsense', 'further', [foundEvent(START_MS, 60, { entity: { kind: 'user', name: 'dora' } })]);
    await listed(4);
  });

  it('of more entities than a day may have are left out, the strongest are kept', async () => {
    const many = Array.from({ length: 600 }, (_, n) =>
      foundEvent(START_MS, 50 + n / 20, { entity: { kind: 'user', name: `u${n}` } }),
    );
    report('p0', 'p1', many);
    const page = await listed(200, 'limit=200&order=score');
    expect(page.findings[0].entity.name).toBe('u599');
    const seen = new Set<string>();
    for (let cursor = ''; ;) {
      const { findings, next } = await get(`${API}/findings?limit=200&order=score&cursor=${cursor}`);
      for (const { entity } of findings) seen.add(entity.name);
      if (next === null) break;
      cursor = next;
    }
    expect(seen.size).toBe(500);
    expect(seen.has('u100') && !seen.has('u99')).toBe(true);
  });

  it('are filtered and paged without losing or repeating any, and hostile text is only text', async () => {
    const days = Array.from({ length: 30 }, (_, n) =>
      foundEvent(START_MS - n * 86_400_000, 50 + n, {
        entity: { kind: 'user', name: n % 2 ? `a%_'"\\${n}` : `bob${n}` },
        state: n % 3 === 0 ? 'learning' : 'ready',
      }),
    );
    report('p0', 'p1', days);
    await listed(30);
    expect((await get(`${API}/findings?q=${encodeURIComponent("%_'")}`)).findings).toHaveLength(15);
    expect((await get(`${API}/findings?q=%25`)).findings).toHaveLength(15);
    expect((await get(`${API}/findings?q=B_B`)).findings).toHaveLength(0);
    expect((await get(`${API}/findings?minScore=75`)).findings).toHaveLength(5);
    expect((await get(`${API}/findings?state=learning`)).findings).toHaveLength(10);
    expect((await get(`${API}/findings?from=2026-11-19&to=2026-11-20`)).findings).toHaveLength(2);
    expect((await get(`${API}/findings?code=new-country`)).findings).toHaveLength(30);
    expect((await get(`${API}/findings?code=dormant`)).findings).toHaveLength(0);
    expect((await get(`${API}/findings?entity=user:BOB4`)).findings).toHaveLength(1);
    expect((await get(`${API}/findings?kind=ip`)).findings).toHaveLength(0);
    const ids: number[] = [];
    for (let cursor = ''; ;) {
      const page = await get(`${API}/findings?limit=7&cursor=${cursor}`);
      ids.push(...page.findings.map(({ id }: { id: number }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect([ids.length, new Set(ids).size]).toEqual([30, 30]);
    for (const bad of ['cursor=x', 'entity=alice', 'from=yesterday', 'code=nonsense', 'limit=0', 'min=75'])
      expect((await admin.get(`${API}/findings?${bad}`)).status, bad).toBe(400);
    expect((await admin.get(`${API}/findings/0`)).status).toBe(404);
    expect((await admin.get(`${API}/findings/1e3`)).status).toBe(404);
  });

  it('go on where they ended after a restart of the portal', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanwarden-findings-'));
    const asked: unknown[] = [];
    const scan = async function* (request: ScanRequest): AsyncGenerator<ScanBatch> {
      asked.push([request.after, request.upTo]);
      yield { events: [], position: request.upTo! };
    };
    try {
      for (const [from, to, score] of [
        ['p0', 'p1', 80],
        ['p1', 'p2', 90],
        ['p7', 'p8', 70],
      ] as const) {
        const one = await startPortal({ dir, modules: [baselines], store: { scan, segments: async () => [] } });
        one.collector.report('baselines', stageReport(from, to, [foundEvent(START_MS, score)]));
        await eventually(() => expect(one.logged.join('')).not.toContain('could not be written'));
        await one.close();
      }
      expect(asked).toEqual([['p2', 'p8']]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('a verdict', () => {
  const judge = (id: number, body: unknown, browser = admin): Promise<Answer> =>
    send('POST', `${API}/findings/${id}/verdict`, body, browser);
  const alice = async (): Promise<number> => {
    report('p0', 'p1', [foundEvent(START_MS, 88)]);
    return (await listed(1)).findings[0].id;
  };

  it('is about the reasons of its finding, goes to the stage at once, and can be taken back', async () => {
    const id = await alice();
    const before = portal.collector.reconfigured;
    const answer = await judge(id, { kind: 'benign' });
    const verdict = json(answer);
    expect(answer.status).toBe(200);
    expect(verdict).toMatchObject({
      kind: 'benign',
      entity: 'user:alice',
      day: '2026-11-20',
      until: null,
      finding: id,
      by: 'admin',
      revoked: null,
      about: [{ code: 'new-country', value: 'PL' }, { code: 'unusual-hour' }],
    });
    expect(portal.collector.reconfigured).toBeGreaterThan(before);
    expect((await get(`${API}/findings/${id}`)).verdict).toEqual({ id: verdict.id, kind: 'benign' });
    expect((await get(`${API}/findings?state=judged`)).findings).toHaveLength(1);
    expect((await get(`${API}/findings?state=open`)).findings).toHaveLength(0);
    const revoked = await send('DELETE', `${API}/verdicts/${verdict.id}`, {});
    expect(json(revoked).revoked).toBe('2026-11-20T10:00:00.000Z');
    expect((await get(`${API}/findings/${id}`)).verdict).toBeNull();
    const log = (await admin.get('/audit')).text;
    expect(log).toContain('baselines.judged');
    expect(log).toContain('baselines.verdict-revoked');
  });

  it('in place of another takes that one back', async () => {
    const id = await alice();
    const first = json(await judge(id, { kind: 'benign' }));
    const second = json(await judge(id, { kind: 'malicious' }));
    expect((await get(`${API}/findings/${id}`)).verdict).toEqual({ id: second.id, kind: 'malicious' });
    expect(json(await send('DELETE', `${API}/verdicts/${first.id}`, {})).revoked).not.toBeNull();
  });

  it('is refused where it makes no sense', async () => {
    const id = await alice();
    const until = new Date(START_MS + 86_400_000).toISOString();
    const wrong: [unknown, string][] = [
      [{ kind: 'expected' }, 'until'],
      [{ kind: 'expected', until: '2020-01-01T00:00:00Z' }, 'past'],
      [{ kind: 'expected', until: '2030-01-01T00:00:00Z' }, 'year'],
      [{ kind: 'benign', until }, 'until'],
      [{ kind: 'benign', about: [{ code: 'dormant' }] }, 'no reason'],
      [{ kind: 'benign', about: [{ code: 'new-country', value: 'FR' }] }, 'no reason'],
      [{ kind: 'benign', scope: 'everybody', about: [{ code: 'unusual-hour' }] }, 'everybody'],
      [{ kind: 'nice' }, 'kind'],
      [{ kind: 'benign', more: 1 }, 'more'],
    ];
    for (const [body, text] of wrong) {
      const answer = await judge(id, body);
      expect([answer.status, answer.text.includes(text)], JSON.stringify(body)).toEqual([400, true]);
    }
    expect((await judge(999, { kind: 'benign' })).status).toBe(404);
    expect((await send('DELETE', `${API}/verdicts/nothing`, {})).status).toBe(404);
  });

  it('can only be given by who may judge', async () => {
    const id = await alice();
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    const vera = portal.browser();
    await vera.logIn('vera', PASSWORD);
    await vera.open('/profile');
    expect((await vera.get(`${API}/findings/${id}`)).status).toBe(200);
    expect((await judge(id, { kind: 'benign' }, vera)).status).toBe(403);
    expect((await send('POST', `${API}/train`, {}, vera)).status).toBe(403);
    expect((await get(`${API}/status`, vera)).stage.entities).toEqual({ users: 3, ips: 2, hosts: 1 });
  });
});

function scored(score: number, more: Record<string, string>): Fields {
  return {
    'event.risk_score': score,
    'lanwarden.summary': 'something',
    'lanwarden.reasons': ['never on srv1', 'many'],
    'lanwarden.reason.code': ['new-host', 'many-logons'],
    'lanwarden.reason.expected': ['srv2', '2'],
    'lanwarden.reason.actual': ['srv1', '40'],
    'lanwarden.reason.points': ['50', '32'],
    'lanwarden.reason.value': ['srv1', ''],
    ...more,
  } as Fields;
}

async function newest(): Promise<LogEvent> {
  const { events } = await portal.store.search({ query: { kind: 'all' }, range: { from: 0, to: 4e12 }, limit: 1 });
  const { 'event.id': _id, ...event } = events[0]!;
  return event as LogEvent;
}
