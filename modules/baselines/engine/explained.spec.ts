import { describe, expect, it } from 'vitest';
import type { Engine } from './engine.js';
import { REASONS_FROM, type Scored } from './scored.js';
import { activity, trained } from './testing/office.js';

const DAY = 29;
const NIGHT = 3;

/** Somebody fails to log on as user3, again and again, from one address, `perSecond` times a second for `seconds`. */
function flood(engine: Engine, seconds: number, perSecond: number): Scored[] {
  return Array.from({ length: seconds * perSecond }, (_, i) =>
    engine.observe(
      activity('user3', DAY, NIGHT + i / perSecond / 3_600, {
        outcome: 'failure',
        action: 'ssh_login/password/failure',
        host: 'server1',
        sourceIp: '203.0.113.7',
        sourceNet: '203.0.0.0/16',
      }),
    ),
  ).flatMap((scored) => scored.filter(({ entity }) => entity.name === 'user3'));
}

describe('a flood of the same', () => {
  const scored = flood(trained(26), 300, 20);
  const loud = scored.filter(({ score }) => score >= REASONS_FROM);
  const explained = loud.filter(({ reasons }) => reasons.length > 0);

  it('is scored event by event and explained where it says more than before', () => {
    expect(loud.length).toBeGreaterThan(4_000);
    expect(loud.filter(({ raised, reasons }) => raised && reasons.length === 0)).toEqual([]);
    expect(explained.length).toBeLessThan(60);
  });

  it('is explained again each minute, so that who looks later finds why', () => {
    const again = explained.filter(({ raised }) => !raised);
    expect(again.length).toBeGreaterThanOrEqual(2);
    const times = explained.map(({ time }) => time);
    const waits = times.slice(1).map((time, i) => time - times[i]!);
    expect(Math.max(...waits)).toBeLessThanOrEqual(61_000);
  });

  it('is explained at once where it is told as something else than before', () => {
    const states = loud.map(({ state }) => state);
    const changes = loud.filter(({ state }, i) => i > 0 && state !== states[i - 1]);
    expect(changes.every(({ reasons }) => reasons.length > 0)).toBe(true);
    expect(loud[0]!.reasons.length).toBeGreaterThan(0);
  });
});
