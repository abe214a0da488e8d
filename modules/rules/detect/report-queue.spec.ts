// Reports on their way: whole or not at all, and never more than there is room for.

import { describe, expect, it } from 'vitest';
import type { MatchRecord, RuleReport } from '../match-record.js';
import { ReportQueue } from './report-queue.js';

describe('reports that wait', () => {
  it('begin with one of which only the place is believed: it may be the end of one that was begun for another portal', () => {
    const queue = new ReportQueue();
    expect(queue.add(report('a', 'b', 3))).toBe(true);
    queue.add(report('b', 'c', 2));
    expect([...queue.take()].map(({ to, version, records }) => [to, version, records.length])).toEqual([
      ['b', '', 0],
      ['c', 'v1', 2],
    ]);
    expect(queue.isEmpty).toBe(true);
  });

  it('are put together from their parts', () => {
    const queue = following();
    expect(queue.add({ ...report('a', 'b', 3), isPart: true, excepted: { x: 2 } })).toBe(false);
    expect(queue.isEmpty).toBe(true);
    expect(queue.add({ ...report('a', 'b', 4), excepted: { x: 1, y: 1 } })).toBe(true);
    const [whole] = [...queue.take()];
    expect(whole).toMatchObject({ from: 'a', to: 'b', isPart: false, excepted: { x: 3, y: 1 } });
    expect(whole?.records).toHaveLength(7);
  });

  it('forget parts whose rest does not come', () => {
    const queue = following();
    queue.add({ ...report('a', 'b', 3), isPart: true });
    queue.add(report('b', 'c', 1));
    expect([...queue.take()]).toMatchObject([{ from: 'b', records: { length: 1 } }]);
  });

  it('say only how far there is to go when the link was lost between two parts', () => {
    const queue = following();
    queue.add({ ...report('a', 'b', 3), isPart: true });
    queue.tear();
    queue.add(report('a', 'b', 3));
    expect([...queue.take()]).toMatchObject([{ to: 'b', version: '', records: [] }]);
  });

  it('are let go when too much waits, but for how far there is to go', () => {
    const queue = following(10);
    queue.add(report('a', 'b', 6));
    queue.add(report('b', 'c', 6));
    queue.add(report('c', 'd', 2));
    expect([...queue.take()]).toMatchObject([
      { to: 'b', version: '', records: [] },
      { to: 'c', version: '', records: [] },
      { to: 'd', version: 'v1', records: { length: 2 } },
    ]);
  });

  it('are let go in one when their parts alone are too much', () => {
    const queue = following(10);
    for (let part = 0; part < 5; part += 1) queue.add({ ...report('a', 'b', 4), isPart: true });
    queue.add(report('a', 'b', 1));
    queue.add(report('b', 'c', 1));
    expect([...queue.take()]).toMatchObject([
      { to: 'b', version: '', records: [] },
      { to: 'c', version: 'v1', records: { length: 1 } },
    ]);
  });
});

/** One that has its first report behind it. */
function following(maxRecords?: number): ReportQueue {
  const queue = new ReportQueue(maxRecords);
  queue.add(report('', 'a', 0));
  queue.take();
  return queue;
}

function report(from: string, to: string, count: number): RuleReport {
  const record: MatchRecord = {
    rule: 'r',
    step: 0,
    key: '[]',
    count: 1,
    first: 0,
    last: 0,
    events: [],
    entity: {},
    byReceipt: 0,
  };
  const records = new Array<MatchRecord>(count).fill(record);
  return { version: 'v1', from, to, records, isPart: false, overflow: {}, excepted: {} };
}
