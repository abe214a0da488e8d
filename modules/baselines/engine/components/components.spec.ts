import { describe, expect, it } from 'vitest';
import { Organisation } from '../organisation.js';
import { StagedValue } from '../state/day-stage.js';
import { EntityModel } from '../state/entity-model.js';
import { EntityState } from '../state/entity-state.js';
import { dormancySurprisal } from './dormancy.js';
import {
  breachSurprisal,
  fail,
  failuresFrom,
  spray,
  SPRAY_MS,
  sprayedBy,
  spraySurprisal,
  succeeded,
} from './failures.js';
import { anchoredRate, creepAfter, firstsSurprisal, learnFirsts } from './firsts.js';
import { hourSurprisal } from './hours.js';
import { novelty } from './novelty.js';
import { FEATURE_SUMS, FEATURES, standardise } from './pattern.js';
import { rateSurprisal } from './rates.js';
import { travel } from './travel.js';
import { Tunnels, tunnelSurprisal } from './tunnel.js';

const HOUR_MS = 3_600_000;
const NO_FLAGS = { day: 100, isBlocked: false };

function stateWith(model?: EntityModel): EntityState {
  const state = new EntityState({ kind: 'user', name: 'alice' });
  state.model = model;
  return state;
}

describe('novelty', () => {
  it.each([
    ['on many days lately', 20, 99, 0, 0],
    ['on one day', 1, 99, 0, 0],
    ['long ago, nearly forgotten', 1, 20, 0.1, 1.3],
    ['never', 0, 0, 0.8, 9],
  ])('of a value that was used %s', (_, days, last, least, most) => {
    const model = new EntityModel(0);
    if (days > 0) model.dimension(0).values.set('PL', { days, first: 0, last });
    const surprisal = novelty(stateWith(model), new Organisation(), 0, 'PL', new StagedValue(), NO_FLAGS);
    expect(surprisal).toBeGreaterThanOrEqual(least);
    expect(surprisal).toBeLessThanOrEqual(most);
  });

  it('is less for a newcomer, and for what many others use', () => {
    const organisation = new Organisation();
    for (let i = 0; i < 12; i++) organisation.know(3, 'portal', 1);
    // Of a hundred first uses nearly all were of what many use.
    organisation.novelties[3]!.cells.set([1], 0);
    organisation.novelties[3]!.cells[12] = 99;
    const of = (first: number, value: string): number =>
      novelty(stateWith(new EntityModel(first)), organisation, 3, value, new StagedValue(), NO_FLAGS);
    expect(of(100, 'vault')).toBeLessThan(of(0, 'vault'));
    expect(of(0, 'portal')).toBeLessThan(of(0, 'vault') - 1);
  });

  it('stays for a blocked value however often it was used', () => {
    const model = new EntityModel(0);
    model.dimension(0).values.set('PL', { days: 30, first: 0, last: 99 });
    const of = (isBlocked: boolean): number =>
      novelty(stateWith(model), new Organisation(), 0, 'PL', new StagedValue(), { day: 100, isBlocked });
    expect(of(false)).toBe(0);
    expect(of(true)).toBeGreaterThan(0.8);
  });
});

describe('time of week', () => {
  it('is unusual at night for who works at day, not on another working day, and unknown at first', () => {
    const own = new Float64Array(168);
    for (let day = 0; day < 4; day++) for (let hour = 8; hour < 17; hour++) own[day * 24 + hour] = 4;
    const all = new Float64Array(168).fill(1);
    expect(hourSurprisal(own, all, 3)).toBeGreaterThan(1);
    expect(hourSurprisal(own, all, 4 * 24 + 10)).toBeLessThan(0.8);
    expect(hourSurprisal(own, all, 10)).toBeLessThan(0.3);
    expect(hourSurprisal(undefined, new Float64Array(168), 3)).toBeCloseTo(0, 6);
  });
});

describe('rates', () => {
  it('say nothing up to the usual count, and more the higher it is', () => {
    const model = new EntityModel(0);
    model.rates.set([200, 1_000, 6_000], 0);
    const organisation = new Organisation();
    organisation.rates.set([2_000, 8_000, 0.3], 0);
    const of = (count: number): number => rateSurprisal(model, organisation, 0, count);
    expect([of(0), of(4)]).toEqual([0, 0]);
    expect(of(12)).toBeGreaterThan(0.5);
    expect(of(200)).toBeGreaterThan(of(40) + 3);
  });
});

