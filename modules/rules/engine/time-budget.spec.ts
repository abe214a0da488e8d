// A regular expression that is slow on a stranger's text may hold up nobody: what the collector does not try is said, and read from the
// store; what the reader of the store does not try is left out, and said.

import { describe, expect, it } from 'vitest';
import { sampleEvent, sampleException, sampleRule, sampleSet } from '../../../test/helpers/rule-samples.js';
import { Fold } from './fold.js';
import { type Budgets, oneBudget, ReaderBudgets, TimeBudget } from './time-budget.js';

const START = Date.UTC(2026, 10, 20, 12);
const slow = sampleRule('slow', { kind: 'match', query: 'message:/F.iled/' });
const quick = sampleRule('quick', { kind: 'match', query: 'failed' });

/** Each look at the clock costs `ms`. */
function budgetOf(ms: number): Budgets {
  let now = 0;
  return oneBudget(new TimeBudget(() => (now += ms)));
}

function folded(fold: Fold, events: number): unknown {
  for (let i = 0; i < events; i += 1) fold.add(sampleEvent(START), 'live');
  const { records, overflow } = fold.take();
  return [Object.fromEntries(records.map(({ rule, count }) => [rule, count])), overflow];
}

it('is tried as long as it is quick', () => {
  expect(folded(new Fold(sampleSet([slow, quick]), budgetOf(0.1)), 100)).toEqual([{ slow: 100, quick: 100 }, {}]);
});

it('is passed over once it has taken its second, counted as left out, and tried again later; the others go on', () => {
  const fold = new Fold(sampleSet([slow, quick]), budgetOf(2_000));
  expect(folded(fold, 5)).toEqual([{ slow: 2, quick: 5 }, { slow: 3 }]);
  expect(folded(fold, 2)).toEqual([{ slow: 1, quick: 2 }, { slow: 1 }]);
});

it('counts only what a slow condition would have to decide as left out', () => {
  const set = sampleSet([sampleRule('slow', { kind: 'match', query: '-user:root message:/F.iled/' })]);
  const fold = new Fold(set, budgetOf(1_000_000));
  expect(folded(fold, 1)).toEqual([{ slow: 1 }, {}]);
  for (let i = 0; i < 50; i += 1) fold.add(sampleEvent(START, { 'user.name': 'root' }), 'live');
  expect(fold.take().overflow).toEqual({});
  expect(folded(fold, 1)).toEqual([{}, { slow: 1 }]);
});

it.each([
  ['OR', 'raw:(/x.y/ OR /y.x/ OR /x.x/ OR /F.iled/)'],
  ['AND', 'raw:(/F.iled/ /p.ssword/ /r.ot/ /F.iled/)'],
  ['NOT', 'NOT raw:(/x.y/ OR /y.x/ OR /x.x/ OR /y.y/)'],
  ['a wildcard that is tried at every place', 'raw:(*x?y* OR *y?x* OR *x?x* OR *F?iled*)'],
])('is ended between its conditions: %s', (_, query) => {
  const rule = sampleRule('slow', { kind: 'match', query });
  expect(folded(new Fold(sampleSet([rule]), budgetOf(10)), 1)).toEqual([{ slow: 1 }, {}]);
  expect(folded(new Fold(sampleSet([rule]), budgetOf(500)), 1)).toEqual([{}, { slow: 1 }]);
});

it('is ended after a few of its conditions, however many there are', () => {
  let looks = 0;
  const budget = oneBudget(new TimeBudget(() => (looks += 1) * 300));
  const query = `raw:(${Array(40)
    .fill(String.raw`/a.{440}\d/`)
    .join(' OR ')})`;
  const fold = new Fold(sampleSet([sampleRule('slow', { kind: 'match', query })]), budget);
  expect([fold.problems, folded(fold, 1)]).toEqual([[], [{}, { slow: 1 }]]);
  expect(looks).toBe(6);
});

describe('an exception that cannot be tried', () => {
  const other = sampleRule('other', { kind: 'match', query: 'password' });

  it('leaves out the rules that it is for', () => {
    const exceptions = [sampleException('x', 'message:/other/')];
    expect(folded(new Fold(sampleSet([quick, other], { exceptions }), budgetOf(1_000)), 4)).toEqual([
      { quick: 2, other: 2 },
      { quick: 2, other: 2 },
    ]);
  });

  it('leaves out no rule but its own', () => {
    const exceptions = [sampleException('x', 'message:/never/', { ruleId: 'other' })];
    expect(folded(new Fold(sampleSet([quick, other], { exceptions }), budgetOf(1_000)), 4)).toEqual([
      { quick: 4, other: 2 },
      { other: 2 },
    ]);
  });

  it('leaves out nothing once it has ended', () => {
    const exceptions = [sampleException('x', 'message:/never/', { expiresAt: START })];
    expect(folded(new Fold(sampleSet([quick], { exceptions }), budgetOf(1_000)), 4)).toEqual([{ quick: 4 }, {}]);
  });

  it('leaves out nothing that another one keeps away', () => {
    const exceptions = [sampleException('x', 'message:/never/'), sampleException('y', 'password')];
    expect(folded(new Fold(sampleSet([quick], { exceptions }), budgetOf(1_000)), 4)).toEqual([{}, {}]);
  });
});

it('has all of its time again once other rules are in force', () => {
  const budgets = new ReaderBudgets();
  const before = budgets.of('slow');
  expect(budgets.of('slow')).toBe(before);
  budgets.clear();
  expect(budgets.of('slow')).not.toBe(before);
});

it('takes its time where nobody waits', () => {
  expect(folded(new Fold(sampleSet([slow])), 50)).toEqual([{ slow: 50 }, {}]);
});
