// One limit for the values of all entities: whoever writes them, they fit into the collector's memory.

import { expect, it } from 'vitest';
import { Engine } from './engine.js';
import { activity, learn, trained } from './testing/office.js';

const MOST = 2_000;
const OPTIONS = { limits: { allValues: MOST } };

/** Learned and staged, as they are kept. */
function held(engine: Engine): number {
  let values = 0;
  for (const { kind, data } of engine.save()) {
    if (kind === 'engine') continue;
    const { model, days = [] } = data as { model?: Kept; days?: readonly { values: readonly unknown[][] }[] };
    for (const known of model?.dimensions ?? []) values += known?.values.length ?? 0;
    for (const day of days) for (const staged of day.values) values += staged.length;
  }
  return values;
}

interface Kept {
  readonly dimensions: readonly ({ readonly values: readonly unknown[] } | null)[];
}

/** Made-up accounts, each with ever new hosts. */
function flood(engine: Engine, day: number, accounts: number, hosts: number): void {
  for (let i = 0; i < accounts * hosts; i++)
    engine.observe(activity(`made${i % accounts}`, day, 9 + i / (accounts * hosts), { host: `h${i}`, program: `p${i}` })); // prettier-ignore
}

const known = (engine: Engine, name: string): number =>
  engine.profile({ kind: 'user', name })?.dimensions.reduce((all, { values, more }) => all + values.length + more, 0) ?? 0; // prettier-ignore

it('takes room from newcomers first, live, in learning and after a restart', () => {
  const engine = trained(10, 20, OPTIONS);
  const before = known(engine, 'user3');
  flood(engine, 10, 100, 25);
  expect(held(engine)).toBeLessThanOrEqual(MOST + 8);
  expect(engine.counts.valuesForgotten).toBeGreaterThan(2_000);
  const copy = new Engine({ budget: 2, ...OPTIONS });
  for (const record of engine.save()) copy.restore(record);
  copy.restored();
  flood(copy, 10, 100, 25);
  expect(held(copy)).toBeLessThanOrEqual(MOST + 8);
  learn(engine, 10);
  expect(held(engine)).toBeLessThanOrEqual(0.75 * MOST);
  expect(known(engine, 'user3')).toBe(before);
});

it('takes it from whoever has most values, where nobody is new', () => {
  const engine = trained(0, 0, OPTIONS);
  for (let day = 0; day < 6; day++) {
    engine.observe(activity('alice', day, 8, { host: 'desk' }));
    flood(engine, day, 5, day < 4 ? 10 : 150);
    learn(engine, day);
  }
  expect(held(engine)).toBeGreaterThan(0.7 * MOST);
  expect(held(engine)).toBeLessThanOrEqual(0.75 * MOST);
  expect(known(engine, 'alice')).toBe(2);
  flood(engine, 6, 5, 300);
  expect(held(engine)).toBeLessThanOrEqual(MOST + 5 * 3);
});
