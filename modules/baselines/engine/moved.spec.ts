import { expect, it } from 'vitest';
import type { Activity } from './activity.js';
import { activity, learn, trained } from './testing/office.js';

const FROM = {
  DE: { country: 'DE', place: { lat: 52.5, lon: 13.4 }, sourceIp: '203.0.113.1', sourceNet: '203.0.0.0/16' },
  PL: { country: 'PL', place: { lat: 50, lon: 19.9 }, sourceIp: '198.51.100.1', sourceNet: '198.51.0.0/16' },
} satisfies Record<string, Partial<Activity>>;

it('who moved to another country some months ago is there when he sits at a console', () => {
  const engine = trained(0, 0);
  for (let day = 0; day < 160; day += 2) {
    engine.observe(activity('alice', day, 9, day < 100 ? FROM.DE : FROM.PL));
    learn(engine, day);
  }
  engine.observe(activity('alice', 160, 9, { isPresence: true, isOnSite: true, host: 'desk' }));
  const [home] = engine.observe(activity('alice', 160, 10, { ...FROM.PL, host: 'other' }));
  expect(home!.reasons.map(({ code }) => code)).not.toContain('impossible-travel');
});
