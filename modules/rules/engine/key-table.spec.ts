import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyTable } from './key-table.js';

interface Held {
  readonly rule: string;
  readonly name: string;
}

/** Of the rule that its name begins with. */
const held = (name: string): Held => ({ rule: name.charAt(0), name });

it('is full: the rule that holds the most loses the key that it touched longest ago, whatever comes in which order', () => {
  const name = fc.constantFrom('a1', 'a2', 'a3', 'b1', 'b2', 'c1');
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ touch: name }) },
    fc.record({ remove: name }),
    fc.record({ removeAll: fc.constantFrom('a', 'bc', '2') }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, maxKeys) => {
      let evicted: string[] = [];
      const table = new KeyTable<Held>(maxKeys, (value) => evicted.push(value.name));
      /** Touched longest ago first. */
      let expected: string[] = [];
      for (const each of steps) {
        evicted = [];
        if ('touch' in each) {
          table.touch(each.touch, held(each.touch));
          expected = [...expected.filter((other) => other !== each.touch), each.touch];
        } else if ('remove' in each) {
          table.delete(each.remove);
          expected = expected.filter((other) => other !== each.remove);
        } else {
          const isGone = (other: string): boolean => [...each.removeAll].some((letter) => other.includes(letter));
          table.deleteWhere((value) => isGone(value.name));
          expected = expected.filter((other) => !isGone(other));
        }
        if (expected.length > maxKeys) expect(mayGo(expected)).toContain(evicted[0]);
        expect(evicted).toHaveLength(Math.max(0, expected.length - maxKeys));
        expected = expected.filter((other) => !evicted.includes(other));
        expect(expected.map((other) => table.get(other)?.name)).toEqual(expected);
        expect(table.size).toBe(expected.length);
      }
    }),
  );
});

/** The first of each rule that has as many as any. */
function mayGo(names: readonly string[]): readonly string[] {
  const byRule = ['a', 'b', 'c'].map((rule) => names.filter((name) => held(name).rule === rule));
  const most = Math.max(...byRule.map(({ length }) => length));
  return byRule.filter(({ length }) => length === most).map(([first]) => first!);
}

it('holds fewer keys when they are long, and at least the newest', () => {
  const evicted: string[] = [];
  const table = new KeyTable<Held>(100, (value) => evicted.push(value.name), 1_000);
  for (let n = 0; n < 10; n++) table.touch(`${n}${'x'.repeat(99)}`, { rule: 'a', name: `${n}` }, 100);
  expect([table.size, evicted]).toEqual([5, ['0', '1', '2', '3', '4']]);
  table.touch('y'.repeat(5_000), held('a'));
  expect(table.size).toBe(1);
  for (let n = 0; n < 50; n++) table.touch(`short ${n}`, held('a'));
  expect(table.size).toBe(50);
});

it('long keys of one rule leave the many short ones of another', () => {
  const table = new KeyTable<Held>(100, () => undefined, 1_000);
  for (let n = 0; n < 20; n++) table.touch(`short ${n}`, held('a'));
  for (let n = 0; n < 20; n++) table.touch(`${n}${'x'.repeat(300)}`, held('b'));
  expect(Array.from({ length: 20 }, (_, n) => table.get(`short ${n}`)?.rule)).toEqual(new Array(20).fill('a'));
  expect(table.size).toBe(22);
});
