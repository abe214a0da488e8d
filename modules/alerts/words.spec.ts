// What people read of an alert's end.

import { expect, it } from 'vitest';
import { historyLine, stateText } from './words.js';

it.each([
  ['recovered', 'over by itself'],
  ['unwatched', 'no longer watched'],
] as const)('of one that ended by itself (%s) it says: %s', (how, said) => {
  expect(stateText({ state: 'closed', reason: how })).toBe(`closed: ${said}`);
  const line = historyLine({ id: 1, at: 0, who: undefined, action: how, text: 'The rule was switched off.' });
  expect(line).toMatchObject({ what: said, text: 'The rule was switched off.' });
});
