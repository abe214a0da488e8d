import { describe, expect, it } from 'vitest';
import { DistinctBytes } from './distinct-bytes.js';
import { hashText } from '#src/hash.js';

describe('bytes of different words', () => {
  it('are counted exactly while there are few, however often they come', () => {
    const distinct = new DistinctBytes();
    for (let i = 0; i < 5_000; i++) distinct.add(`word-${i % 100}`);
    expect(distinct.bytes).toBe(10 * 6 + 90 * 7);
  });

  it.each([500, 5_000, 200_000])('are known within a third when there are %i', (count) => {
    const distinct = new DistinctBytes();
    for (let i = 0; i < count; i++) distinct.add(String(i).padStart(20, 'x'));
    expect(distinct.bytes / (count * 20)).toBeGreaterThan(0.67);
    expect(distinct.bytes / (count * 20)).toBeLessThan(1.5);
  });

  it('never fall, go on after a restart as if nothing had been, and take bounded room', () => {
    const whole = new DistinctBytes();
    let broken = new DistinctBytes();
    let last = 0;
    for (let i = 0; i < 3_000; i++) {
      whole.add(`label${i * 7}`);
      broken.add(`label${i * 7}`);
      if (i % 333 === 0) broken = DistinctBytes.restore(JSON.parse(JSON.stringify(broken.save())));
      expect(whole.bytes).toBeGreaterThanOrEqual(last);
      last = whole.bytes;
    }
    expect(broken.bytes).toBe(whole.bytes);
    expect(broken.save()).toEqual(whole.save());
    expect(whole.save()[2].length).toBeLessThanOrEqual(128);
  });
});

describe('the hash of a text', () => {
  it('is the same for ever: saved models depend on it', () => {
    expect([hashText(''), hashText('a'), hashText('alice'), hashText('alice', 1)]).toMatchInlineSnapshot(`
      [
        0,
        721651713,
        2318253242,
        4254686147,
      ]
    `);
  });

  it('spreads over all bits', () => {
    const ones = new Array<number>(32).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const hash = hashText(`host-${i}`);
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (hash >>> bit) & 1;
    }
    for (const count of ones) expect(Math.abs(count - 5_000)).toBeLessThan(250);
  });
});
