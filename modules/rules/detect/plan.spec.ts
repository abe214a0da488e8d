// What is written for findings: each alert once, whatever came meanwhile, and never a storm.

import { describe, expect, it } from 'vitest';
import { parseQuery } from '#src/query/parse.js';
import type { Finding, Findings, Growth } from '../findings.js';
import { ruleSchema } from '../rule.js';
import { MAX_NEW_ALERTS } from './brake.js';
import { type KnownAlert, planOf } from './plan.js';

const NOW = Date.UTC(2026, 10, 20, 12);
const rule = ruleSchema.parse({
  id: 'brute',
  name: 'Brute force',
  severity: 'high',
  advice: 'Block it.',
  tags: ['attack.t1110'],
  groupBy: ['source.ip'],
  detect: { kind: 'threshold', query: 'outcome:failure', count: 5, windowSeconds: 600 },
});
const ruleSet = { rules: [rule], lists: { admins: ['root', 'bob smith'] } };
const keyOf = (address: string): string => JSON.stringify([['source.ip', address]]);
const event = (n: number) => ({ id: `e-${n}`, time: NOW + n, message: 'failed' });

const finding = (address = '10.0.0.7', more: Partial<Finding> = {}): Finding => ({
  rule: 'brute',
  key: keyOf(address),
  title: 'Brute force',
  summary: '5 failures',
  reasons: [],
  entity: {},
  count: 5,
  first: NOW,
  last: NOW + 4,
  events: [event(0)],
  ...more,
});
const growth = (address = '10.0.0.7', more: Partial<Growth> = {}): Growth => ({
  rule: 'brute',
  key: keyOf(address),
  count: 1,
  first: NOW + 9,
  last: NOW + 9,
  events: [event(9)],
  ...more,
});
const findings = (more: Partial<Findings>): Findings => ({ raised: [], grown: [], recovered: [], ...more });
const known = (alerts: Record<string, KnownAlert> = {}, room = MAX_NEW_ALERTS) => ({
  alertOf: (_rule: string, key: string) => alerts[key],
  roomOf: () => room,
});

