// The facts of a rule's page: what one alert stands for, and when it is over.

import { expect, it } from 'vitest';
import { sampleRule } from '../../../test/helpers/rule-samples.js';
import type { KnownRule } from '../rule-book.js';
import type { RuleFigures } from './rule-figures.js';
import { rulePage } from './rule-page.js';

function factsOf(detect: object, more: object = {}): unknown {
  const known = { rule: sampleRule('r', detect, more), origin: 'own' } as unknown as KnownRule;
  const parts = { figures: {} as RuleFigures, alerts: [], exceptions: [], context: { lists: {} }, budget: 20 };
  return (rulePage(known, { ...parts, shipped: undefined, now: 0 }) as { facts: unknown }).facts;
}

it.each([
  [{ kind: 'match', query: '' }, 'nothing: one for all', [['Goes on until nothing came for', '1 hour']]],
  [{ kind: 'rate', query: '' }, 'nothing: one for all', [['Goes on until it was as usual for', '1 hour']]],
  [
    { kind: 'absence', query: '', silentMinutes: 5 },
    'nothing: one for all',
    [
      ['Goes on until', 'an event that fits comes'],
      ['Raised anew at the earliest after', '1 hour'],
    ],
  ],
  [
    { kind: 'watch', watch: 'silent-source' },
    'source',
    [
      ['Goes on until', 'it is over'],
      ['Raised anew at the earliest after', '1 hour'],
    ],
  ],
  [
    { kind: 'watch', watch: 'disk-full' },
    'nothing: one for all',
    [
      ['Goes on until', 'it is over'],
      ['Raised anew at the earliest after', '1 hour'],
    ],
  ],
])('%j', (detect, each, ends) => {
  expect(factsOf(detect)).toEqual([['One alert for each', each], ...ends]);
});
