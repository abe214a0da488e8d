import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../math/random.js';
import { Calibrator, MAX_LEVEL } from './calibrator.js';

const VALUES = Array.from({ length: 400 }, (_, i) => Math.expm1(i / 60));

describe('the level of a value', () => {
  it('is how rare it is among the hours: once in 10^level', () => {
    const random = new SeededRandom(1);
    const calibrator = new Calibrator();
    for (let i = 0; i < 100_000; i++) calibrator.add(-2 * Math.log10(1 - random.next()));
    calibrator.fit();
    for (const level of [1, 2, 3, 4, 5, 6])
      expect(Math.abs(calibrator.level(2 * level) - level)).toBeLessThan(0.05 + 0.06 * level);
  });

  it('of a surprisal is about what it claims while nothing is known', () => {
    for (const value of [0.5, 1, 3, 6])
      expect(Math.abs(new Calibrator().level(value) - value)).toBeLessThan(0.4 + value / 10);
    expect(new Calibrator().level(0)).toBe(0);
  });

  it('is high for what seldom speaks, however low its value', () => {
    const calibrator = new Calibrator();
    calibrator.add(0, 100_000);
    calibrator.add(2, 3);
    calibrator.fit();
    expect(calibrator.level(2)).toBeGreaterThan(4);
    expect(calibrator.level(3)).toBeGreaterThan(calibrator.level(2));
  });

  it.each([0, 1, 2, 5, 9, 10, 11, 30, 50, 3_000])('never falls with the value, after %i hours', (hours) => {
    const random = new SeededRandom(hours);
    const calibrator = new Calibrator();
    for (let i = 0; i < hours; i++) calibrator.add(Math.max(0, random.normal()) * 3);
    calibrator.add(2, hours / 3);
    calibrator.fit();
    let last = 0;
    for (const value of VALUES) {
      expect(calibrator.level(value)).toBeGreaterThanOrEqual(last);
      last = calibrator.level(value);
    }
    expect(last).toBe(MAX_LEVEL);
  });

  it('forgets: what came every hour is rare again months later', () => {
    const calibrator = new Calibrator();
    calibrator.add(5, 1_000);
    calibrator.fit();
    const usual = calibrator.level(5);
    for (let day = 0; day < 60; day++) {
      calibrator.decay();
      calibrator.add(0, 1_000);
    }
    calibrator.fit();
    expect(usual).toBeLessThan(0.1);
    expect(calibrator.level(5)).toBeGreaterThan(2);
  });

  it('is the same after a restart', () => {
    const random = new SeededRandom(3);
    const whole = new Calibrator();
    for (let i = 0; i < 5_000; i++) whole.add(4 * random.next() ** 4);
    whole.fit();
    const restored = Calibrator.restore(JSON.parse(JSON.stringify(whole.save())));
    for (const value of VALUES) expect(restored.level(value)).toBe(whole.level(value));
  });

  it('refuses a state that is none', () => {
    expect(() => Calibrator.restore([99_999, 1])).toThrow('no histogram');
    expect(() => Calibrator.restore([1, -1])).toThrow('no histogram');
  });
});