describe('what is written for findings', () => {
  it('is an alert with all that the rule says, and a search that finds its events', () => {
    const { raised } = planOf([findings({ raised: [finding()] })], known(), ruleSet);
    expect(raised.map(({ alert }) => alert)).toMatchObject([
      {
        rule: { id: 'brute', name: 'Brute force', kind: 'threshold' },
        severity: 'high',
        advice: 'Block it.',
        tags: ['attack.t1110'],
        isTest: false,
        count: 5,
        query: 'outcome:failure src_ip:10.0.0.7',
      },
    ]);
  });

  it.each([
    ['a OR b', [['user.name', 'x']], '(a OR b) user:x'],
    ['user:$admins', [['user.name', 'bob "x" smith']], String.raw`(user:(root OR "bob smith")) user:"bob \"x\" smith"`],
    ['*', [['user.name', 'x'.repeat(300)]], `user:${'x'.repeat(300)}*`],
    ['*', [['winlog.event_data.Name', '-x OR *']], 'winlog.event_data.Name:"-x OR *"'],
  ])('searches for %s and the key, whatever a log put into it', (query, key, expected) => {
    const own = ruleSchema.parse({ ...rule, detect: { kind: 'match', query } });
    const found = findings({ raised: [finding('', { key: JSON.stringify(key) })] });
    const { raised } = planOf([found], known(), { ...ruleSet, rules: [own] });
    const [text, wanted] = [raised[0]?.alert.query ?? '', expected].map((each) => parseQuery(each));
    expect(text?.kind).toBe('query');
    expect(text).toEqual(wanted);
  });

  it('searches for the key alone where lists make the query longer than a search may be', () => {
    const own = ruleSchema.parse({ ...rule, detect: { kind: 'match', query: 'user:$admins OR app:sshd' } });
    const lists = { admins: Array.from({ length: 600 }, (_, n) => `administrator-${n}`) };
    const { raised } = planOf([findings({ raised: [finding()] })], known(), { lists, rules: [own] });
    expect(raised[0]?.alert.query).toBe('src_ip:10.0.0.7');
  });

  it('is one alert, grown, when it went on before it was written', () => {
    const all = [findings({ raised: [finding()] }), findings({ grown: [growth()] }), findings({ grown: [growth()] })];
    const plan = planOf(all, known(), ruleSet);
    expect(plan.raised.map(({ alert }) => [alert.count, alert.last, alert.events.length])).toEqual([[7, NOW + 9, 3]]);
    expect(plan.grown).toEqual([]);
  });

  it.each(['on', 'test'] as const)(
    'says of what became odder how severe it is, and that the rule is %s by now',
    (state) => {
      const odd = ruleSchema.parse({ ...rule, state, detect: { kind: 'anomaly', query: '*', score: 75 } });
      const all = [findings({ grown: [growth('10.0.0.7', { score: 93 })] })];
      const alerts = { [keyOf('10.0.0.7')]: { id: 'a', last: NOW } };
      const { grown } = planOf(all, known(alerts), { ...ruleSet, rules: [odd] });
      expect(grown).toMatchObject([{ id: 'a', severity: 'critical', isTest: state === 'test' }]);
    },
  );

  it('adds to an alert once, however often it grew, and keeps the first and the newest events', () => {
    const many = Array.from({ length: 300 }, (_, n) =>
      findings({ grown: [growth('10.0.0.7', { first: NOW + n, last: NOW + n, events: [event(n)] })] }),
    );
    const { grown } = planOf(many, known({ [keyOf('10.0.0.7')]: { id: 'al_1', last: NOW } }), ruleSet);
    expect(grown).toMatchObject([{ id: 'al_1', count: 300, first: NOW, last: NOW + 299 }]);
    const ids = grown[0]?.events.map(({ id }) => id) ?? [];
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([100, 'e-0', 'e-299']);
  });

  it('adds to the alert before what came before a new one, and to the new one what came after', () => {
    const before = { [keyOf('10.0.0.7')]: { id: 'al_1', last: NOW } };
    const all = [
      findings({ grown: [growth('10.0.0.7', { first: NOW - 9e6, last: NOW - 9e6 })] }),
      findings({ raised: [finding()] }),
      findings({ grown: [growth()] }),
    ];
    const plan = planOf(all, known(before), ruleSet);
    expect(plan.grown).toMatchObject([{ id: 'al_1', count: 1, last: NOW - 9e6 }]);
    expect(plan.raised).toMatchObject([{ alert: { count: 6 } }]);
  });

  it('leaves out what belongs to no rule and no alert', () => {
    const gone = findings({
      raised: [finding('10.0.0.7', { rule: 'gone' })],
      grown: [growth('10.0.0.8')],
      recovered: [{ rule: 'brute', key: keyOf('10.0.0.9'), at: NOW, summary: 'over' }],
    });
    expect(planOf([gone], known(), ruleSet)).toEqual({ raised: [], grown: [], recovered: [], untold: [] });
  });

  it('is one alert for all keys beyond so many an hour, which then grows', () => {
    const many = findings({ raised: Array.from({ length: 1_000 }, (_, n) => finding(`10.0.${n >> 8}.${n & 255}`)) });
    const { raised } = planOf([many], known({}, 3), ruleSet);
    expect(raised).toHaveLength(4);
    expect(raised[3]).toMatchObject({
      key: '[]',
      alert: { count: 5 * 997, query: 'outcome:failure', events: { length: 50 } },
    });
    const crowd = known({ '[]': { id: 'al_all', last: NOW } }, 0);
    const later = findings({ raised: [finding('10.9.9.9')], grown: [growth('10.0.3.200')] });
    const plan = planOf([later], crowd, ruleSet);
    expect(plan.raised).toEqual([]);
    expect(plan.grown).toMatchObject([{ id: 'al_all', count: 6 }]);
  });

  it('is a new one for all keys when the last one has been quiet for long', () => {
    const crowd = known({ '[]': { id: 'al_all', last: NOW - 3 * 3_600_000 } }, 0);
    const plan = planOf([findings({ raised: [finding('10.9.9.9'), finding('10.9.9.8')] })], crowd, ruleSet);
    expect(plan.grown).toEqual([]);
    expect(plan.raised).toMatchObject([{ key: '[]', alert: { count: 10 } }]);
  });
});
