import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Matches } from '../match-record.js';
import { LiveKey } from './live-key.js';
import { DistinctWindow } from './windows/distinct.js';
import { SequenceWindow } from './windows/sequence.js';
import { ThresholdWindow } from './windows/threshold.js';
import type { Room, Window } from './windows/window.js';

const WINDOW_MS = 60_000;
const START = Date.UTC(2026, 10, 20, 12);
const ROOM: Room = { hasRoom: true };

const WINDOWS: readonly (readonly [string, (room: Room) => Window])[] = [
  ['threshold', (room) => new ThresholdWindow(6, WINDOW_MS, room)],
  ['distinct', (room) => new DistinctWindow(4, WINDOW_MS, room)],
  ['sequence', (room) => new SequenceWindow([3, 1], WINDOW_MS, room)],
];

const recordWithin = (max: number) => fc.record({ at: fc.integer({ min: 0, max }), step: fc.constantFrom(0, 0, 1), value: fc.nat(5), length: fc.constantFrom(20, 400) }); // prettier-ignore

it.each(WINDOWS)('%s: a key kept as text answers like its window', (_kind, newWindow) => {
  fc.assert(
    fc.property(fc.array(recordWithin(4_000), { maxLength: 14 }), (all) => {
      const window = newWindow(ROOM);
      const key = new LiveKey('r', WINDOW_MS);
      for (const [n, each] of all.entries()) {
        const matches = matchesOf(n, each);
        const expected = window.add(matches);
        expect(key.take('add', matches, newWindow, ROOM)?.completed).toEqual(expected);
        expect(key.newest).toBe(window.newest);
        if (expected !== undefined) return;
      }
    }),
  );
});

it.each(WINDOWS)(
  '%s: is about what its records since its first event agree in, whatever was before',
  (_kind, newWindow) => {
    fc.assert(
      fc.property(fc.array(recordWithin(200), { maxLength: 40 }), (all) => {
        const key = new LiveKey('r', WINDOW_MS);
        const taken: Matches[] = [];
        for (const [n, each] of all.entries()) {
          const matches = matchesOf(n, each);
          taken.push(matches);
          const found = key.take('add', matches, newWindow, ROOM);
          if (found === undefined) continue;
          const inside = taken.filter(({ last }) => last >= found.completed.first);
          const users = new Set(inside.map(({ entity }) => entity.user));
          const user = users.size === 1 ? matches.entity.user : undefined;
          const source = inside.every((other) => other.source === matches.source) ? matches.source : undefined;
          const byReceipt = inside.reduce((sum, other) => sum + other.byReceipt, 0);
          expect(found.context).toEqual({ entity: { host: 'web1', user }, source, byReceipt });
          return;
        }
      }),
      { numRuns: 300 },
    );
  },
);

it('takes a few hundred characters for one event, and shorter messages where there is no room', () => {
  const charsWith = (hasRoom: boolean): number => {
    const key = new LiveKey('r', WINDOW_MS);
    key.take('add', matchesOf(1, { at: 0, step: 0, value: 1, length: 500 }), WINDOWS[0]![1], { hasRoom });
    return key.chars;
  };
  expect([charsWith(true) > 500, charsWith(false) < 400]).toEqual([true, true]);
});

function matchesOf(
  n: number,
  { at, step, value, length }: { at: number; step: number; value: number; length: number },
): Matches {
  const time = START + at * 1_000;
  return {
    step,
    count: 1,
    first: time,
    last: time,
    source: at % 5 === 0 ? 'gate' : 'door',
    byReceipt: at % 2,
    entity: { host: 'web1', ...(at % 7 !== 0 && { user: value < 5 ? 'alice' : 'bob' }) },
    events: [{ id: `e${n}`, time, message: 'x'.repeat(length) }],
    values: [`v${value}`],
    valueTimes: [[time, time]],
  };
}
