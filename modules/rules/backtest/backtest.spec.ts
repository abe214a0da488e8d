// Back-tests over a real store with imported events: what is raised, what is not, what happens at the borders of the range.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { Fault } from '#src/faults.js';
import type { EventStore, ScanRequest } from '#src/store/event-store.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';
import { readHistory, storeOf } from '../../../test/helpers/history.js';
import { type Rule, ruleSchema } from '../rule.js';
import { backtest, type BacktestRequest, type BacktestResult } from './backtest.js';

const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-03-03T12:00:00Z');

const bruteForce = ruleSchema.parse({
  id: 'brute-force',
  name: 'Brute force',
  detect: { kind: 'threshold', query: 'action:ssh_login outcome:failure', count: 5, windowSeconds: 600 },
  groupBy: ['source.ip'],
});
const newAddress = ruleSchema.parse({
  id: 'new-address',
  name: 'New address',
  detect: { kind: 'first-seen', query: 'action:ssh_login outcome:success', field: 'source.ip', learnDays: 7 },
  groupBy: ['user.name'],
});

it('ends in time, and lets others go first, also where one batch takes long', async () => {
  const [event] = readHistory(failures('203.0.113.7', NOON, 1, 1));
  // Each look at a message takes a millisecond, as some regular expressions do.
  const slowEvent = Object.defineProperty({ ...event! }, 'message', {
    get: () => {
      for (const end = performance.now() + 1; performance.now() < end;);
      return 'Failed password';
    },
  });
  const batch = Array.from({ length: 2_000 }, () => slowEvent);
  const store = {
    segments: () => Promise.resolve([{ minTime: NOON, maxTime: NOON }]),
    scan: async function* () {
      yield { events: batch, position: '1' };
    },
  } as unknown as BacktestRequest['store'];
  const slow = ruleSchema.parse({ id: 'slow', name: 'Slow', detect: { kind: 'match', query: 'message:/never/' } });
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 0);
  const { cut, events } = await tried([slow], { store, range: day(NOON), limits: { ms: 200 } });
  clearInterval(turning);
  expect(cut).toBe('time');
  expect(events).toBeLessThan(batch.length);
  expect(turns).toBeGreaterThan(0);
});

describe('over a store that finds nothing for long', () => {
  /** Its scan ends by its signal only. */
  const endless = (onScan: () => void): BacktestRequest['store'] =>
    ({
      segments: () => Promise.resolve([{ minTime: NOON, maxTime: NOON + 60_000 }]),
      scan: async function* ({ signal }: ScanRequest) {
        yield { events: [], position: '1' };
        onScan();
        if (!signal!.aborted) await once(signal!, 'abort');
        throw new Fault('QUERY_DEADLINE', 'The query was cancelled by its caller.');
      },
    }) as unknown as BacktestRequest['store'];

  it('ends in time', async () => {
    const { cut, covered } = await tried([bruteForce], {
      store: endless(() => {}),
      range: day(NOON),
      limits: { ms: 1 },
    });
    expect([cut, covered.to]).toEqual(['time', NOON]);
  });

  it('ends when nobody waits for it any more', async () => {
    const leaving = new AbortController();
    const store = endless(() => leaving.abort(new Error('the browser has gone')));
    const result = tried([bruteForce], { store, range: day(NOON), limits: { ms: 60_000 }, signal: leaving.signal });
    await expect(result).rejects.toThrow('the browser has gone');
  });

  it('says what the store says where neither is so', async () => {
    const store = {
      ...endless(() => {}),
      scan: () => {
        throw new Fault('QUERY_DEADLINE', 'One batch took a minute.');
      },
    };
    await expect(tried([bruteForce], { store, range: day(NOON) })).rejects.toThrow('One batch took a minute.');
  });
});

