// How people write when a token ends.

import { expect, it } from 'vitest';
import { parseExpiry } from './expiry.js';

const NOW = Date.parse('2026-11-20T10:00:00Z');

it.each([
  [undefined, undefined],
  ['', undefined],
  ['never', undefined],
  ['90d', '2027-02-18T10:00:00.000Z'],
  ['2026-11-20', '2026-11-20T23:59:59.999Z'],
  [' 2028-02-29 ', '2028-02-29T23:59:59.999Z'],
])('reads %j', (text, at) => {
  const parsed = parseExpiry(text, NOW);
  expect(parsed === undefined ? undefined : new Date(parsed).toISOString()).toBe(at);
});

it.each([
  ['0d', 'ended already'],
  ['2026-11-19', 'ended already'],
  ['2027-02-29', 'no end of a token'],
  ['soon', 'no end of a token'],
  ['90', 'no end of a token'],
  ['2037-01-01', 'within ten years'],
  ['9999d', 'within ten years'],
])('refuses %j: %s', (text, reason) => {
  expect(() => parseExpiry(text, NOW)).toThrow(reason);
});
