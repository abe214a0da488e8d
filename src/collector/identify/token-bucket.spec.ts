import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.js';

describe('a rate limit', () => {
  it('takes ten seconds of it at once, and then what a second brings', () => {
    const bucket = new TokenBucket(5);
    const taken = (now: number): number => Array.from({ length: 100 }, () => bucket.take(now)).filter(Boolean).length;
    expect(taken(1_000_000)).toBe(50);
    expect(taken(1_000_200)).toBe(1);
    expect(taken(1_001_200)).toBe(5);
    expect(taken(9_000_000)).toBe(50);
  });

  it('has the burst that it is given, and gives nothing for a clock that is set back', () => {
    const bucket = new TokenBucket(5, 2);
    const now = 1_000_000;
    expect([bucket.take(now), bucket.take(now), bucket.take(now)]).toEqual([true, true, false]);
    expect(bucket.take(0)).toBe(false);
    expect(bucket.take(200)).toBe(true);
  });

  it('gives nothing twice where times come out of order: a request is of the time of its headers', () => {
    const bucket = new TokenBucket(5, 2);
    const now = 1_000_000;
    expect([bucket.take(now), bucket.take(now)]).toEqual([true, true]);
    expect([bucket.take(now - 60_000), bucket.take(now), bucket.take(now + 200)]).toEqual([false, false, true]);
  });

  it('goes into debt for what was read already, and says how long that takes', () => {
    const bucket = new TokenBucket(100, 10);
    expect(bucket.overdraw(10, 5_000)).toBe(0);
    expect(bucket.overdraw(50, 5_000)).toBe(500);
    expect(bucket.overdraw(0, 5_400)).toBeCloseTo(100);
    expect(bucket.overdraw(0, 5_500)).toBe(0);
  });
});
