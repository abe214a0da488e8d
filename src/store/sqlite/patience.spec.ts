import { expect, it } from 'vitest';
import { Patience } from './patience.js';

it('waits a minute for what is denied, each time it was given anew', () => {
  let now = 5;
  const patience = new Patience(() => now);
  expect(patience.denied('a')).toBe(true);
  now += 59_999;
  expect(patience.denied('a')).toBe(true);
  expect(patience.denied('b')).toBe(true);
  now += 1;
  expect(patience.denied('a')).toBe(false);
  expect(patience.denied('b')).toBe(true);
  patience.given('a');
  expect(patience.denied('a')).toBe(true);
});
