import { expect, it } from 'vitest';
import { isSilent } from './silence.js';

const MINUTE = 60_000;
const NOW = 100_000 * MINUTE;
const ago = (minutes: number | undefined): number | undefined =>
  minutes === undefined ? undefined : NOW - minutes * MINUTE;

it.each([
  // expected every, last heard, made, collector listens (minutes ago)
  ['is not while it is heard in time', 60, 59, 900, 600, false],
  ['is when its time is over', 60, 61, 900, 600, true],
  ['is not when nothing is expected', 0, 900, 900, 600, false],
  ['is when it was never heard', 60, undefined, undefined, 600, true],
  ['is not while it is newer than its time', 60, undefined, 59, 600, false],
  ['is when it is older than its time and was never heard', 60, undefined, 61, 600, true],
  ['is not just after a start', 60, 900, 900, 14, false],
  ['is soon after a start, also when it is expected seldom', 1_440, 9_000, 9_000, 16, true],
  ['is after its own time when that is shorter', 5, 900, 900, 6, true],
] as const)('a source %s', (_what, expectEveryMinutes, heard, made, listens, expected) => {
  const known = { lastReceived: ago(heard), createdAt: ago(made), listeningSince: ago(listens)! };
  expect(isSilent({ expectEveryMinutes, ignore: false }, known, NOW)).toBe(expected);
  expect(isSilent({ expectEveryMinutes, ignore: true }, known, NOW)).toBe(false);
});
