// The form's own arithmetic: opening and saving a rule changes nothing of it, ids from names, spans, the worst day.

import { describe, expect, it } from 'vitest';
import { ruleSchema } from '../rule.js';
import { shippedRules } from '../set/shipped.js';
import { listsOf, readRulesSettings } from '../settings.js';
import { freshRule } from './fresh-rule.js';
import { reshaped } from './form-steps.js';
import { type FormValues, readValues, valuesOf } from './form-values.js';
import { idFrom, ruleFromValues } from './rule-from-values.js';
import { mostWithin } from './rule-trial.js';
import { asSpan, secondsOf } from './span.js';
import { NEW_KINDS } from '../words/kinds.js';

const context = { lists: listsOf(readRulesSettings({})), zone: 'UTC' };

/** What a browser sends back of a form in which nobody typed anything. */
function sentBack(values: FormValues): Record<string, string> {
  const { queries, stepCounts, stepNames, groupBy, weekdays, window, silent, suppress, ...texts } = values;
  return {
    ...(texts as Record<string, string>),
    ...Object.fromEntries(groupBy.map((field, index) => [`groupBy.${index}`, field])),
    ...Object.fromEntries(weekdays.map((day) => [`weekday.${day}`, day])),
    ...Object.fromEntries(stepCounts.map((count, index) => [`steps.${index}.count`, count])),
    ...Object.fromEntries(stepNames.map((name, index) => [`steps.${index}.what`, name])),
    ...Object.fromEntries(
      Object.entries({ window, silent, suppress }).flatMap(([name, { amount, unit }]) => [
        [name, amount],
        [`${name}Unit`, unit],
      ]),
    ),
    steps: String(queries.length),
    ...Object.fromEntries(
      queries.flatMap(({ text, rows }, slot) => [
        [`q${slot}.text`, text],
        [`q${slot}.was`, rows === undefined ? '' : text],
        [`q${slot}.rows`, String(rows?.length ?? 0)],
        ...(rows ?? []).flatMap((row, index) =>
          Object.entries(row).map(([key, value]) => [`q${slot}.${index}.${key}`, String(value)]),
        ),
      ]),
    ),
  };
}

describe('opening and saving changes nothing of', () => {
  const rules = [
    ...shippedRules().map(({ rule }) => rule),
    ...NEW_KINDS.map((kind) => ({ ...freshRule(kind, ''), name: kind })),
  ];

  it.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    const values = readValues(sentBack(valuesOf(rule, context)), context);
    expect(ruleSchema.parse(ruleFromValues(values, rule.id))).toEqual(rule);
  });
});

it('takes the name and the number of a step away with it', () => {
  const steps = ['a', 'b', 'c'].map((what, index) => ({ query: `user:${what}`, count: index + 1, what }));
  const detect = { kind: 'sequence', steps, windowSeconds: 600 };
  const rule = ruleSchema.parse({ id: 'steps', name: 'Steps', detect });
  const { queries, stepCounts, stepNames } = reshaped(valuesOf(rule, context), 'remove-step:1');
  expect([queries.map(({ text }) => text), stepCounts, stepNames]).toEqual([
    ['user:a', 'user:c'],
    ['1', '3'],
    ['a', 'c'],
  ]);
});

it.each([
  ['Failed logons', [], 'failed-logons'],
  ['Failed logons', ['failed-logons', 'failed-logons-2'], 'failed-logons-3'],
  ['Übermäßig viele — Fehler!', [], 'ubermassig-viele-fehler'],
  ['数', [], 'rule'],
  ['x'.repeat(120), [], 'x'.repeat(50)],
])('makes an id of %s', (name, taken, id) => {
  expect(idFrom(name, (each) => (taken as string[]).includes(each))).toBe(id);
});

it.each([
  [600, '10', 'minutes'],
  [5_400, '90', 'minutes'],
  [86_400, '1', 'days'],
  [7, '7', 'seconds'],
  [0, '0', 'minutes'],
] as const)('shows %d s as %s %s, and reads it back', (seconds, amount, unit) => {
  expect(asSpan(seconds)).toEqual({ amount, unit });
  expect(secondsOf({ amount, unit })).toBe(seconds);
});

it('takes a comma in a number, and nothing that is none', () => {
  expect(secondsOf({ amount: '1,5', unit: 'hours' })).toBe(5_400);
  expect(secondsOf({ amount: '1e9', unit: 'hours' })).toBeNaN();
});

it.each([
  [[], 0],
  [[5, 1, 3], 3],
  [[0, 10, 20], 2],
  [[0, 9, 10, 11, 19, 100], 4],
])('finds how many of %j lie within 11', (times, most) => expect(mostWithin(times, 11)).toBe(most));
