import { expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import type { Scored } from '../engine/scored.js';
import { FoundEvents } from './found-events.js';

const NOON = Date.UTC(2026, 10, 20, 12);

function scored(score: number, name = 'alice', raised = true): Scored {
  const reason = {
    code: 'new-country',
    what: '\u0000'.repeat(5_000),
    expected: 'DE',
    actual: 'PL',
    points: score,
  } as const;
  const summary = 'x'.repeat(5_000);
  return { entity: { kind: 'user', name }, time: NOON, score, raised, state: 'ready', reasons: [reason], summary };
}

function event(n: number, score: number): LogEvent {
  return { 'event.id': `20261120-default-live-0-${n}`, 'event.risk_score': Math.round(score) } as unknown as LogEvent;
}

function commit(
  found: FoundEvents,
  events: readonly LogEvent[],
  position: string,
  kind: 'live' | 'import' = 'live',
): void {
  found.committed({ events, kind, position, isQuiet: true });
}

it('tells what was stored of what was found, in the installation’s day and hour, cut to a length', () => {
  const found = new FoundEvents('p0', 'Asia/Tokyo');
  const [stored, lost, low] = [event(1, 80), event(2, 90), event(3, 49.6)];
  found.scored(stored!, [scored(80), scored(60, 'bob', false)]);
  found.scored(lost!, [scored(90)]);
  found.scored(low!, [scored(49.6)]);
  commit(found, [stored!, low!], 'p1');
  const report = found.take();
  expect(report).toMatchObject({ from: 'p0', to: 'p1', isCut: false });
  expect(report.found).toHaveLength(1);
  expect(report.found[0]).toMatchObject({ score: 80, hour: 21, eventId: stored!['event.id'] });
  expect(report.found[0]!.summary).toHaveLength(500);
  expect(report.found[0]!.reasons[0]!.what).toHaveLength(200);
});

it('more than fits into a report is left out, and the report says so; the next one is whole again', () => {
  const found = new FoundEvents('p0', 'UTC');
  const events = Array.from({ length: 2_000 }, (_, n) => event(n, 80));
  for (const each of events) found.scored(each, [scored(80)]);
  commit(found, events, 'p1');
  const report = found.take();
  expect(report.isCut).toBe(true);
  expect(JSON.stringify(report).length).toBeLessThan(700_000);
  commit(found, [], 'p2');
  expect(found.take()).toEqual({ from: 'p1', to: 'p2', found: [], isCut: false });
});

it('of history it tells the position alone', () => {
  const found = new FoundEvents('p0', 'UTC');
  const imported = event(1, 80);
  found.scored(imported, [scored(80)]);
  commit(found, [imported], 'p1', 'import');
  expect(found.take()).toEqual({ from: 'p0', to: 'p1', found: [], isCut: false });
});
