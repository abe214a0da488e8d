// The two compact sets against what they stand for: a Set of strings, and a look at each network.

import { describe, expect, it } from 'vitest';
import { addressOf, compareAddresses, networkOf } from '../../../query/address.js';
import { AddressSet } from './address-set.js';
import { TextSet } from './text-set.js';

describe('a set of texts', () => {
  it('holds what was added and nothing else, each once', () => {
    const set = new TextSet();
    for (let n = 0; n < 200_000; n += 1) set.add(`host${n % 150_000}.bad${n % 977}.example`);
    const reference = new Set(Array.from({ length: 200_000 }, (_, n) => `host${n % 150_000}.bad${n % 977}.example`));
    expect(set.size).toBe(reference.size);
    expect([...reference].filter((text) => !set.has(text))).toEqual([]);
    const others = Array.from({ length: 200_000 }, (_, n) => `other${n}.bad.example`);
    expect(others.filter((text) => set.has(text))).toEqual([]);
    expect(set.bytes).toBeLessThan(8 * 1_048_576);
  });

  it.each([
    ['bad.example', 'bad.example'],
    ['www.bad.example', 'bad.example'],
    ['WWW.Bad.Example', 'Bad.Example'],
    ['a.b.worse.example', 'b.worse.example'],
    ['notbad.example', undefined],
    ['bad.example.com', undefined],
    ['example', undefined],
    ['', undefined],
    ['.', undefined],
  ])('finds the entry that %s lies under', (domain, entry) => {
    const set = new TextSet();
    for (const each of ['bad.example', 'worse.example', 'b.worse.example']) set.add(each);
    const from = set.suffixOf(domain);
    expect(from < 0 ? undefined : domain.slice(from)).toBe(entry);
  });
});

describe('a set of addresses', () => {
  it('agrees with its networks, nested, double and of every length', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const address = (): string =>
      random(3) === 0 ? `2001:db8:${random(4)}::${random(4).toString(16)}` : `192.0.${random(4)}.${random(256)}`;
    const texts = Array.from({ length: 300 }, () => {
      const base = address();
      return `${base}/${base.includes(':') ? 126 + random(3) : 25 + random(8)}`;
    });
    const set = new AddressSet();
    for (const text of texts.slice(0, 40)) expect(set.add(text)).toBe(true);
    set.seal();
    const ranges = texts.slice(0, 40).map((text) => networkOf(text)!);
    let inside = 0;
    for (let n = 0; n < 5_000; n += 1) {
      const probe = addressOf(address())!;
      const isIn = ranges.some(
        ({ from, to }) =>
          from.length === probe.length && compareAddresses(from, probe) <= 0 && compareAddresses(probe, to) <= 0,
      );
      inside += isIn ? 1 : 0;
      expect(set.has(probe)).toBe(isIn);
    }
    expect(inside).toBeGreaterThan(100);
    expect(inside).toBeLessThan(4_900);
  });

  it.each(['', '192.0.2.1/33', '192.0.2/24', '2001:db8::/129', '192.0.2.0/-1', 'x', '192.0.2.0/'])(
    'refuses %j',
    (text) => {
      expect(new AddressSet().add(text)).toBe(false);
    },
  );
});
