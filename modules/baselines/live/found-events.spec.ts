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

function foundAt(position: string, zone: string): FoundEvents {
  const found = new FoundEvents(zone);
  found.standAt(position);
  return found;
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
  const found = foundAt('p0', 'Asia/Tokyo');
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

it('a commit that brings more than fits into a report is told in parts, and only the last goes up to it', () => {
  const found = foundAt('p0', 'UTC');
  const events = Array.from({ length: 2_000 }, (_, n) => event(n, 80));
  for (const [n, each] of events.entries()) found.scored(each, [scored(80, `user${n}`)]);
  commit(found, events, 'p1');
  commit(found, [], 'p2');
  const reports = [found.take()];
  while (!found.isEmpty) reports.push(found.take());
  expect(reports.length).toBeGreaterThan(2);
  for (const report of reports) expect(JSON.stringify(report).length).toBeLessThan(900_000);
  expect(reports.flatMap((each) => each.found.map(({ eventId }) => eventId))).toEqual(events.map((e) => e['event.id']));
  expect(reports.map(({ from, to, isCut, part }) => [from, to, isCut, part])).toEqual(
    reports.map((_, n) => ['p0', n === reports.length - 1 ? 'p2' : 'p0', false, n]),
  );
  commit(found, [], 'p3');
  expect(found.take()).toEqual({ from: 'p2', to: 'p3', found: [], isCut: false });
});

it('of an entity that rises again and again it tells each event, and the reasons of the highest alone', () => {
  const found = foundAt('p0', 'UTC');
  const events = Array.from({ length: 1_500 }, (_, n) => event(n, 60 + n / 100));
  for (const [n, each] of events.entries()) found.scored(each, [scored(60 + n / 100), scored(55, `user${n}`, false)]);
  commit(found, events, 'p1');
  const report = found.take();
  expect(report).toMatchObject({ from: 'p0', to: 'p1', isCut: false });
  expect(report.found.map(({ score }) => score)).toEqual(events.map((_, n) => 60 + n / 100));
  expect(report.found.filter(({ reasons }) => reasons.length > 0)).toEqual([report.found.at(-1)]);
});

it('commits that do not fit together come in several reports, each up to where it goes', () => {
  const found = foundAt('p0', 'UTC');
  for (const [at, position] of ['p1', 'p2', 'p3'].entries()) {
    const events = Array.from({ length: 250 }, (_, n) => event(at * 1_000 + n, 80));
    for (const [n, each] of events.entries()) found.scored(each, [scored(80, `user${n}`)]);
    commit(found, events, position);
  }
  commit(found, [], 'p4');
  const reports = [found.take(), found.take(), found.take()];
  expect(reports.map(({ from, to, isCut, found: told }) => [from, to, isCut, told.length])).toEqual([
    ['p0', 'p1', false, 250],
    ['p1', 'p2', false, 250],
    ['p2', 'p4', false, 250],
  ]);
  expect(found.isEmpty).toBe(true);
});

it('says that all is to be read from the store when nobody asked for long', () => {
  const found = foundAt('p0', 'UTC');
  for (let at = 1; at <= 90; at++) {
    const events = Array.from({ length: 100 }, (_, n) => event(at * 1_000 + n, 80));
    for (const each of events) found.scored(each, [scored(80)]);
    commit(found, events, `p${at}`);
  }
  expect(found.take()).toMatchObject({ from: 'p0', to: 'p81', found: [], isCut: true });
  expect(found.take()).toMatchObject({ from: 'p81', to: 'p90', isCut: false });
});

it('of history it tells the position alone', () => {
  const found = foundAt('p0', 'UTC');
  const imported = event(1, 80);
  found.scored(imported, [scored(80)]);
  commit(found, [imported], 'p1', 'import');
  expect(found.take()).toEqual({ from: 'p0', to: 'p1', found: [], isCut: false });
});

it('of what is in the store already it tells whether the row says so', () => {
  const found = foundAt('p0', 'UTC');
  const unmarked = { 'event.id': '20261120-default-live-1-7' } as unknown as LogEvent;
  found.stored(unmarked, [scored(80), scored(49), scored(70, 'bob', false)]);
  found.stored(event(8, 90), [scored(90)]);
  const report = found.take();
  expect(report).toMatchObject({ from: 'p0', to: 'p0', isCut: false });
  expect(report.found.map(({ eventId, isUnmarked }) => [eventId, isUnmarked])).toEqual([
    ['20261120-default-live-1-7', true],
    ['20261120-default-live-0-8', undefined],
  ]);
});

/** So many that only a report can tell that it has to be cut. */
function flood(found: FoundEvents, each: Partial<Scored>): void {
  for (let n = 0; n < 9_000; n++)
    found.stored({ 'event.id': `e${n}` } as unknown as LogEvent, [{ ...scored(60, `user${n}`), reasons: [], ...each }]);
}

it('of what only a report tells the one that becomes an alert keeps its reasons, and so does the highest', () => {
  const found = foundAt('p0', 'UTC');
  const told = [scored(76), scored(75), { ...scored(80), state: 'muted' as const }];
  for (const [n, each] of told.entries()) found.stored({ 'event.id': `a${n}` } as unknown as LogEvent, [each]);
  flood(found, { summary: '' });
  const { found: first } = found.take();
  const ofAlice = first.filter(({ entity }) => entity.name === 'alice');
  expect(new Map(ofAlice.map(({ score, reasons }) => [score, reasons.length]))).toEqual(new Map([[76, 1], [75, 0], [80, 1]])); // prettier-ignore
});

it('where too much waits no flood of what is still learned takes the place of what becomes an alert', () => {
  const found = foundAt('p0', 'UTC');
  found.stored({ 'event.id': 'a' } as unknown as LogEvent, [scored(78)]);
  flood(found, { score: 99, state: 'learning', summary: '' });
  const taken: string[] = [];
  while (!found.isEmpty) taken.push(...found.take().found.map(({ eventId }) => eventId));
  expect(taken).toContain('a');
});

it('where too much waits the highest stay of what only a report can tell', () => {
  const found = foundAt('p0', 'UTC');
  for (let n = 0; n < 9_000; n++)
    found.stored({ 'event.id': `e${n}` } as unknown as LogEvent, [
      { ...scored(60 + (n % 30)), reasons: [], summary: '' },
    ]);
  commit(found, [], 'p1');
  const scores: number[] = [];
  let isCut = false;
  while (!found.isEmpty) {
    const report = found.take();
    isCut ||= report.isCut;
    scores.push(...report.found.map(({ score }) => score));
  }
  expect(isCut).toBe(true);
  expect(scores.length).toBeGreaterThanOrEqual(4_000);
  expect(scores.length).toBeLessThanOrEqual(8_000);
  expect(scores.filter((score) => score === 89)).toHaveLength(300);
});
