import { describe, expect, it } from 'vitest';
import type { Engine } from './engine.js';
import type { ReasonCode } from './reason.js';
import { activity, learn, observeAll, officeDay, trained } from './testing/office.js';

const hosts = (engine: Engine, day: number, names: readonly string[]): ReasonCode[] =>
  observeAll(
    engine,
    names.map((host, i) => activity('user3', day, 10 + i / 100, { host })),
  ).flatMap(({ reasons }) => reasons.map(({ code }) => code));

describe('a creep', () => {
  it('is no matter of one day, however many new hosts it has', () => {
    const engine = trained(26);
    expect(hosts(engine, 28, ['vault0'])).not.toContain('slow-creep');
    expect(hosts(engine, 28, ['vault1', 'vault2', 'vault3'])).not.toContain('slow-creep');
  });

  it('is one new host on each of some days, whether they are learned or wait to be', () => {
    const engine = trained(26);
    const told: ReasonCode[] = [];
    for (let day = 28; day < 33; day++) {
      observeAll(engine, officeDay(day, 30));
      told.push(...hosts(engine, day, [`vault${day}`]));
      if (day < 31) learn(engine, day);
    }
    expect(told).toContain('slow-creep');
  });
});
