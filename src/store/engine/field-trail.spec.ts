import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldTrail } from './field-trail.js';

const SLOTS = new Map([
  ['a', 1],
  ['b', 2],
  ['c', -3],
]);

function slotsOf(trail: FieldTrail, names: readonly string[]): (number | undefined)[] {
  let step = trail.start;
  return names.map((name) => {
    step = trail.after(step, name);
    return step.slot;
  });
}

describe('the trail of field names', () => {
  it('gives each name its slot, whatever came before', () => {
    const trail = new FieldTrail(SLOTS);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor')), (names) => {
        expect(slotsOf(trail, names)).toEqual(names.map((name) => SLOTS.get(name)));
      }),
    );
  });

  it('is begun anew when too many names were made up', () => {
    const trail = new FieldTrail(SLOTS);
    const { start } = trail;
    for (let n = 0; n < 10_000; n += 1) trail.after(trail.start, `made up ${n}`);
    expect(trail.start).toBe(start);
    expect(slotsOf(trail, ['a', 'b', 'none'])).toEqual([1, 2, undefined]);
    expect(trail.start).not.toBe(start);
    expect(start.ways.size).toBeGreaterThan(9_999);
    expect(slotsOf(trail, ['a', 'b', 'none'])).toEqual([1, 2, undefined]);
  });
});
