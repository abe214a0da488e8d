// What the audit log says of two values of a setting.

import { expect, it } from 'vitest';
import { differenceTexts } from './difference-texts.js';

const LONG = 'x'.repeat(400);
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `host-${n}.example.org`);

it.each([
  ['short values as they are', 5, undefined, '5', 'nothing'],
  [
    'of a long list what went and what came',
    names(50),
    [...names(49), 'new'],
    '["host-49.example.org"]',
    '["new"] and 49 as before',
  ],
  [
    'what was taken out of a long list',
    names(50),
    names(50).toSpliced(30, 1),
    '["host-30.example.org"]',
    '[] and 49 as before',
  ],
  ['of a long map the entries that differ', { a: LONG, b: 1 }, { a: LONG, b: 2 }, '{"b":1}', '{"b":2} and 1 as before'],
  [
    'of a long text what is around the difference',
    `${LONG}from`,
    `${LONG}to`,
    `…${'x'.repeat(30)}from`,
    `…${'x'.repeat(30)}to`,
  ],
  ['how far a long text goes on', LONG, `y${LONG}`, `${'x'.repeat(300)}…`, `y${'x'.repeat(299)}…`],
] as const)('says %s', (_what, before, after, from, to) => {
  expect(differenceTexts(before, after)).toEqual({ from, to });
});

it('says that a long list has another order', () => {
  const { from, to } = differenceTexts(names(50), names(50).toReversed());
  expect(from).not.toBe(to);
});
