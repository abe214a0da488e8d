import { describe, expect, it } from 'vitest';
import { LedgerCounts, RECORD_BYTES } from './ledger-counts.js';

function counts(n: number): LedgerCounts {
  const all = new LedgerCounts();
  for (let slot = 0; slot < n; slot += 1) {
    all.admit(`source ${slot}`);
    all.touch(slot);
  }
  return all;
}
const runs = (all: LedgerCounts): number[][] =>
  all.changed().map(({ from, bytes }) => [from, bytes.length / RECORD_BYTES]);

describe('what changed of the ledger', () => {
  it('is written alone, with what lies between near ones, and the nameless source behind the others', () => {
    const all = counts(1_000);
    expect([all.isChanged, runs(all)]).toEqual([true, [[0, 1_000]]]);
    all.written();
    expect(all.isChanged).toBe(false);
    all.assign(999, 1);
    all.assign(400, 1);
    all.assign(460, 1);
    all.assign(999, 2);
    expect(runs(all)).toEqual([[999, 1], [400, 61], [0, 1]]); // prettier-ignore
    // Where that failed: all of it again.
    all.add(1, 'stored', 1);
    expect(runs(all)).toEqual([[999, 1], [400, 61], [0, 2]]); // prettier-ignore
  });

  it('can be read again, whatever was written of it and when', () => {
    const all = counts(3_000);
    const file = new Uint8Array(3_000 * RECORD_BYTES);
    for (let round = 0; round < 50; round += 1) {
      all.add(0, 'received', 40);
      for (let n = 0; n < 40; n += 1) all.assign((round * 7_919 + n * n * 31) % 3_000, round);
      for (const { from, bytes } of all.changed()) file.set(bytes, from * RECORD_BYTES);
      all.written();
    }
    const read = counts(3_000);
    read.records(3_000).set(file);
    expect(Array.from({ length: 3_000 }, (_, slot) => read.repair(slot)).filter(Boolean)).toEqual([]);
    expect(read.records(3_000)).toEqual(all.records(3_000));
  });
});
