import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Occurrence } from './occurrences.js';
import { Timeline } from './timeline.js';

const START = Date.UTC(2026, 10, 20, 12);
const ROOM = { hasRoom: true };

describe('occurrences of a key', () => {
  it('are in order of time, behind those of the same time, and told with all that is known of them', () => {
    const timeline = new Timeline(10, ROOM, true);
    for (const [at, n] of [5, 3, 5, 9, 1].entries()) timeline.insert(occurrence(n, `e${at}`));
    expect(timeline.since(START + 3).map(({ time, id, event }) => [time - START, id, event?.message])).toEqual([
      [3, 'e1', 'message e1'],
      [5, 'e0', 'message e0'],
      [5, 'e2', 'message e2'],
      [9, 'e3', 'message e3'],
    ]);
    expect([timeline.timeAt(0), timeline.timeAt(5), timeline.idAt(4)]).toEqual([START + 1, Infinity, 'e3']);
  });

  it('are forgotten from the oldest on when there are too many, and their counts with them', () => {
    const timeline = new Timeline(32, ROOM);
    for (let n = 0; n < 100; n += 1) timeline.insert({ time: START + n, count: 2 });
    expect(timeline.size).toBeLessThanOrEqual(32);
    expect(timeline.total).toBe(2 * timeline.size);
    timeline.prune(START + 98);
    expect([timeline.size, timeline.total]).toEqual([2, 4]);
  });

  it('keep the messages of the newest fifty, and no more characters than those have', () => {
    const timeline = new Timeline(1_000, ROOM);
    for (let n = 0; n < 300; n += 1) timeline.insert(occurrence(n, 'same'));
    const withMessage = timeline.since(START).filter(({ event }) => event !== undefined);
    expect(withMessage.map(({ time }) => time - START)).toEqual(Array.from({ length: 50 }, (_, at) => 250 + at));
    expect(timeline.chars).toBe(50 * 'samemessage same'.length);
  });

  it('take less than 60 bytes each of a hot key: hundreds of keys are hot in a flood', () => {
    const [keys, each] = [100, 1_000];
    const timelines = Array.from({ length: keys }, () => new Timeline(each, ROOM));
    const before = heapBytes();
    for (const timeline of timelines)
      // As they come over the link: each id is a text of its own.
      for (let n = 0; n < each; n += 1) timeline.insert(fromLink(occurrence(n, `20261120-default-live-1:${n}`)));
    const bytes = (heapBytes() - before) / (keys * each);
    expect(timelines.every(({ size }) => size === each)).toBe(true);
    expect(bytes).toBeLessThan(60);
  });
});

function occurrence(n: number, id: string): Occurrence {
  const time = START + n;
  return { time, count: 1, id, event: { id, time, message: `message ${id}` } };
}

const fromLink = (it: Occurrence): Occurrence => JSON.parse(JSON.stringify(it)) as Occurrence;

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
