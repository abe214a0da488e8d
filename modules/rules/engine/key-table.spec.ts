import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyTable } from './key-table.js';

it('holds the keys that were touched last, whatever comes in which order', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ touch: name }) },
    fc.record({ remove: name }),
    fc.record({ removeAll: fc.constantFrom('a', 'bc', 'de') }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, maxKeys) => {
      const evicted: string[] = [];
      const table = new KeyTable<string>(maxKeys, (value) => evicted.push(value));
      let expected: string[] = [];
      const expectedEvicted: string[] = [];
      for (const each of steps) {
        if ('touch' in each) {
          table.touch(each.touch, each.touch);
          expected = [...expected.filter((other) => other !== each.touch), each.touch];
          if (expected.length > maxKeys) expectedEvicted.push(expected.shift() as string);
        } else if ('remove' in each) {
          table.delete(each.remove);
          expected = expected.filter((other) => other !== each.remove);
        } else {
          table.deleteWhere((value) => each.removeAll.includes(value));
          expected = expected.filter((other) => !each.removeAll.includes(other));
        }
      }
      while (table.size > 0) table.evictOldest();
      expect(evicted).toEqual([...expectedEvicted, ...expected]);
    }),
  );
});

it('holds fewer keys when they are long, and at least the newest', () => {
  const evicted: number[] = [];
  const table = new KeyTable<number>(100, (value) => evicted.push(value), 1_000);
  for (let n = 0; n < 10; n++) table.touch(`${n}${'x'.repeat(99)}`, n, 100);
  expect([table.size, evicted]).toEqual([5, [0, 1, 2, 3, 4]]);
  table.touch('y'.repeat(5_000), 10);
  expect(table.size).toBe(1);
  for (let n = 0; n < 50; n++) table.touch(`short ${n}`, n);
  expect(table.size).toBe(50);
});
