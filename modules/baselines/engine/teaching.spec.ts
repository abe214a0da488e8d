// How much a day teaches: one vote, whatever was done in it; little where it was a finding; nothing where it was an attack.

import { describe, expect, it } from 'vitest';
import type { Activity } from './activity.js';
import type { Engine } from './engine.js';
import { isMuted, tell } from './muting.js';
import { FINDING_SCORE } from './scored.js';
import { EntityState } from './state/entity-state.js';
import { activity, at, FIRST_DAY, highest, learn, observeAll, officeDay, trained } from './testing/office.js';

const USERS = 30;
const DAY = 21;

/** Days on which a host was seen, as learned; undefined: never. */
function daysOn(engine: Engine, host: string, user = 'user4'): number | undefined {
  const dimensions = engine.profile({ kind: 'user', name: user })?.dimensions;
  return dimensions?.find(({ code }) => code === 'new-host')?.values.find(({ value }) => value === host)?.days;
}

const intrusion = (day: number): Activity[] => [
  activity('user4', day, 2.5, {
    sourceIp: '198.51.100.9',
    sourceNet: '198.51.0.0/16',
    country: 'BR',
    place: { lat: -10, lon: -53 },
    action: 'vpn_login',
    host: 'gate',
  }),
  activity('user4', day, 2.6, { host: 'ledger', action: 'logged_in/Network/NTLM' }),
  activity('user4', day, 2.7, { host: 'ledger2', action: 'logged_in/Network/NTLM' }),
];

function dayWith(engine: Engine, more: readonly Activity[]): void {
  observeAll(engine, [...more, ...officeDay(DAY, USERS)].sort((a, b) => a.time - b.time)); // prettier-ignore
  learn(engine, DAY);
}

describe('a day', () => {
  it('is one vote, however often something was done in it, and in how many hours', () => {
    const engine = trained(DAY, USERS);
    const burst = Array.from({ length: 400 }, (_, n) => activity('user4', DAY, 9 + n / 50, { host: 'pc4' }));
    dayWith(engine, burst);
    // Three weeks of five days, and this one; what is longer ago counts less.
    expect(daysOn(engine, 'pc4')).toBeLessThan(16);
    expect(daysOn(engine, 'pc4')).toBeGreaterThan(10);
    const once = trained(DAY, USERS);
    dayWith(once, [activity('user4', DAY, 9, { host: 'server5' })]);
    const often = trained(DAY, USERS);
    dayWith(
      often,
      Array.from({ length: 100 }, (_, n) => activity('user4', DAY, 9 + n / 50, { host: 'server5' })),
    );
    expect(daysOn(once, 'server5')).toBeGreaterThan(0);
    expect(daysOn(often, 'server5')).toBe(daysOn(once, 'server5'));
  });

  it('with a finding that nobody judged teaches a third; called benign all of it', () => {
    const [silent, benign] = [trained(DAY, USERS), trained(DAY, USERS)];
    dayWith(silent, intrusion(DAY));
    expect(daysOn(silent, 'ledger')).toBeCloseTo(0.3, 5);
    observeAll(benign, intrusion(DAY));
    const from = at(DAY, 7).time;
    benign.setVerdicts([{ id: '1', kind: 'benign', entity: 'user:user4', about: [], day: FIRST_DAY + DAY, from }]);
    dayWith(benign, []);
    expect(daysOn(benign, 'ledger')).toBeCloseTo(1, 5);
  });

  it('that was called an attack teaches nothing: no value, no hour, no count', () => {
    const engine = trained(DAY, USERS);
    const before = engine.profile({ kind: 'user', name: 'user4' })!;
    const found = highest(observeAll(engine, intrusion(DAY)), 'user4');
    expect(found?.score).toBeGreaterThan(FINDING_SCORE);
    const about = [{ code: 'new-host', value: 'ledger' } as const];
    const from = at(DAY, 7).time;
    engine.setVerdicts([{ id: '1', kind: 'malicious', entity: 'user:user4', about, day: FIRST_DAY + DAY, from }]);
    dayWith(engine, []);
    // Not even what the verdict does not name.
    for (const host of ['ledger', 'ledger2', 'gate']) expect(daysOn(engine, host)).toBeUndefined();
    const after = engine.profile({ kind: 'user', name: 'user4' })!;
    expect(after.hours[(DAY % 7) * 24 + 2]).toBe(before.hours[(DAY % 7) * 24 + 2]);
    expect(after.rates.map(({ mean }) => mean)).toEqual(before.rates.map(({ mean }) => expect.closeTo(mean, 1)));
  });
});

describe('a day that is normal for now', () => {
  /** What it learned of user4: hours, counts, pauses, new machines, and what the autoencoder measures by. */
  function habits(engine: Engine): unknown {
    const saved = [...engine.save()].find(({ kind, name }) => kind === 'user' && name === 'user4');
    const { hours, rates, features, gaps, gapDays, firsts, creep } = (saved!.data as Saved).model;
    return { hours, rates, features, gaps, gapDays, firsts, creep };
  }
  type Saved = { readonly model: Readonly<Record<string, unknown>> };

  it('teaches nothing: afterwards the same is as unusual as it was', () => {
    const engine = trained(DAY, USERS);
    const before = habits(engine);
    observeAll(engine, intrusion(DAY));
    const [from, until] = [at(DAY, 7).time, at(DAY + 1, 0).time];
    const day = FIRST_DAY + DAY;
    engine.setVerdicts([
      { id: '1', kind: 'expected', entity: 'user:user4', about: [], day, from, until, lastDay: day },
    ]);
    dayWith(engine, []);
    expect(habits(engine)).toEqual(before);
    expect(daysOn(engine, 'ledger')).toBeUndefined();
  });

  it('ends with its last day', () => {
    const engine = trained(DAY, USERS);
    const [day, lastDay] = [FIRST_DAY + DAY - 3, FIRST_DAY + DAY - 1];
    const [from, until] = [at(DAY - 3, 7).time, at(DAY, 0).time];
    engine.setVerdicts([{ id: '1', kind: 'expected', entity: 'user:user4', about: [], day, from, until, lastDay }]);
    dayWith(engine, [activity('user4', DAY, 9, { host: 'ledger' })]);
    expect(daysOn(engine, 'ledger')).toBeGreaterThan(0);
  });
});

describe('a budget', () => {
  it('that was raised raises the score of the same, at once', () => {
    const scores = [0.2, 2, 20].map((budget) => {
      const engine = trained(DAY, USERS);
      engine.setBudget(budget);
      return highest(observeAll(engine, intrusion(DAY)), 'user4')!.score;
    });
    expect(scores[0]).toBeLessThan(scores[1]!);
    expect(scores[1]).toBeLessThan(scores[2]!);
  });
});

describe('an explanation that was told', () => {
  const about = JSON.stringify([['new-host', 'ledger', null]]);
  it.each([
    [0, false],
    [1, true],
    [2, true],
    [7, true],
    [8, false],
  ])('is muted %i days later: %s', (later, muted) => {
    const state = new EntityState({ kind: 'user', name: 'user4' });
    state.enter(100);
    tell(state, about);
    state.enter(100 + later);
    expect(isMuted(state, about)).toBe(muted);
    expect(isMuted(state, JSON.stringify([['new-host', 'vault', null]]))).toBe(false);
  });
});
