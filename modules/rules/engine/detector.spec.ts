import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { sampleEvent, sampleRule, sampleSet } from '../../../test/helpers/rule-samples.js';
import type { Finding, Findings, Growth } from '../findings.js';
import type { MatchRecord } from '../match-record.js';
import type { Rule } from '../rule.js';
import { Detector, type DetectorOptions } from './detector.js';
import { Fold } from './fold.js';
import { MemorySeenValues } from './seen-values.js';

const START = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ATTACKER = '[["source.ip","203.0.113.7"]]';

const bruteForce = sampleRule(
  'bf',
  { kind: 'threshold', query: 'failed', count: 5, windowSeconds: 600 },
  { name: 'Brute force', counts: 'failed logons', groupBy: ['src_ip'] },
);
const failure = (time: number, more: Partial<LogEvent> = {}): LogEvent =>
  sampleEvent(time, { 'source.ip': '203.0.113.7', ...more });
const failures = (count: number, from = START, step = 1_000): LogEvent[] =>
  Array.from({ length: count }, (_, i) => failure(from + i * step));

function recordsOf(rules: readonly Rule[], events: readonly LogEvent[]): readonly MatchRecord[] {
  const fold = new Fold(sampleSet(rules));
  for (const event of events) fold.add(event, 'history');
  return fold.take().records;
}
function watching(
  rules: readonly Rule[],
  options?: DetectorOptions,
): { detector: Detector; take: (events: readonly LogEvent[]) => Findings } {
  const detector = new Detector(sampleSet(rules), options);
  return { detector, take: (events) => detector.take(recordsOf(rules, events)) };
}
const first = (list: readonly Finding[]): Finding => {
  expect(list).toHaveLength(1);
  return list[0] as Finding;
};
const counts = ({ raised, grown }: Findings): unknown => [
  raised.map(({ count }) => count),
  grown.map(({ count }) => count),
];

