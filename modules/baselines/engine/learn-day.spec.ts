import { describe, expect, it } from 'vitest';
import type { Activity } from './activity.js';
import { PATTERN, UNUSUAL_HOUR } from './components.js';
import { beginDay, endDay } from './learn-day.js';
import { SharedModel } from './shared-model.js';
import { activity, copyOf, learn, trained } from './testing/office.js';

it('who is seen by the names that a device asks for alone stays known', () => {
  const engine = trained(0, 0);
  const bob = { kind: 'user', name: 'bob' } as const;
  const asked: Partial<Activity> = { kind: 'dns', isInferred: true, action: 'query', domain: 'a.example' };
  for (let day = 0; day <= 200; day += 10) {
    engine.observe(activity('bob', day, 20, asked));
    learn(engine, day);
  }
  expect(engine.profile(bob)).toBeDefined();
  const copy = copyOf(engine);
  for (const [day, isKnown] of [
    [380, true],
    [381, false],
  ] as const) {
    copy.observe(activity('alice', day, 9));
    learn(copy, day);
    expect(copy.profile(bob) !== undefined).toBe(isKnown);
  }
});

const HOURS = 2_000;
const USER = { kind: 'user', name: 'alice' } as const;

/** Days of which the first one had 150 unusual hours, and no other one any. */
function after(days: number): SharedModel {
  const shared = new SharedModel();
  for (let day = 0; day < days; day++) {
    beginDay(shared);
    for (const calibrator of [shared.calibrators[0]![UNUSUAL_HOUR]!, shared.calibrators[0]![PATTERN]!]) {
      calibrator.add(0, day === 0 ? HOURS - 150 : HOURS);
      calibrator.add(3, day === 0 ? 150 : 0);
    }
    endDay(shared, []);
    shared.days++;
  }
  return shared;
}

describe('a closed day', () => {
  it('of the first ones, in which all is unusual, does not say for weeks what is', () => {
    expect(after(1).level(USER, UNUSUAL_HOUR, 3)).toBeLessThan(1.5);
    expect(after(14).level(USER, UNUSUAL_HOUR, 3)).toBeGreaterThan(3.3);
  });

  it('of later ones is remembered for weeks', () => {
    const { hours } = after(60).calibrators[0]![UNUSUAL_HOUR]!;
    expect(hours / HOURS).toBeGreaterThan(12);
  });

  it('leaves the autoencoder’s errors their usual memory', () => {
    expect(after(14).level(USER, PATTERN, 3)).toBeLessThan(2.8);
  });
});