describe('over a store', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-backtest-'));
  let store: EventStore;

  beforeAll(async () => {
    const { events } = configSchema.parse({});
    store = await openSqliteStore({ dataDir: dir, events: { ...events, minFreeBytes: 0 }, clock: new FakeClock(NOON) });
    const lines = [
      ...failures('203.0.113.7', NOON, 7, 20_000),
      ...failures('203.0.113.8', NOON, 4, 20_000),
      ...failures('203.0.113.7', NOON + 5 * 3_600_000, 6, 1_000),
    ];
    await store.append({ kind: 'import', events: readHistory(lines).map((event) => ({ event })) });
    await store.sealImports();
  });

  afterAll(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });

  it('raises one alert for what goes on, another one after it was quiet, and none for four failures', async () => {
    const { alerts, alertCount, keyCount, byRule, events } = await tried([bruteForce], { store, range: day(NOON) });
    expect(alerts.map(({ count, first, last }) => ({ count, first, last }))).toEqual([
      { count: 7, first: NOON, last: NOON + 120_000 },
      { count: 6, first: NOON + 5 * 3_600_000, last: NOON + 5 * 3_600_000 + 5_000 },
    ]);
    expect({ alertCount, keyCount, byRule, events }).toEqual({
      alertCount: 2,
      keyCount: 1,
      byRule: { 'brute-force': 2 },
      events: 17,
    });
    expect(alerts[0]?.entity).toEqual(expect.objectContaining({ src_ip: '203.0.113.7' }));
  });

  it('fills windows from before the range, and lists nothing that was raised before it', async () => {
    const { alerts } = await tried([bruteForce], { store, range: { from: NOON + 70_000, to: NOON + DAY_MS } });
    expect(alerts.map(({ count, first }) => ({ count, first }))).toEqual([
      { count: 7, first: NOON },
      { count: 6, first: NOON + 5 * 3_600_000 },
    ]);
    const later = await tried([bruteForce], { store, range: { from: NOON + 100_000, to: NOON + 3_600_000 } });
    expect(later.events).toBe(2);
  });

  it('says what it covered when it is cut short', async () => {
    const result = await tried([bruteForce], { store, range: day(NOON), limits: { events: 1 } });
    expect(result.cut).toBe('events');
    expect(result.covered.to).toBeLessThan(NOON + DAY_MS);
    const whole = await tried([bruteForce], { store, range: day(NOON) });
    expect(whole.cut).toBeUndefined();
    expect(whole.covered).toEqual(day(NOON));
  });

  it('lists no more alerts than asked for, and counts them all', async () => {
    const { alerts, alertCount } = await tried([bruteForce], { store, range: day(NOON), limits: { alerts: 1 } });
    expect([alerts.length, alertCount]).toEqual([1, 2]);
  });

  it('ends when nobody waits for it any more', async () => {
    const signal = AbortSignal.abort(new Error('the browser has gone'));
    await expect(tried([bruteForce], { store, range: day(NOON), signal })).rejects.toThrow('the browser has gone');
  });
});

describe('first seen', () => {
  const store = storeOf(readHistory([...logons('10.0.0.1', NOON, 10), ...logons('10.0.0.2', NOON + 8.5 * DAY_MS, 1)]));

  it('learns in the days before the range', async () => {
    const { alerts } = await tried([newAddress], { store, range: { from: NOON + 8 * DAY_MS, to: NOON + 10 * DAY_MS } });
    expect(alerts.map(({ first }) => first)).toEqual([NOON + 8.5 * DAY_MS]);
  });

  it('speaks of what comes seldom, where the store has enough days of other events', async () => {
    const seldom = [...failures('203.0.113.7', NOON, 1, 1), ...logons('10.0.0.2', NOON + 8.5 * DAY_MS, 1)];
    const range = { from: NOON + 8 * DAY_MS, to: NOON + 10 * DAY_MS };
    const { alerts } = await tried([newAddress], { store: storeOf(readHistory(seldom)), range });
    expect(alerts.map(({ first }) => first)).toEqual([NOON + 8.5 * DAY_MS]);
  });

  it('says nothing while it still learns', async () => {
    const early = storeOf(readHistory([...logons('10.0.0.1', NOON, 3), ...logons('10.0.0.2', NOON + 2.5 * DAY_MS, 1)]));
    const { alerts } = await tried([newAddress], { store: early, range: { from: 0, to: NOON + 10 * DAY_MS } });
    expect(alerts).toEqual([]);
  });
});

it('leaves out what an exception hides, and says how much that was', async () => {
  const store = storeOf(readHistory(failures('203.0.113.7', NOON, 7, 20_000)));
  const exceptions = [{ id: '4', ruleId: 'brute-force', query: 'src_ip:203.0.113.0/24', expiresAt: undefined }];
  const ruleSet = { rules: [bruteForce], exceptions, lists: {}, zone: 'UTC' };
  const { alerts, excepted } = await backtest({ ruleSet, store, range: day(NOON) });
  expect([alerts, excepted]).toEqual([[], { '4': 7 }]);
});

it('names the rules that the past cannot tell about, and those whose query cannot be read', async () => {
  const silent = ruleSchema.parse({ id: 'gone', name: 'x', detect: { kind: 'absence', query: '', silentMinutes: 5 } });
  const broken = ruleSchema.parse({ id: 'broken', name: 'x', detect: { kind: 'match', query: 'src_ip:banana' } });
  const { untested } = await tried([silent, broken, bruteForce], { store: storeOf([]), range: day(NOON) });
  expect(untested.map(({ rule }) => rule)).toEqual(['gone', 'broken']);
  for (const { why } of untested) expect(why).toMatch(/\S/);
});

function tried(rules: readonly Rule[], request: Omit<BacktestRequest, 'ruleSet'>): Promise<BacktestResult> {
  return backtest({ ruleSet: { rules, exceptions: [], lists: {}, zone: 'UTC' }, ...request });
}

const day = (from: number): { from: number; to: number } => ({ from, to: from + DAY_MS });

function failures(address: string, from: number, count: number, everyMs: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    line(from + i * everyMs, `Failed password for root from ${address} port ${4_000 + i} ssh2`),
  );
}

/** One a day. */
function logons(address: string, from: number, days: number): string[] {
  return Array.from({ length: days }, (_, i) =>
    line(from + i * DAY_MS, `Accepted password for alice from ${address} port 4022 ssh2`),
  );
}

const line = (time: number, message: string): string =>
  `<38>1 ${new Date(time).toISOString()} web1 sshd 4242 - - ${message}`;