describe('an alert', () => {
  it('has what stands in its window, and says why', () => {
    const { take } = watching([bruteForce]);
    const events = failures(5, START, 10_500);
    const finding = first(take(events).raised);
    expect(finding).toEqual({
      rule: 'bf',
      key: ATTACKER,
      title: 'Brute force: 203.0.113.7',
      summary: '5 failed logons from 203.0.113.7 within 42 s; the rule fires at 5 within 10 min.',
      reasons: [
        { what: 'Failed logons from 203.0.113.7', expected: 'fewer than 5 within 10 min', actual: '5 within 42 s' },
      ],
      entity: { src_ip: '203.0.113.7' },
      source: 'gate',
      count: 5,
      first: START,
      last: START + 42_000,
      events: events.map((event) => ({ id: event['event.id'], time: event['@timestamp'], message: event.message })),
    });
  });

  it('leaves out what lies before its window', () => {
    const { take } = watching([bruteForce]);
    expect(take([failure(START - 10 * MINUTE), failure(START - 9 * MINUTE)]).raised).toEqual([]);
    const finding = first(take(failures(5, START + 3 * MINUTE)).raised);
    expect([finding.count, finding.first]).toEqual([5, START + 3 * MINUTE]);
  });

  it('grows with each further match instead of being raised again', () => {
    const { take } = watching([bruteForce]);
    expect(counts(take(failures(5)))).toEqual([[5], []]);
    const { raised, grown } = take([failure(START + 20 * MINUTE), failure(START + 79 * MINUTE)]);
    expect(raised).toEqual([]);
    expect(grown).toHaveLength(1);
    expect(grown[0]).toMatchObject({
      rule: 'bf',
      key: ATTACKER,
      count: 2,
      first: START + 20 * MINUTE,
      last: START + 79 * MINUTE,
    });
    expect(grown[0]?.summary).toBe(
      '7 failed logons from 203.0.113.7 within 1 h 19 min; the rule fires at 5 within 10 min.',
    );
    expect(counts(take(failures(1, START + 79 * MINUTE + HOUR)))).toEqual([[], [1]]);
  });

  it('is raised anew when its key was quiet, and only at a full window', () => {
    const { take } = watching([bruteForce]);
    take(failures(5));
    const later = START + 4_000 + HOUR + 1;
    expect(counts(take(failures(4, later)))).toEqual([[], []]);
    expect(counts(take(failures(1, later + 4_000)))).toEqual([[5], []]);
  });

  it.each([
    ['the hour, where the rule asks for less', { suppressMinutes: 0 }, 1],
    ['as long as the rule says', { suppressMinutes: 120 }, 2],
    ['its window, where that is longer', { detect: { ...bruteForce.detect, windowSeconds: 3 * 3_600 } }, 3],
  ])('goes on for %s, for each key alone', (_, more, hours) => {
    const other = { 'source.ip': '198.51.100.4' };
    const [last, quiet] = [START + 4_000, hours * HOUR];
    const goesOn = watching([{ ...bruteForce, ...more } as Rule]);
    goesOn.take(failures(5));
    expect(counts(goesOn.take(failures(5, last + quiet, 0)))).toEqual([[], [5]]);
    expect(counts(goesOn.take(failures(5).map((event) => ({ ...event, ...other }))))).toEqual([[5], []]);
    const isOver = watching([{ ...bruteForce, ...more } as Rule]);
    isOver.take(failures(5));
    expect(counts(isOver.take(failures(5, last + quiet + 1, 0)))).toEqual([[5], []]);
  });

  it('is one, with a count of a million, for a flood', () => {
    const { detector } = watching([bruteForce]);
    const record = (second: number): MatchRecord => ({
      ...(recordsOf([bruteForce], [failure(START + second * 1_000)])[0] as MatchRecord),
      count: 100_000,
    });
    const raised = detector.take([record(0)]).raised;
    const grown = detector.take(Array.from({ length: 9 }, (_, i) => record(i + 1))).grown;
    expect(first(raised).count + (grown[0] as Growth).count).toBe(1_000_000);
    expect([raised.length, grown.length]).toEqual([1, 1]);
  });

  it('raised and grown in one call is raised grown', () => {
    const { take } = watching([bruteForce]);
    const finding = first(take(failures(8, START, MINUTE)).raised);
    expect([finding.count, finding.last, finding.events.length]).toEqual([8, START + 7 * MINUTE, 8]);
    expect(finding.summary).toBe('8 failed logons from 203.0.113.7 within 7 min; the rule fires at 5 within 10 min.');
  });

  it('is about what all of its events share', () => {
    const { take } = watching([bruteForce]);
    const users = ['root', 'root', 'admin', 'root', 'root'];
    const events = users.map((user, i) => failure(START + i * 5_000, { 'user.name': user, 'host.name': 'Web1' }));
    expect(first(take(events).raised).entity).toEqual({ src_ip: '203.0.113.7', host: 'Web1' });
  });

  it('of two sources names none, and says whose clock was not believed', () => {
    const detector = new Detector(sampleSet([bruteForce]));
    const fold = new Fold(sampleSet([bruteForce]));
    for (let i = 0; i < 5; i++)
      fold.add(
        failure(START + i, { 'lanwarden.source': `s${i % 2}`, '@timestamp': i === 3 ? START - HOUR : START + i }),
        'live',
      );
    const finding = first(detector.take(fold.take().records).raised);
    expect(finding.source).toBeUndefined();
    expect(finding.reasons.at(-1)).toEqual({
      what: 'Time of receipt taken for 1 of its events: their own is more than 10 min off',
    });
  });
});

describe('after a restart', () => {
  it('a window that was half full is half full', () => {
    const { detector, take } = watching([bruteForce]);
    detector.warm(recordsOf([bruteForce], failures(3)));
    expect(counts(take(failures(2, START + 30_000)))).toEqual([[5], []]);
  });

  it('an alert goes on, and what it was made of does not raise another', () => {
    const ongoing = [{ ruleId: 'bf', key: ATTACKER, count: 5, first: START, last: START + 4_000 }];
    const { detector, take } = watching([bruteForce], { ongoing });
    detector.warm(recordsOf([bruteForce], failures(5)));
    const { raised, grown } = take(failures(1, START + 10_000));
    expect([raised.length, grown[0]?.count]).toEqual([0, 1]);
    expect(grown[0]?.summary).toContain('6 failed logons');
  });

  it('the past alone raises nothing', () => {
    const { detector, take } = watching([bruteForce]);
    detector.warm(recordsOf([bruteForce], failures(9)));
    expect(counts(take([]))).toEqual([[], []]);
    expect(counts(take(failures(1, START + 20_000)))).toEqual([[10], []]);
  });
});

