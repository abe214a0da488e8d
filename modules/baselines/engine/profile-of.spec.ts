import { describe, expect, it } from 'vitest';
import { Engine } from './engine.js';
import type { ModelRecord } from './record.js';
import { activity, FIRST_DAY, learn, trained } from './testing/office.js';

describe('the profile of an entity', () => {
  it('says what is normal for it', () => {
    const profile = trained(20).profile({ kind: 'user', name: 'user3' });
    expect(profile).toMatchObject({ through: FIRST_DAY + 18, learning: { isReady: true, days: 14 } });
    expect(profile?.hours.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    const busiest = profile?.hours.indexOf(Math.max(...profile.hours)) ?? 0;
    expect(busiest % 24).toBeGreaterThanOrEqual(8);
    expect(busiest).toBeLessThan(5 * 24);
    const hosts = profile?.dimensions.find(({ code }) => code === 'new-host');
    expect(hosts?.values.map(({ value }) => value)).toContain('pc3');
    expect(hosts?.values[0]?.first).toBe(FIRST_DAY);
    for (const { mean, high } of profile?.rates ?? []) expect(high).toBeGreaterThanOrEqual(Math.floor(mean));
  });

  it('of an address is as far as the whole is: findings about it are told at once', () => {
    const engine = trained(20);
    for (const name of ['user1', 'user2', 'user3'])
      engine.observe(activity(name, 20, 9, { outcome: 'failure', sourceIp: '203.0.113.7' }));
    learn(engine, 20);
    const address = engine.profile({ kind: 'ip', name: '203.0.113.7' });
    expect(address?.learning).toMatchObject({ isReady: true, day: 14 });
    expect(address?.learning.limits.join()).not.toContain('told from');
  });

  it('needs no more than the entity’s own record', () => {
    const whole = trained(20);
    const [record] = [...whole.save()].filter(({ name }) => name === 'user3') as [ModelRecord];
    const alone = new Engine({ budget: 2 });
    alone.restore(JSON.parse(JSON.stringify(record)) as ModelRecord);
    alone.restored();
    const entity = { kind: 'user', name: 'user3' } as const;
    expect(alone.profile(entity)?.dimensions).toEqual(whole.profile(entity)?.dimensions);
    expect(whole.profile({ kind: 'user', name: 'nobody' })).toBeUndefined();
  });
});
