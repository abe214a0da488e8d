import { describe, expect, it } from 'vitest';
import { parseWallClock, resolveTime, ZoneGuess } from './clock.js';

const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number): string => new Date(ms).toISOString();
const MINUTE = 60_000;

describe('the guess of a zone', () => {
  const received = at('2026-11-20T10:00:00Z');
  /** A message whose device writes `aheadMs` more than our UTC clock. */
  const observe = (guess: ZoneGuess, aheadMs: number, n = 0): void =>
    guess.observe(parseWallClock(iso(received + n * 1000 + aheadMs).slice(0, 23)), received + n * 1000);

  it('learns an offset from five messages that agree', () => {
    const guess = new ZoneGuess();
    for (let n = 0; n < 4; n += 1) observe(guess, 60 * MINUTE - 400, n);
    expect(guess).toMatchObject({ isKnown: false, offsetMinutes: 0 });
    observe(guess, 60 * MINUTE - 200, 4);
    expect(guess).toMatchObject({ isKnown: true, offsetMinutes: 60, driftMs: -200, samples: 5, zone: '+01:00' });
  });

  it.each([
    [-7 * 60, '-07:00'],
    [345, '+05:45'],
    [-210, '-03:30'],
    [0, 'UTC'],
  ])('knows an offset of %i minutes', (minutes, zone) => {
    const guess = new ZoneGuess();
    for (let n = 0; n < 5; n += 1) observe(guess, minutes * MINUTE + 1500, n);
    expect(guess).toMatchObject({ isKnown: true, offsetMinutes: minutes, driftMs: 1500, zone });
  });

  it.each([
    [120 * MINUTE + 900, '+02:00', 'an hour in the future is another zone'],
    [40_000, 'UTC', 'a clock that runs ahead a little'],
    [-300 * MINUTE, 'UTC', 'what is late may have waited'],
    [67 * MINUTE, 'UTC', 'no zone is that far ahead'],
  ])('takes a first message that is %i ms ahead as written in %s (%s)', (ahead, zone) => {
    const guess = new ZoneGuess();
    observe(guess, ahead);
    expect(guess).toMatchObject({ isKnown: false, zone });
    observe(guess, 0, 1);
    expect(guess).toMatchObject({ isKnown: false, zone: 'UTC' });
  });

  it('is not led astray by a backlog, a broken clock, or an offset that no zone has', () => {
    for (const ahead of [
      (n: number) => -n * 10 * MINUTE,
      () => 67 * MINUTE,
      () => 30 * 60 * MINUTE,
      () => -15 * MINUTE,
    ]) {
      const guess = new ZoneGuess();
      for (let n = 0; n < 20; n += 1) observe(guess, ahead(n), n);
      expect(guess).toMatchObject({ isKnown: false, zone: 'UTC' });
    }
  });

  it('keeps its guess over a stray message and follows a change to summer time', () => {
    const guess = new ZoneGuess();
    for (let n = 0; n < 5; n += 1) observe(guess, 60 * MINUTE, n);
    observe(guess, -500 * MINUTE, 5);
    expect(guess.zone).toBe('+01:00');
    for (let n = 6; n < 11; n += 1) observe(guess, 120 * MINUTE, n);
    expect(guess.zone).toBe('+02:00');
  });

  it('learns from times without a year, over New Year too, and resolves with what it learned', () => {
    const guess = new ZoneGuess();
    const now = at('2026-12-31T23:30:00Z');
    for (let n = 0; n < 5; n += 1) guess.observe(parseWallClock('Jan  1 00:30:00'), now);
    expect(guess.zone).toBe('+01:00');
    const { ms } = resolveTime(parseWallClock('Jan  1 00:30:00'), { zone: guess.zone, reference: now, trust: 'live' });
    expect(iso(ms)).toBe('2026-12-31T23:30:00.000Z');
  });

  it('passes over times that carry their zone', () => {
    const guess = new ZoneGuess();
    for (let n = 0; n < 9; n += 1) guess.observe(parseWallClock('2026-11-20T11:00:00Z'), received);
    expect(guess.samples).toBe(0);
  });
});