describe('a change of the rules', () => {
  const other = sampleRule('other', { kind: 'threshold', query: 'failed', count: 5, windowSeconds: 60 });

  it('keeps half-full windows of those that stayed, and names the others', () => {
    const { detector } = watching([bruteForce, other]);
    detector.take(recordsOf([bruteForce, other], failures(4)));
    const changed = { ...other, detect: { ...other.detect, windowSeconds: 90 } } as Rule;
    const renamed = { ...bruteForce, name: 'Other name', severity: 'high' as const };
    expect(detector.configure(sampleSet([renamed, changed]))).toEqual(['other']);
    const { raised } = detector.take(recordsOf([renamed, changed], failures(1, START + 5_000)));
    expect(raised.map(({ title }) => title)).toEqual(['Other name: 203.0.113.7']);
  });

  it('ends the windows of a rule that is gone', () => {
    const { detector } = watching([bruteForce]);
    detector.take(recordsOf([bruteForce], failures(4)));
    expect(detector.configure(sampleSet([]))).toEqual([]);
    expect(detector.limits().keys).toBe(0);
    expect(detector.configure(sampleSet([bruteForce]))).toEqual(['bf']);
  });

  it('lets an alert go on whose rule is off for a while, until its key was quiet', () => {
    const { detector, take } = watching([bruteForce]);
    take(failures(5));
    detector.configure(sampleSet([]));
    detector.tick(START + 70 * MINUTE);
    detector.configure(sampleSet([bruteForce]));
    expect(counts(take(failures(5, START + HOUR)))).toEqual([[], [5]]);
    detector.configure(sampleSet([]));
    detector.tick(START + 3 * HOUR);
    expect(detector.limits().keys).toBe(0);
  });

  it('lets an alert grow that the rule as it was began, and says nothing new of it', () => {
    const { detector, take } = watching([bruteForce]);
    take(failures(5));
    const wider = { ...bruteForce, detect: { ...bruteForce.detect, windowSeconds: 900 } } as Rule;
    detector.configure(sampleSet([wider]));
    const { raised, grown } = detector.take(recordsOf([wider], failures(2, START + 10_000)));
    expect([raised, grown]).toMatchObject([[], [{ count: 2 }]]);
    expect(grown[0]).not.toHaveProperty('summary');
  });
});

describe('room', () => {
  const from = (ip: string, time: number): LogEvent => failure(time, { 'source.ip': ip });

  it('is made by forgetting the key that was touched longest ago, and that is said', () => {
    const { detector, take } = watching([bruteForce], { maxKeys: 2 });
    for (const ip of ['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.3']) take([from(ip, START)]);
    expect(detector.limits()).toEqual({ keys: 2, maxKeys: 2, evicted: { bf: 1 } });
    const second = [1, 2, 3].map((i) => from('10.0.0.1', START + i));
    expect(counts(take(second))).toEqual([[5], []]);
  });

  it('is made where the most is held: addresses that somebody makes up do not blind a slow rule', () => {
    const slow = sampleRule(
      'slow',
      { kind: 'threshold', query: 'failed', count: 3, windowSeconds: 86_400 },
      { groupBy: ['user'] },
    );
    const { detector, take } = watching([bruteForce, slow], { maxKeys: 20 });
    const asRoot = (time: number): LogEvent => failure(time, { 'user.name': 'root' });
    take([asRoot(START), asRoot(START + 1)]);
    for (let n = 0; n < 100; n++) take([from(`10.0.0.${n}`, START + n)]);
    expect(take([asRoot(START + 2 * HOUR)]).raised.map(({ rule }) => rule)).toEqual(['slow']);
    expect(detector.limits().evicted).toEqual({ bf: 82 });
  });

  it('is made where the most is held: a crowd of alerts does not end one of another rule', () => {
    const match = sampleRule('match', { kind: 'match', query: 'failed' }, { groupBy: ['src_ip'] });
    const user = sampleRule('user', { kind: 'match', query: 'failed' }, { groupBy: ['user'] });
    const { take } = watching([match, user], { maxKeys: 20 });
    const asRoot = (time: number): LogEvent => failure(time, { 'user.name': 'root' });
    take([asRoot(START)]);
    for (let n = 0; n < 100; n++) take([from(`10.0.0.${n}`, START + n)]);
    expect(take([asRoot(START + MINUTE)]).raised.map(({ rule }) => rule)).toEqual(['match']);
  });

  it('is not lost when the forgotten window was over anyway', () => {
    const { detector, take } = watching([bruteForce], { maxKeys: 1 });
    take([from('10.0.0.1', START)]);
    take([from('10.0.0.2', START + HOUR)]);
    take([from('10.0.0.3', START + HOUR + 1)]);
    expect(detector.limits().evicted).toEqual({ bf: 1 });
  });

  it('comes back when keys have been quiet', () => {
    const { detector, take } = watching([bruteForce]);
    take([from('10.0.0.1', START), ...failures(5)]);
    detector.tick(START + 30 * MINUTE);
    expect(detector.limits().keys).toBe(2);
    detector.tick(START + 31 * MINUTE);
    expect(detector.limits().keys).toBe(1);
    detector.tick(START + 90 * MINUTE);
    expect(detector.limits().keys).toBe(0);
  });
});

