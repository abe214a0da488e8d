import { beforeEach, describe, expect, it } from 'vitest';
import { type Rule, ruleSchema } from '../rule.js';
import { conditionName, settle, type Settled, type Standing } from './settle.js';
import type { Verdict } from './verdict.js';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20, 10);
const rule = ruleSchema.parse({ id: 'r', name: 'R', detect: { kind: 'watch', watch: 'disk-full' } });
const wrong: Verdict = {
  kind: 'wrong',
  rule: 'r',
  key: 'k',
  since: NOW - HOUR,
  title: 't',
  summary: 's',
  reasons: [],
  entity: {},
};
const fine: Verdict = { kind: 'fine', rule: 'r', key: 'k', summary: (since) => `after ${since}` };

const gone: Verdict = { ...fine, isUnwatched: true };

describe('a condition', () => {
  let standing: Map<string, Standing>;
  let endedAt: Map<string, number>;
  let isTest: boolean;
  beforeEach(() => {
    standing = new Map();
    endedAt = new Map();
    isTest = false;
  });

  /** One look, with what it leaves behind. */
  function look(verdicts: Verdict[], now = NOW, rules: Rule[] = [rule], isInForce = true): Settled {
    const byId = new Map(rules.map((each) => [each.id, each]));
    const settled = settle({
      verdicts,
      standing,
      rules: byId,
      endedAt,
      isTest: () => isTest,
      isInForce: () => isInForce,
      now,
    });
    for (const each of settled.ended) {
      standing.delete(conditionName(each));
      endedAt.set(conditionName(each), now);
    }
    for (const each of settled.kept) standing.set(conditionName(each), each);
    return settled;
  }
  const counts = ({ findings: { raised, grown, recovered } }: Settled): number[] => [
    raised.length,
    grown.length,
    recovered.length,
  ];

  it('that nobody looks at any more is over, and that nobody looks is said', () => {
    look([wrong]);
    expect(look([gone]).findings.recovered).toMatchObject([{ rule: 'r', key: 'k', isUnwatched: true }]);
  });

  it('is raised once, says each six hours that it goes on, and is over once', () => {
    expect(look([wrong]).findings.raised).toMatchObject([
      { rule: 'r', key: 'k', count: 0, first: NOW - HOUR, last: NOW },
    ]);
    expect(counts(look([wrong], NOW + HOUR))).toEqual([0, 0, 0]);
    expect(look([wrong], NOW + 6 * HOUR).findings.grown).toMatchObject([
      { count: 0, last: NOW + 6 * HOUR, summary: 's' },
    ]);
    expect(counts(look([wrong], NOW + 7 * HOUR))).toEqual([0, 0, 0]);
    expect(look([fine], NOW + 8 * HOUR).findings.recovered).toEqual([
      { rule: 'r', key: 'k', at: NOW + 8 * HOUR, summary: `after ${NOW - HOUR}` },
    ]);
    expect(counts(look([fine], NOW + 9 * HOUR))).toEqual([0, 0, 0]);
  });

  it('stays as it is while nobody knows', () => {
    look([wrong]);
    expect(counts(look([], NOW + HOUR))).toEqual([0, 0, 0]);
    expect(standing.size).toBe(1);
  });

  it('is not over by something that was heard before it began', () => {
    look([wrong]);
    expect(counts(look([{ ...fine, heardAt: NOW - HOUR }]))).toEqual([0, 0, 0]);
    expect(counts(look([{ ...fine, heardAt: NOW - HOUR + 1 }]))).toEqual([0, 0, 1]);
  });

  it('that flutters is raised again only after the quiet time', () => {
    look([wrong]);
    look([fine], NOW + 1);
    expect(counts(look([wrong], NOW + HOUR))).toEqual([0, 0, 0]);
    expect(counts(look([wrong], NOW + HOUR + 1))).toEqual([1, 0, 0]);
  });

  it('is not raised outside of the schedule, and ends there', () => {
    expect(counts(look([wrong], NOW, [rule], false))).toEqual([0, 0, 0]);
    look([wrong]);
    expect(counts(look([fine], NOW, [rule], false))).toEqual([0, 0, 1]);
  });

  it('ends when its rule is switched off', () => {
    look([wrong]);
    expect(look([], NOW, []).findings.recovered).toMatchObject([
      { summary: expect.stringContaining('switched off'), isUnwatched: true },
    ]);
    expect(standing.size).toBe(0);
  });

  it('of more than a thousand keys names a thousand', () => {
    const many = Array.from({ length: 1_200 }, (_, n): Verdict => ({ ...wrong, key: `k${n}` }));
    expect(look(many).findings.raised).toHaveLength(1_000);
    expect(look(many).findings.raised).toHaveLength(0);
  });
});
