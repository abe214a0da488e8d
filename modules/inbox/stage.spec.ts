// The half in the collector: what it counts, and that no flood makes it grow.

import { describe, expect, it } from 'vitest';
import type { Fields } from '#src/event/event.js';
import { logEvent } from '../../test/helpers/event-portal.js';
import { START_MS } from '../../test/helpers/portal.js';
import type { ShapeReport } from './shape-report.js';
import { createInboxStage } from './stage.js';

const stageWith = (events: readonly Fields[]) => {
  const stage = createInboxStage();
  events.forEach((fields, i) => stage.process!(logEvent(fields, START_MS + i * 1_000), 'live'));
  return { ...stage, stage, report: () => stage.report!() as ShapeReport | undefined };
};

describe('the inbox in the collector', () => {
  it('counts what no parser claimed by shape, and says it once', () => {
    const { report } = stageWith([
      { message: 'door 1 opened', 'process.name': 'doord' },
      { message: 'door 22 opened', 'process.name': 'doord', 'lanwarden.source': 'cellar' },
      { message: 'door 3 opened', 'process.name': 'gated' },
      { message: 'door 4 opened', 'event.dataset': 'linux-auth' },
    ]);
    const { shapes, others } = report()!;
    expect(shapes.map(({ app, count }) => [app, count])).toEqual([
      ['doord', 2],
      ['gated', 1],
    ]);
    expect(shapes[0]).toMatchObject({ sources: ['web1', 'cellar'], first: START_MS, last: START_MS + 1_000 });
    expect(shapes[0]!.samples.map(({ raw }) => raw)).toEqual(['<13>door 1 opened', '<13>door 22 opened']);
    expect([others, report()]).toEqual([0, undefined]);
  });

  it('takes three different samples of a shape in all, each cut', () => {
    const { stage, report } = stageWith([{ message: 'same' }, { message: 'same' }]);
    expect(report()!.shapes[0]!.samples).toHaveLength(1);
    for (let i = 0; i < 5; i += 1)
      stage.process!(logEvent({ message: 'same', 'event.original': `${i}`.padEnd(50_000, 'x') }, START_MS), 'live');
    const [shape] = report()!.shapes;
    expect([shape!.count, shape!.samples.map(({ raw }) => raw.length)]).toEqual([5, [2_000, 2_000]]);
    stage.process!(logEvent({ message: 'same' }, START_MS), 'live');
    expect(report()!.shapes[0]!.samples).toEqual([]);
  });

  it('samples a shape anew each day: those that the portal had may be gone', () => {
    const stage = createInboxStage();
    const samplesAt = (ms: number): number => {
      for (let i = 0; i < 4; i += 1)
        stage.process!(logEvent({ message: 'same', 'event.original': `${i}` }, ms + i), 'live');
      return (stage.report!() as ShapeReport).shapes[0]!.samples.length;
    };
    const day = 86_400_000;
    expect([START_MS, START_MS + day - 9, START_MS + day + 9, START_MS + day + 99].map(samplesAt)).toEqual([
      3, 0, 3, 0,
    ]);
  });

  it('names ten sources and says that there are more', () => {
    const { report } = stageWith(
      Array.from({ length: 12 }, (_, i) => ({ message: 'hello', 'lanwarden.source': `device-${i}` })),
    );
    expect(report()!.shapes[0]).toMatchObject({ hasMoreSources: true, sources: { length: 10 } });
  });

  it('counts a flood of shapes within its bounds, and loses none from the count', () => {
    const stage = createInboxStage();
    const filler = 'y'.repeat(1_000);
    for (let i = 0; i < 100_000; i += 1)
      stage.process!(logEvent({ message: `${letters(i)} happened`, 'event.original': filler + i }, START_MS), 'live');
    let [shapes, counted, reports] = [0, 0, 0];
    for (let report = stage.report!(); report !== undefined; report = stage.report!()) {
      const { shapes: deltas, others } = report as ShapeReport;
      expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(1_000_000);
      shapes += deltas.length;
      counted += others + deltas.reduce((sum, { count }) => sum + count, 0);
      reports += 1;
    }
    expect([shapes, counted]).toEqual([2_000, 100_000]);
    expect(reports).toBeGreaterThan(1);
  });

  it('costs a message that a parser claimed next to nothing, and keeps no event', () => {
    const { report } = stageWith([{ message: 'x', 'event.dataset': 'windows' }]);
    expect(report()).toBeUndefined();
  });
});

/** A word of letters for each number, so that each makes a shape. */
function letters(n: number): string {
  return n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
}
