import { describe, expect, it } from 'vitest';
import type { Activity } from './activity.js';
import { Engine } from './engine.js';
import { FINDING_SCORE, type Scored } from './scored.js';
import { activity, copyOf, FIRST_DAY, highest, learn, observeAll, officeDay, trained, trainedAfresh } from './testing/office.js'; // prettier-ignore

const breakIn = (user: string, day: number, hour = 3): Activity[] => [
  activity(user, day, hour, {
    sourceIp: '203.0.113.7',
    sourceNet: '203.0.0.0/16',
    country: 'PL',
    place: { lat: 52, lon: 19 },
    action: 'vpn_login',
    host: 'gate',
  }),
  ...Array.from({ length: 8 }, (_, i) =>
    activity(user, day, hour + 0.05 * (i + 1), { host: `vault${i}`, action: 'logged_in/Network/NTLM' }),
  ),
];

const figures = (scored: readonly Scored[]): unknown[] =>
  scored.map(({ entity, score, raised, state, summary }) => [entity.name, score, raised, state, summary]);

describe('the engine', () => {
  it('finds a break-in among ordinary days and says why', () => {
    const engine = trainedAfresh(26);
    const ordinary = observeAll(engine, officeDay(28, 30));
    const found = highest(observeAll(engine, breakIn('user3', 29)), 'user3');
    expect(found?.score).toBeGreaterThan(85);
    expect(found?.state).toBe('ready');
    expect(found?.reasons[0]?.points).toBeGreaterThan(0);
    expect(found?.summary).toContain('user3');
    expect(ordinary.filter(({ score }) => score >= 85)).toEqual([]);
  });

  it('goes on after save and restore as if nothing had been: between days, in the middle of an hour, late on a day', () => {
    const engine = trainedAfresh(16);
    const rest = [...officeDay(16, 30), ...officeDay(17, 30), ...breakIn('user5', 18), ...officeDay(18, 30)].sort(
      (a, b) => a.time - b.time,
    );
    const cuts = [0, 250, 700];
    const copies: Engine[] = [];
    let compared = 0;
    rest.forEach((one, at) => {
      if (cuts.includes(at)) copies.push(copyOf(engine));
      const [own, ...others] = [engine, ...copies].map((each) => {
        const scored = each.observe(one);
        if (each.closedDays.length > 0) each.closeDay();
        return figures(scored);
      });
      for (const other of others) expect(other).toEqual(own);
      if (copies.length === cuts.length) compared += own!.length;
    });
    expect(compared).toBeGreaterThan(500);
    expect(engine.through).toBe(FIRST_DAY + 17);
  });

  it('scores after it adopted a model as one that closed the days itself', () => {
    const live = trained(16);
    const alone = copyOf(live);
    const trainer = copyOf(live);
    for (const engine of [live, alone, trainer])
      observeAll(engine, [...officeDay(16, 30), ...officeDay(17, 30).slice(0, 200)]);
    alone.closeDay();
    trainer.closeDay();
    live.adopt(trainer);
    expect(live.through).toBe(FIRST_DAY + 16);
    const rest = [...officeDay(17, 30).slice(200), ...breakIn('user7', 18)];
    expect(figures(observeAll(live, rest))).toEqual(figures(observeAll(alone, rest)));
  });

  it('takes activities out of order by some seconds, into the hour that goes on', () => {
    const engine = trained(16);
    engine.observe(activity('user1', 16, 10.0005, { host: 'pc1' }));
    for (let i = 0; i < 200; i++) engine.observe(activity('user1', 16, i % 2 ? 9.9995 : 10.001, { host: 'pc1' }));
    const last = engine.observe(activity('user1', 16, 9.9995, { host: 'vault' }))[0];
    // Each half alone would be a hundred.
    expect(parseInt(last?.reasons.find(({ code }) => code === 'many-logons')?.actual ?? '', 10)).toBeGreaterThan(150);
    expect(engine.hour).toBe((FIRST_DAY + 16) * 24 + 10);
  });

  it('learns an unfinished night although its day was closed before', () => {
    const engine = trained(16);
    engine.observe(activity('user1', 16, 23.99));
    learn(engine, 16);
    engine.observe(activity('user1', 16, 23.999));
    expect(engine.through).toBe(FIRST_DAY + 16);
    learn(engine, 17);
    expect(engine.through).toBe(FIRST_DAY + 17);
  });

  it('is quiet while it learns, and says so, but scores the same', () => {
    const engine = trained(8);
    const found = highest(observeAll(engine, breakIn('user3', 8)), 'user3');
    expect(found?.score).toBeGreaterThan(FINDING_SCORE);
    expect(found?.state).toBe('learning');
    expect(engine.learning).toMatchObject({ isReady: false, day: 8, days: 14 });
    expect(trained(16).learning.isReady).toBe(true);
  });

  it('knows how far it is from the model alone, before anything comes', () => {
    const adopting = new Engine({ budget: 2 });
    adopting.adopt(trained(8));
    expect(adopting.learning).toMatchObject({ isReady: false, day: 8, days: 14 });
  });

  it('holds its budget over ordinary weeks', () => {
    const engine = trained(21, 60);
    const found = new Set<string>();
    for (let day = 21; day < 35; day++) {
      for (const { entity, score } of observeAll(engine, officeDay(day, 60)))
        if (score >= FINDING_SCORE) found.add(`${day} ${entity.name}`);
      learn(engine, day);
    }
    expect(found.size).toBeLessThanOrEqual(1.2 * 2 * 14);
  });
});

