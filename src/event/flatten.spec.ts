import { expect, it } from 'vitest';
import { flatten } from './flatten.js';

it.each([
  ['{"a":1e400}', {}],
  ['{"a":[1e400]}', {}],
  ['{"a":[1,-1e400,2]}', { a: [1, 2] }],
  ['{"a":["x",1e400]}', { a: ['x'] }],
])('leaves out numbers that JSON cannot keep: %s', (text, expected) => {
  const found: Record<string, unknown> = {};
  flatten(JSON.parse(text) as Record<string, unknown>, (path, value) => (found[path] = value));
  expect(found).toEqual(expected);
});