describe('the other kinds', () => {
  it('match: raises with the first event, each key for itself', () => {
    const rule = sampleRule('m', { kind: 'match', query: 'failed' }, { name: 'Log cleared', groupBy: ['host'] });
    const { take } = watching([rule]);
    const at = (host: string, time: number): LogEvent => failure(time, { 'host.name': host });
    const { raised } = take([at('dc1', START), at('dc2', START), at('dc1', START + 4_000)]);
    expect(raised.map(({ summary }) => summary)).toEqual([
      'Log cleared on dc1, 2 times within 4 s.',
      'Log cleared on dc2.',
    ]);
    expect(raised[1]?.reasons).toEqual([{ what: 'Events on dc2', expected: 'none', actual: '1' }]);
  });

  it('distinct: names values', () => {
    const rule = sampleRule(
      'scan',
      { kind: 'distinct', query: '*', field: 'dst_port', count: 3, windowSeconds: 60 },
      { name: 'Port scan', groupBy: ['src_ip'] },
    );
    const { take } = watching([rule]);
    const ports = [22, 22, 23, 25].map((port, i) => failure(START + i * 2_000, { 'destination.port': port }));
    const finding = first(take(ports).raised);
    expect(finding.summary).toBe(
      '3 different destination ports (22, 23, 25) in 4 events from 203.0.113.7 within 6 s; the rule fires at 3 within 1 min.',
    );
    expect(finding.reasons[0]).toEqual({
      what: 'Different destination ports from 203.0.113.7',
      expected: 'fewer than 3 within 1 min',
      actual: '3 within 6 s: 22, 23, 25',
    });
  });

  it('distinct: says so where a second had more values than were counted', () => {
    const { take } = watching([
      sampleRule('scan', { kind: 'distinct', query: '*', field: 'dst_port', count: 3, windowSeconds: 60 }),
    ]);
    const ports = [21, 22, 23, 24, 25].map((port, i) => failure(START + i, { 'destination.port': port }));
    const finding = first(take(ports).raised);
    expect(finding.summary).toMatch(/^3 or more different destination ports \(21, 22, 23, …\) in 5 events within/);
    expect(finding.reasons[0]?.actual).toBe('3 or more within 1 s: 21, 22, 23, …');
  });

  const breakIn = sampleRule(
    'seq',
    {
      kind: 'sequence',
      steps: [
        { query: 'outcome:failure', count: 5, what: 'failed logons' },
        { query: 'outcome:success', what: 'a successful one' },
      ],
      windowSeconds: 600,
    },
    { name: 'Break-in', groupBy: ['user'] },
  );

  it('sequence: of one that a late event completes it says how long the steps took, not what came since', () => {
    const { take } = watching([breakIn]);
    const at = (time: number, outcome: string): LogEvent =>
      failure(time, { 'event.outcome': outcome as 'success', 'user.name': 'root' });
    const failed = [0, 1, 2, 3, 4, 900].map((second) => at(START + second * 1_000, 'failure'));
    expect(take(failed).raised).toEqual([]);
    const finding = first(take([at(START + 10_000, 'success')]).raised);
    expect(finding.count).toBe(7);
    expect(finding.reasons[0]).toMatchObject({ expected: 'not all 2 within 10 min', actual: 'all within 10 s' });
  });

  it('sequence: says that all steps were taken', () => {
    const { take } = watching([breakIn]);
    const outcomes = ['failure', 'failure', 'failure', 'failure', 'failure', 'failure', 'success'] as const;
    const events = outcomes.map((outcome, i) =>
      failure(START + i * 10_000, { 'event.outcome': outcome, 'user.name': 'Root' }),
    );
    const finding = first(take(events).raised);
    expect(finding.count).toBe(7);
    expect(finding.summary).toBe(
      'Failed logons, then a successful one for user root, 7 events within 1 min; the rule fires when they follow one another within 10 min.',
    );
    expect(finding.events.at(-1)?.id).toBe(events[6]?.['event.id']);
    expect(finding.entity).toEqual({ user: 'Root', src_ip: '203.0.113.7' });
  });

  it('first seen: learns, then speaks of each new value once, and the alert grows with the next new one alone', () => {
    const rule = sampleRule(
      'new',
      { kind: 'first-seen', query: '*', field: 'user' },
      { name: 'New sudo user', groupBy: ['host'] },
    );
    const { take } = watching([rule], { seen: new MemorySeenValues({ new: START }) });
    const by = (user: string, time: number): LogEvent => sampleEvent(time, { 'user.name': user, 'host.name': 'web1' });
    expect(counts(take([by('root', START - 1)]))).toEqual([[], []]);
    expect(counts(take([by('ROOT', START + 1)]))).toEqual([[], []]);
    const finding = first(take([by('bob', START + 2), by('bob', START + 3)]).raised);
    expect(finding.summary).toBe('User bob on web1 for the first time.');
    expect(finding.count).toBe(2);
    expect(counts(take([by('bob', START + 5_000)]))).toEqual([[], []]);
    const { raised, grown } = take([by('eve', START + 6_000), by('root', START + 6_000)]);
    expect([raised.length, grown[0]?.count]).toEqual([0, 1]);
    expect(grown[0]?.summary).toBe('User eve on web1 for the first time; 3 events with new ones within 6 s.');
  });

  it('anomaly: carries the score and the baseline’s reasons', () => {
    const rule = sampleRule(
      'odd',
      { kind: 'anomaly', query: '*', score: 80 },
      { name: 'Unusual logon', groupBy: ['user'] },
    );
    const { take } = watching([rule]);
    const scored = {
      'user.name': 'alice',
      'event.risk_score': 93,
      'lanwarden.reasons': ['network never seen for alice'],
    };
    const finding = first(take([sampleEvent(START, scored)]).raised);
    expect(finding.summary).toBe('A score of 93 for user alice; the rule fires at 80.');
    expect(finding.score).toBe(93);
    expect(finding.reasons).toEqual([
      { what: 'Score for user alice', expected: 'below 80', actual: '93' },
      { what: 'network never seen for alice' },
    ]);
    const more = (score: number): Growth | undefined =>
      take([sampleEvent(START + score, { ...scored, 'event.risk_score': score })]).grown[0];
    expect(more(90)?.summary).toBeUndefined();
    expect(more(97)).toMatchObject({ score: 97, summary: 'A score of 97 for user alice; the rule fires at 80.' });
    const key = '[["user.name","alice"]]';
    const ongoing = [{ ruleId: 'odd', key, count: 3, first: START, last: START + 97, score: 97 }];
    const { take: takeAgain } = watching([rule], { ongoing });
    const again = (score: number): Growth | undefined =>
      takeAgain([sampleEvent(START + 99, { ...scored, 'event.risk_score': score })]).grown[0];
    expect(again(90)?.summary).toBeUndefined();
    expect(again(98)).toMatchObject({ score: 98, summary: 'A score of 98 for user alice; the rule fires at 80.' });
  });

  it.each([
    { kind: 'absence', query: '*', silentMinutes: 5 },
    { kind: 'rate', query: '*' },
    { kind: 'watch', watch: 'disk-full' },
  ])('$kind is somebody else’s', (detect) => {
    expect(counts(watching([sampleRule('r', detect)]).take(failures(3)))).toEqual([[], []]);
  });
});
