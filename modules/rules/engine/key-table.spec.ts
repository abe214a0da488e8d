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