describe('a house of three', () => {
  it('finds a stranger’s logon at night, and hardly anything else', () => {
    const engine = trained(30, 3);
    let ordinary = 0;
    for (let day = 30; day < 44; day++) {
      ordinary += new Set(
        observeAll(engine, officeDay(day, 3)).flatMap((each) =>
          each.score >= FINDING_SCORE ? [each.entity.name] : [],
        ),
      ).size;
      learn(engine, day);
    }
    expect(ordinary).toBeLessThanOrEqual(8);
    const found = highest(observeAll(engine, breakIn('user1', 45)), 'user1');
    expect(found?.score).toBeGreaterThan(FINDING_SCORE);
    expect(found?.state).toBe('ready');
    expect(engine.learning.limits.join()).toContain('3 accounts are known');
    expect(engine.learning.days).toBe(21);
  });
});

describe('bounds', () => {
  it('does not grow with invented accounts, and keeps those that are real', () => {
    const engine = trained(10, 20, { limits: { users: 100, addresses: 50, hosts: 10, values: 20 } });
    for (let i = 0; i < 4_000; i++) engine.observe(activity(`invented${i}`, 10, 12 + i / 2_000, { host: `pc${i}` }));
    expect(engine.sizes.users).toBeLessThanOrEqual(100);
    expect(engine.counts.entitiesForgotten).toBeGreaterThan(3_000);
    expect(engine.profile({ kind: 'user', name: 'user3' })?.learning.events).toBeGreaterThan(100);
  });

  it('does not grow with values, and cuts those that are long', () => {
    const engine = trained(2, 5, { limits: { values: 20 } });
    for (let i = 0; i < 1_000; i++) engine.observe(activity('user1', 2, 9 + i / 1_000, { host: `host${i}` }));
    engine.observe(activity('user2', 2, 10, { host: 'x'.repeat(10_000) }));
    learn(engine, 2);
    const known = engine.profile({ kind: 'user', name: 'user1' })?.dimensions.find(({ code }) => code === 'new-host');
    expect((known?.values.length ?? 0) + (known?.more ?? 0)).toBeLessThanOrEqual(20);
    expect(engine.counts.valuesForgotten).toBeGreaterThan(900);
    const long = engine.profile({ kind: 'user', name: 'user2' })?.dimensions.find(({ code }) => code === 'new-host');
    expect(Math.max(...(long?.values ?? []).map(({ value }) => value.length))).toBe(200);
  });

  it('makes no entity of a name that is too long', () => {
    const engine = trained(1, 2);
    expect(engine.observe(activity('x'.repeat(10_000), 1, 9))).toEqual([]);
    expect(engine.sizes.users).toBe(2);
  });

  it('refuses a damaged record and goes on without it', () => {
    const engine = trained(5, 5);
    const copy = new Engine({ budget: 2 });
    let refused = 0;
    for (const record of engine.save()) {
      const damaged = record.name === 'user2' ? { ...record, data: { lastHour: 'never' } } : record;
      try {
        copy.restore(damaged);
      } catch {
        refused++;
      }
    }
    copy.restored();
    expect(refused).toBe(1);
    expect(copy.profile({ kind: 'user', name: 'user2' })).toBeUndefined();
    expect(copy.profile({ kind: 'user', name: 'user1' })?.hours.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  });
});
