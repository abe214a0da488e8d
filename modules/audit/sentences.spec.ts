// Sentences alone: known, derived and unknown actions.

import { expect, it } from 'vitest';
import { sentenceOf, sentenceText } from './sentences.js';

const entry = { at: 0, actor: 'anna', target: 'web1', outcome: 'success' as const };

it.each([
  ['users.login', 'web1 logged in', 'Somebody could not log in as web1'],
  ['sources.changed', 'anna changed source web1', 'anna could not change source web1'],
  ['tokens.renewed', 'anna renewed token web1', 'anna could not renew token web1'],
  ['users.recovery-codes-renewed', 'anna renewed recovery codes web1', 'anna could not renew recovery codes web1'],
  ['users.password-reset', 'anna gave web1 a new password', 'anna could not give web1 a new password'],
  ['plugins.frobnicated', 'anna did “plugins.frobnicated”: web1', 'anna could not do “plugins.frobnicated”: web1'],
  ['nonsense', 'anna did “nonsense”: web1', 'anna could not do “nonsense”: web1'],
  [
    'constructor.constructor',
    'anna did “constructor.constructor”: web1',
    'anna could not do “constructor.constructor”: web1',
  ],
])('says %s', (action, success, failure) => {
  expect(sentenceText({ ...entry, action })).toBe(success);
  expect(sentenceText({ ...entry, action, outcome: 'failure' })).toBe(failure);
});

it('keeps what people wrote apart from its own words', () => {
  expect(sentenceOf({ ...entry, action: 'sources.changed', actor: '{target}', target: '{actor}' })).toEqual([
    { kind: 'actor', text: '{target}' },
    { kind: 'word', text: ' changed source ' },
    { kind: 'target', text: '{actor}' },
  ]);
});

it.each([
  [{ secondFactor: 'asked for' }, 'success', 'web1 gave the right password and was asked for the second factor'],
  [{ reason: 'throttled' }, 'failure', 'Logins as web1 came too fast and were not looked at'],
  [{ via: 'House' }, 'success', 'web1 logged in'],
] as const)('says what a login with %j was', (details, outcome, sentence) => {
  expect(sentenceText({ ...entry, action: 'users.login', outcome, details })).toBe(sentence);
});
