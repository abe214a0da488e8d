import { expect, it } from 'vitest';
import { RecentNames } from './recent-names.js';

/** What it stands for: a Map whose entries are deleted and set again. */
class Plain {
  readonly map = new Map<string, readonly [number, number]>();
  see(name: string, time: number, figure: number): void {
    this.map.delete(name);
    this.map.set(name, [time, figure]);
  }
}

it('keeps the order of a Map whose entries are deleted and set again, whatever comes', () => {
  const names = new RecentNames();
  const plain = new Plain();
  let random = 7;
  for (let n = 0; n < 20_000; n++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const name = `name${(random >>> 8) % 60}`;
    const what = (random >>> 20) % 8;
    if (what === 0) {
      names.delete(name);
      plain.map.delete(name);
    } else if (what === 1) {
      names.removeOldest();
      plain.map.delete([...plain.map.keys()][0] ?? '');
    } else {
      names.see(name, n, random % 5);
      plain.see(name, n, random % 5);
    }
    expect(names.size).toBe(plain.map.size);
    if (n % 97 === 0)
      expect([...names.entries()]).toEqual([...plain.map].map(([key, [time, figure]]) => [key, time, figure]));
  }
});

it('is the same after it was kept and read back', () => {
  const names = new RecentNames();
  for (const [n, name] of ['a', 'b', 'c', 'a'].entries()) names.see(name, n, n / 2);
  const again = RecentNames.from(names.entries());
  expect([...again.entries()]).toEqual([
    ['b', 1, 0.5],
    ['c', 2, 1],
    ['a', 3, 1.5],
  ]);
  expect(again.timeAt(again.oldest)).toBe(1);
  expect(again.figureAt(again.slot('a')!)).toBe(1.5);
  expect(again.slot('d')).toBeUndefined();
});
