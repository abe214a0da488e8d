import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Ranges } from './ranges.js';

const NETWORKS = 200_000;

/** Every fourth has a narrower one at its own beginning. */
const nets = Array.from({ length: NETWORKS }, (_, at) =>
  at % 4 === 3
    ? { from: (at - 1) * 256, to: (at - 1) * 256 + 15, value: at }
    : { from: at * 256, to: at * 256 + 255, value: at },
);

describe.each([32, 48] as const)('networks of %i bits in no order', (bits) => {
  // Apart from every other network, and the same each time.
  const shuffled = nets.map((_, at) => nets[(at * 77_773) % NETWORKS]!);

  it('are sorted in pieces, so that messages are taken in between, and found like sorted ones', async () => {
    const ranges = new Ranges(bits);
    for (const { from, to, value } of shuffled) ranges.add(from, to, value);
    let turns = 0;
    let isSealed = false;
    const sealed = ranges.seal().then(() => (isSealed = true));
    while (!isSealed) {
      turns += 1;
      await nextTurn();
    }
    await sealed;
    expect(turns).toBeGreaterThan(20);
    for (const at of [0, 1, 2, 3, 4, 99_999, 199_998]) {
      expect(ranges.find(at * 256 + 200)).toBe(at % 4 === 3 ? undefined : at);
      expect(ranges.find(at * 256 + 7)).toBe(at % 4 === 2 ? at + 1 : at % 4 === 3 ? undefined : at);
    }
  });
});
