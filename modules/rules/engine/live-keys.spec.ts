import { expect, it } from 'vitest';
import { sampleRule } from '../../../test/helpers/rule-samples.js';
import type { MatchRecord } from '../match-record.js';
import { LiveKeys } from './live-keys.js';
import { watchedRule, type WatchedRule } from './watched-rule.js';

const START = Date.UTC(2026, 10, 20, 12);
const DAY_SECONDS = 86_400;

const watched = (id: string, count: number): WatchedRule =>
  watchedRule(sampleRule(id, { kind: 'threshold', query: '*', count, windowSeconds: DAY_SECONDS }))!;
const busy = watched('busy', 10_000);
const slow = watched('slow', 3);

function takeFrom(keys: LiveKeys, { rule }: WatchedRule, key: string, second: number): boolean {
  const at = START + second * 1_000;
  const record: MatchRecord = {
    rule: rule.id,
    key,
    step: 0,
    count: 1,
    first: at,
    last: at,
    events: [],
    entity: {},
    byReceipt: 0,
  };
  return keys.take('add', `${rule.id} ${key}`, record, rule === busy.rule ? busy : slow) !== undefined;
}

it('a few busy keys of one rule that hold all the times there is room for leave the quiet keys of another', () => {
  const keys = new LiveKeys(1_000, 10_000);
  takeFrom(keys, slow, 'root', 0);
  takeFrom(keys, slow, 'root', 1);
  for (let second = 0; second < 2_000; second++)
    for (let host = 0; host < 7; host++) takeFrom(keys, busy, `host ${host}`, second);
  expect(takeFrom(keys, slow, 'root', 3_000)).toBe(true);
  expect(Object.keys(keys.evicted)).toEqual(['busy']);
});

it('a rule that is changed or gone frees what its keys held', () => {
  const keys = new LiveKeys(1_000, 100);
  for (let second = 0; second < 99; second++) takeFrom(keys, busy, 'host', second);
  keys.forgetRules(new Set(['busy']));
  for (let user = 0; user < 100; user++) takeFrom(keys, slow, `user ${user}`, 100);
  expect([keys.size, keys.evicted]).toEqual([100, {}]);
});
