import { describe, expect, it } from 'vitest';
import { Places, type Lane } from './places.js';
import { ReadBudget } from '../engine/read-budget.js';

const LONG = { deadlineMs: 60_000 };
/** Its turn may never come: the process, in which others are tested, outlives the deadline. */
const NOBODY = (): void => undefined;

describe('places to read', () => {
  it('are three, and two at the most for reads of one kind', async () => {
    const places = new Places();
    const log = entering(places, ['count', 'count', 'count', 'page', 'page', 'count']);
    await settled();
    expect(log).toEqual([0, 1, 3]);
  });

  it('go to a page first, then to who came first', async () => {
    const places = new Places();
    const log = entering(places, ['count', 'page', 'count', 'count', 'page', 'count']);
    await settled();
    expect(log).toEqual([0, 1, 2]);
    places.leave('count');
    await settled();
    expect(log).toEqual([0, 1, 2, 4]);
    places.leave('page');
    await settled();
    expect(log).toEqual([0, 1, 2, 4, 3]);
    places.leave('page');
    await settled();
    expect(log).toEqual([0, 1, 2, 4, 3]); // two count already
    places.leave('count');
    await settled();
    expect(log).toEqual([0, 1, 2, 4, 3, 5]);
  });

  it('are passed on by who was called when its time was over', async () => {
    const places = new Places();
    entering(places, ['page', 'page']);
    await settled();
    const abort = new AbortController();
    const late = places.enter('page', new ReadBudget({ ...LONG, signal: abort.signal }));
    const rejected = expect(late).rejects.toMatchObject({ code: 'QUERY_DEADLINE' });
    let isIn = false;
    void places.enter('page', new ReadBudget(LONG)).then(() => (isIn = true), NOBODY);
    abort.abort();
    places.leave('page');
    await rejected;
    await settled();
    expect(isIn).toBe(true);
  });

  it('are not given to who waits too long, or after the end', async () => {
    const places = new Places();
    entering(places, ['page', 'page']);
    await settled();
    await expect(places.enter('page', new ReadBudget({ deadlineMs: 1 }))).rejects.toMatchObject({
      code: 'QUERY_DEADLINE',
    });
    places.close();
    await expect(places.enter('count', new ReadBudget(LONG))).rejects.toMatchObject({ code: 'STORE_READ' });
  });
});

/** The places in `lanes` of those that came in, as they do. */
function entering(places: Places, lanes: readonly Lane[]): number[] {
  const log: number[] = [];
  for (const [at, lane] of lanes.entries())
    void places.enter(lane, new ReadBudget(LONG)).then(() => log.push(at), NOBODY);
  return log;
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
