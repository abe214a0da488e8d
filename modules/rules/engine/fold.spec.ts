import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { sampleEvent, sampleException, sampleRule, sampleSet } from '../../../test/helpers/rule-samples.js';
import type { MatchRecord } from '../match-record.js';
import type { RuleSet } from '../rule.js';
import { Fold, type Folded, type FoldMode, MAX_RECORDS } from './fold.js';
import { keyPairs } from './key.js';

const START = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;

function folded(set: RuleSet, events: readonly LogEvent[], mode: FoldMode = 'live'): Folded {
  const fold = new Fold(set);
  for (const event of events) fold.add(event, mode);
  return fold.take();
}
const oneRule = (detect: object, more: object = {}): RuleSet => sampleSet([sampleRule('r', detect, more)]);
const only = ({ records }: Folded): MatchRecord => {
  expect(records).toHaveLength(1);
  return records[0] as MatchRecord;
};

describe('matches of one key and second', () => {
  const set = oneRule(
    { kind: 'threshold', query: 'failed', count: 5, windowSeconds: 60 },
    { groupBy: ['src_ip', 'host'] },
  );
  const from = (ip: string, time: number, more: Partial<LogEvent> = {}): LogEvent =>
    sampleEvent(time, { 'source.ip': ip, 'host.name': 'Web1', ...more });

  it('are one record with a count, ten named events and what they share', () => {
    const events = Array.from({ length: 25 }, (_, i) => from('203.0.113.7', START + i, { 'user.name': `u${i}` }));
    const record = only(folded(set, events));
    expect(record).toMatchObject({
      rule: 'r',
      step: 0,
      count: 25,
      first: START,
      last: START + 24,
      source: 'gate',
      byReceipt: 0,
    });
    expect(keyPairs(record.key)).toEqual([
      ['source.ip', '203.0.113.7'],
      ['host.name', 'web1'],
    ]);
    expect(record.events.map(({ id, time }) => ({ id, time }))).toEqual(
      events.slice(0, 10).map((event) => ({ id: event['event.id'], time: event['@timestamp'] })),
    );
    expect(record.entity).toEqual({ src_ip: '203.0.113.7', host: 'Web1' });
  });

  it.each([
    ['DC1$', 'alice', 'alice'],
    ['admin', 'alice', 'admin'],
    [undefined, 'alice', 'alice'],
    ['DC1$', undefined, 'DC1$'],
  ])('of %s acting on %s are about %s', (user, target, about) => {
    const event = from('203.0.113.7', START, {
      ...(user !== undefined && { 'user.name': user }),
      ...(target !== undefined && { 'user.target.name': target }),
    });
    expect(only(folded(set, [event])).entity.user).toBe(about);
  });

  it('are apart from those of another second, another key, and without a key', () => {
    const events = [
      from('203.0.113.7', START),
      from('203.0.113.7', START + 1_000),
      from('203.0.113.8', START),
      sampleEvent(START),
    ];
    expect(folded(set, events).records.map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  it('have one key for one address, however it is written', () => {
    const events = [from('2001:DB8::5', START), from('2001:db8:0:0::5', START), from('2001:db8::5', START)];
    expect(only(folded(set, events)).count).toBe(3);
  });

  it('keep 500 characters of a message', () => {
    const long = sampleEvent(START, {
      'source.ip': '10.0.0.1',
      'host.name': 'x',
      message: `failed ${'y'.repeat(60_000)}`,
    });
    expect(only(folded(set, [long])).events[0]?.message).toHaveLength(500);
  });
});

describe('rule time', () => {
  const set = oneRule({ kind: 'match', query: '*' });

  it.each([
    ['the event’s where it is 10 minutes off', -10 * MINUTE, 'live', -10 * MINUTE, 0],
    ['the receipt’s where it is more', -10 * MINUTE - 1, 'live', 0, 1],
    ['the receipt’s where it is more ahead', 10 * MINUTE + 1, 'live', 0, 1],
    ['always the event’s in history', -90 * MINUTE, 'history', -90 * MINUTE, 0],
  ] as const)('is %s', (_what, offset, mode, expected, byReceipt) => {
    const record = only(folded(set, [sampleEvent(START + offset, { 'event.ingested': START })], mode));
    expect([record.first - START, record.byReceipt]).toEqual([expected, byReceipt]);
  });
});

describe('a rule is left out', () => {
  it.each([
    ['outside of its hours', { hours: [22, 5] }, START, 0],
    ['not at night', { hours: [22, 5] }, Date.UTC(2026, 10, 20, 22, 0), 1],
    ['not in the last minute of its hours', { hours: [22, 5] }, Date.UTC(2026, 10, 20, 5, 59), 1],
    ['on other weekdays', { weekdays: [5, 6] }, START, 0],
    ['not on its weekday', { weekdays: [4] }, START, 1],
  ])('%s', (_what, schedule, time, expected) => {
    expect(folded(oneRule({ kind: 'match', query: '*' }, { schedule }), [sampleEvent(time)]).records).toHaveLength(
      expected,
    );
  });

  it('a rule is in force by rule time, not by what a clock that is far off claims', () => {
    const night = oneRule({ kind: 'match', query: '*' }, { schedule: { hours: [22, 5] } });
    const claims = (time: number, received: number): readonly MatchRecord[] =>
      folded(night, [sampleEvent(time, { 'event.ingested': received })]).records;
    const [noon, midnight] = [START, START + 12 * 60 * MINUTE];
    expect(claims(midnight, noon)).toHaveLength(0);
    expect(claims(noon, midnight)).toHaveLength(1);
  });

  it('when its query cannot be read, and says so', () => {
    const fold = new Fold(sampleSet([sampleRule('bad', { kind: 'match', query: 'nofield:1' })]));
    fold.add(sampleEvent(START), 'live');
    expect(fold.isEmpty).toBe(true);
    expect(fold.problems).toEqual([{ id: 'bad', problem: expect.stringContaining('no field "nofield"') }]);
  });
});

describe('an exception', () => {
  const rules = [sampleRule('a', { kind: 'match', query: '*' }), sampleRule('b', { kind: 'match', query: '*' })];
  const backup = sampleEvent(START, { 'user.name': 'backup' });
  const rulesFor = (
    exception: ReturnType<typeof sampleException>,
    mode: FoldMode = 'live',
    event = backup,
  ): unknown => {
    const { records, excepted } = folded(sampleSet(rules, { exceptions: [exception] }), [event], mode);
    return [records.map(({ rule }) => rule), excepted];
  };

  it('keeps events from one rule, from all, or not at all, and counts an event once', () => {
    expect(rulesFor(sampleException('x', 'user:backup', { ruleId: 'a' }))).toEqual([['b'], { x: 1 }]);
    expect(rulesFor(sampleException('x', 'user:backup'))).toEqual([[], { x: 1 }]);
    expect(rulesFor(sampleException('x', 'user:other'))).toEqual([['a', 'b'], {}]);
  });

  it('ends with the receipt, and holds for all of history', () => {
    expect(rulesFor(sampleException('x', 'user:backup', { expiresAt: START + 1 }))).toEqual([[], { x: 1 }]);
    expect(rulesFor(sampleException('x', 'user:backup', { expiresAt: START }))).toEqual([['a', 'b'], {}]);
    expect(rulesFor(sampleException('x', 'user:backup', { expiresAt: START }), 'history')).toEqual([[], { x: 1 }]);
  });
});

describe('values that a rule tells apart', () => {
  const set = oneRule({ kind: 'distinct', query: '*', field: 'dst_port', count: 3, windowSeconds: 60 });
  const to = (port: number, time = START): LogEvent => sampleEvent(time, { 'destination.port': port });

  it('are named with their times, as many as the rule counts to', () => {
    const record = only(
      folded(set, [to(22), to(23, START + 5), to(22, START + 9), to(24), to(25), sampleEvent(START)]),
    );
    expect(record).toMatchObject({ count: 5, values: ['22', '23', '24'], hasMoreValues: true });
    expect(record.valueTimes).toEqual([
      [START, START + 9],
      [START + 5, START + 5],
      [START, START],
    ]);
  });

  it('go into several records where they are too long for one', () => {
    const wide = oneRule({ kind: 'distinct', query: '*', field: 'domain', count: 5_000, windowSeconds: 60 });
    const events = Array.from({ length: 2_000 }, (_, i) =>
      sampleEvent(START, { 'dns.question.name': `${'\u0001'.repeat(250)}${i}` }),
    );
    const { records } = folded(wide, events);
    expect(Math.max(...records.map((record) => JSON.stringify(record).length))).toBeLessThan(300_000);
    expect(new Set(records.flatMap(({ values = [] }) => values)).size).toBe(2_000);
    expect(records.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
  });
});

it('an anomaly rule takes scores from its bound on, and the reasons of the highest', () => {
  const set = oneRule({ kind: 'anomaly', query: '*', score: 80 }, { groupBy: ['user'] });
  const scored = (score: number): LogEvent =>
    sampleEvent(START, { 'user.name': 'alice', 'event.risk_score': score, 'lanwarden.reasons': [`reason ${score}`] });
  const record = only(folded(set, [scored(79), scored(80), scored(93), scored(85), sampleEvent(START)]));
  expect(record).toMatchObject({ count: 3, score: 93, reasons: [{ what: 'reason 93' }] });
});

it('more keys than there is room for are counted, and there is room again after they were taken', () => {
  const fold = new Fold(oneRule({ kind: 'match', query: '*' }, { groupBy: ['user'] }));
  for (let i = 0; i < MAX_RECORDS + 7; i++) fold.add(sampleEvent(START, { 'user.name': `u${i}` }), 'live');
  expect(fold.isFull).toBe(true);
  const { records, overflow } = fold.take();
  expect([records.length, overflow]).toEqual([MAX_RECORDS, { r: 7 }]);
  expect([fold.isFull, fold.isEmpty, fold.take()]).toEqual([false, true, { records: [], overflow: {}, excepted: {} }]);
});