describe('new in a day', () => {
  it('measures by a rate that the last week is not in', () => {
    const model = new EntityModel(0);
    for (let day = 10; day < 100; day++) learnFirsts(model, day, day >= 93 ? 9 : 0, 0);
    expect(model.firsts.length / 3).toBeLessThanOrEqual(46);
    const when = { day: 100, age: 100 };
    expect(anchoredRate(model, new Organisation(), 0, when)).toBeLessThan(0.1);
    expect(anchoredRate(model, new Organisation(), 0, { day: 108, age: 108 })).toBeGreaterThan(1);
  });

  it('is high for many, low for one', () => {
    expect(firstsSurprisal(14, 0.12)).toBeGreaterThan(6);
    expect(firstsSurprisal(1, 0.12)).toBeLessThan(1.1);
  });

  it('adds up one a day, and forgets it where that is usual', () => {
    const after = (rate: number): number =>
      Array.from({ length: 8 }).reduce<number>((sum) => creepAfter(sum, 1, rate), 0);
    expect(after(0.05)).toBeGreaterThan(15);
    expect(after(3)).toBe(0);
    expect(creepAfter(10, 0, 0.05)).toBeLessThan(10);
    expect(creepAfter(59, 50, 0.01)).toBe(60);
  });
});

describe('failures', () => {
  it('count by source, fade within hours, and are over after a success', () => {
    const state = stateWith();
    for (let i = 0; i < 20; i++) fail(state, '203.0.113.7', i * 1_000);
    expect(failuresFrom(state, '203.0.113.7', 20_000)).toBeGreaterThan(19);
    expect(failuresFrom(state, '203.0.113.7', 6 * HOUR_MS)).toBeLessThan(0.5);
    expect(failuresFrom(state, '198.51.100.1', 20_000)).toBe(0);
    expect(breachSurprisal(20)).toBeGreaterThan(breachSurprisal(2) + 4);
    succeeded(state, '203.0.113.7');
    expect(failuresFrom(state, '203.0.113.7', 20_000)).toBe(0);
  });

  it('from a million sources are kept of a few', () => {
    const state = stateWith();
    for (let i = 0; i < 10_000; i++) fail(state, `source${i}`, i);
    expect(state.failures?.size).toBe(16);
  });

  it('of many accounts from one source are spraying, of the same one again are not', () => {
    const source = new EntityState({ kind: 'ip', name: '203.0.113.7' });
    for (let i = 0; i < 30; i++) spray(source, 'alice', i);
    expect(sprayedBy(source, 30)).toBe(1);
    expect(spraySurprisal(1, undefined)).toBe(0);
    for (let i = 0; i < 30; i++) spray(source, `user${i}`, 100 + i);
    expect(spraySurprisal(sprayedBy(source, 200), undefined)).toBeGreaterThan(8);
    expect(sprayedBy(source, SPRAY_MS + 1_000)).toBe(0);
    for (let i = 0; i < 10_000; i++) spray(source, `more${i}`, 300);
    expect(source.sprayed?.size).toBeLessThanOrEqual(500);
  });
});

describe('travel, dormancy, tunnels', () => {
  const berlin = { lat: 52.5, lon: 13.4, country: 'DE', time: 0 };
  it.each([
    ['the same town', { lat: 52.4, lon: 13.1 }, 1, 0, 0],
    ['a flight within a day', { lat: 40.7, lon: -74 }, 20, 0, 1.5],
    ['across the sea within half an hour', { lat: 40.7, lon: -74 }, 0.5, 4, 9],
    ['at the same moment', { lat: 40.7, lon: -74 }, 0, 5, 9],
  ])('travel to %s', (_, to, hours, least, most) => {
    const { surprisal } = travel(berlin, to, hours * HOUR_MS);
    expect(surprisal).toBeGreaterThanOrEqual(least);
    expect(surprisal).toBeLessThanOrEqual(most);
  });

  it('a weekend is no dormancy, a month is, and less for who comes seldom', () => {
    const daily = new EntityModel(0);
    [daily.gaps, daily.gapDays] = [30, 12];
    const monthly = new EntityModel(0);
    [monthly.gaps, monthly.gapDays] = [4, 100];
    const of = (days: number, model: EntityModel): number => dormancySurprisal(days, model, new Organisation());
    expect(of(2, daily)).toBe(0);
    expect(of(30, daily)).toBeGreaterThan(2.5);
    expect(of(30, monthly)).toBeLessThan(1.5);
  });

  it('what others put below the same domain is no tunnel', () => {
    const tunnels = new Tunnels();
    for (let i = 0; i < 20; i++) tunnels.learn('av.example', 4_000, 1);
    tunnels.meet('av.example', 0, 4_000);
    tunnels.meet('t.example', 0, 4_000);
    const of = (domain: string): number => tunnelSurprisal(4_000, tunnels.others(domain, 4_000));
    expect(of('av.example')).toBeLessThan(2.1);
    expect(of('t.example')).toBeGreaterThan(12);
  });

  it('features are finite, whatever is known', () => {
    const row = new Float32Array(FEATURES.length).fill(3);
    standardise(row, undefined, new Float64Array(FEATURE_SUMS));
    expect(row.every((value) => Number.isFinite(value) && Math.abs(value) <= 8)).toBe(true);
  });
});
