// The numbers of parts by timeline.

import { expect, it } from 'vitest';
import { segmentId, parseSegmentId } from '../segments.js';
import { firstPartOf, NO_ERA } from './era.js';

it.each([
  [NO_ERA, 0],
  ['7300000000000000001.00000001', 0],
  ['7300000000000000001.00000002', 1_000],
  ['7300000000000000001.0000000A', 9_000],
  ['7300000000000000001.000003E7', 998_000],
  ['7300000000000000001.000003E8', 0],
  ['7300000000000000001.FFFFFFFF', 560_000],
])('of the era "%s" begin at %d', (era, first) => {
  expect(firstPartOf(era)).toBe(first);
  const key = { day: '20261120', retention: 'default', kind: 'live', part: first + 1_999 } as const;
  expect(parseSegmentId(segmentId(key))).toEqual(key);
});
