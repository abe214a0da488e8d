import { describe, expect, it } from 'vitest';
import { GIVE_UP_AFTER_MS, nextTry } from './back-off.js';

const HOUR_MS = 3_600_000;
const always = (value: number) => (): number => value;

describe('the next try of a delivery', () => {
  it.each([
    [1, 5_000],
    [2, 30_000],
    [3, 120_000],
    [4, 600_000],
    [5, 1_800_000],
    [6, HOUR_MS],
    [7, 2 * HOUR_MS],
    [40, 2 * HOUR_MS],
  ])('comes at most so long after try %i: %i ms', (attempts, longestMs) => {
    expect(nextTry({ attempts, firstAt: 0, now: 1_000 }, always(1))).toBe(1_000 + longestMs);
    expect(nextTry({ attempts, firstAt: 0, now: 1_000 }, always(0.5))).toBe(1_000 + longestMs / 2);
  });

  it('never comes sooner than after a second', () => {
    expect(nextTry({ attempts: 1, firstAt: 0, now: 0 }, always(0))).toBe(1_000);
  });

  it('waits as long as the other side asks, but not longer than a day', () => {
    expect(nextTry({ attempts: 1, firstAt: 0, now: 0, retryAfterMs: 90_000 }, always(1))).toBe(90_000);
    expect(nextTry({ attempts: 1, firstAt: 0, now: 0, retryAfterMs: 400 * HOUR_MS }, always(1))).toBe(24 * HOUR_MS);
    expect(nextTry({ attempts: 3, firstAt: 0, now: 0, retryAfterMs: 1_000 }, always(1))).toBe(120_000);
  });

  it.each([0.02, 0.3, 0.5, 1])('goes on for a day, the last one at its end, and then no more (random %f)', (random) => {
    let now = 0;
    const times: number[] = [];
    for (let next: number | undefined = 0; next !== undefined;) {
      now = next;
      times.push(now);
      next = nextTry({ attempts: times.length, firstAt: 0, now }, always(random));
    }
    expect(times.at(-1)).toBeGreaterThanOrEqual(GIVE_UP_AFTER_MS - 1_000);
    expect(times.at(-1)).toBeLessThanOrEqual(GIVE_UP_AFTER_MS);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  });

  it('ends sooner for what some have', () => {
    const tries = { attempts: 5, firstAt: 0, giveUpAfterMs: 900_000 };
    expect(nextTry({ ...tries, now: 600_000 }, always(1))).toBe(900_000);
    expect(nextTry({ ...tries, now: 900_000 }, always(1))).toBeUndefined();
  });

  it('is made once more when it was asked for late', () => {
    const late = nextTry({ attempts: 2, firstAt: 0, now: 23 * HOUR_MS, retryAfterMs: 5 * HOUR_MS }, always(1))!;
    expect(late).toBe(28 * HOUR_MS);
    expect(nextTry({ attempts: 3, firstAt: 0, now: late, retryAfterMs: HOUR_MS }, always(1))).toBeUndefined();
  });
});
