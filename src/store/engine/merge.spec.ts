import { describe, expect, it } from 'vitest';
import { merge, type MergeSource } from './merge.js';
import { rowId } from './rowid.js';
import type { SegmentState, RowPage } from './segment.js';

const PIECES = 20;

describe('rows of many segments', () => {
  it('come in order, though the next segment is searched while one has nothing', async () => {
    const { sources, log } = store([[], [], [4], [1, 5]]);
    const times: number[] = [];
    for await (const { place } of merge(sources, 'ascending', 10)) times.push(place.time);
    expect(times).toEqual([204, 301, 305]);
    // The second was searched beside the first.
    expect(log.indexOf('1: 0')).toBeLessThan(log.indexOf(`0: ${PIECES - 1}`));
    expect(log).toHaveLength(new Set(log).size); // nothing twice
  });

  it('are not searched on when nobody asks for more', async () => {
    const { sources, log } = store([[1], []]);
    for await (const _ of merge(sources, 'ascending', 10)) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(log.filter((each) => each.startsWith('1')).length).toBeLessThan(PIECES);
  });

  it('end with the fault of the segment that was searched ahead', async () => {
    const { sources } = store([[], []], new Error('damaged'));
    const read = async (): Promise<void> => {
      for await (const _ of merge(sources, 'ascending', 10));
    };
    await expect(read()).rejects.toThrow('damaged');
  });
});

/** Segments of 100 ms, of which each look takes one; `hits`: the ms of their rows. `fault`: of the second. */
function store(hits: readonly (readonly number[])[], fault?: Error): { sources: MergeSource[]; log: string[] } {
  const log: string[] = [];
  const sources = hits.map((pieces, at): MergeSource => ({
    state: { startOfDay: at * 100, created: at, id: `${at}` } as SegmentState,
    range: { from: rowId(0, 0), to: rowId(PIECES, 0) },
    load: async ({ from }): Promise<RowPage> => {
      const piece = from === 0 ? 0 : Math.ceil(from / rowId(1, 0));
      log.push(`${at}: ${piece}`);
      await Promise.resolve();
      if (at === 1 && fault !== undefined) throw fault;
      return {
        rows: pieces.includes(piece) ? [{ id: rowId(piece, 0), event: {} as never }] : [],
        last: piece === PIECES - 1 ? undefined : rowId(piece + 1, 0) - 1,
      };
    },
  }));
  return { sources, log };
}
