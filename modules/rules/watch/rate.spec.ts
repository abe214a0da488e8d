import { describe, expect, it } from 'vitest';
import { ruleSchema } from '../rule.js';
import { closedWindow, compare, comparedWith, type RateDetection, rateFindings } from './rate.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
const rule = ruleSchema.parse({
  id: 'r',
  name: 'Rush',
  detect: { kind: 'rate', query: 'x', windowSeconds: 900 },
  groupBy: ['host'],
});
const detect = rule.detect as RateDetection;

it.each([
  ['10:15:59', '10:00'],
  ['10:16:00', '10:15'],
  ['10:30:59', '10:15'],
])('at %s the last window that is over and a minute old ended at %s', (time, end) => {
  const { from, to } = closedWindow(detect, Date.parse(`2026-11-20T${time}Z`));
  expect([iso(to).slice(11), to - from]).toEqual([end, 900_000]);
});

describe('a window is compared', () => {
  const window = { from: Date.parse('2026-11-20T10:00Z'), to: Date.parse('2026-11-20T10:15Z') };
  const starts = (dataSince: number, zone = 'UTC', of = window): string[] =>
    comparedWith(of, dataSince, zone).windows.map(({ from }) => iso(from));

  it('with the same of four weeks before', () =>
    expect(starts(0)).toEqual(['2026-11-13T10:00', '2026-11-06T10:00', '2026-10-30T10:00', '2026-10-23T10:00']));

  it('with as many weeks as there are', () =>
    expect(starts(window.from - 15 * DAY)).toEqual(['2026-11-13T10:00', '2026-11-06T10:00']));

  it('with the days before while there are no two weeks', () => {
    expect(starts(window.from - 3 * DAY)).toEqual(['2026-11-19T10:00', '2026-11-18T10:00', '2026-11-17T10:00']);
    expect(starts(window.from - 9 * DAY)).toHaveLength(7);
  });

  it('with nothing before the third day', () => expect(starts(window.from - 3 * DAY + 1)).toEqual([]));

  it('at the same time on the wall when the clock changed between', () =>
    expect(starts(0, 'Europe/Berlin').slice(0, 4)).toEqual([
      '2026-11-13T10:00',
      '2026-11-06T10:00',
      '2026-10-30T10:00',
      '2026-10-23T09:00',
    ]));
});

it.each<[string, { actual: number; before: number[]; direction?: 'rise' | 'fall' }, boolean]>([
  ['as many as usual', { actual: 100, before: [100, 100] }, false],
  ['just the factor', { actual: 500, before: [100, 100] }, false],
  ['more than the factor', { actual: 501, before: [100, 100] }, true],
  ['too few to be said', { actual: 99, before: [1, 1] }, false],
  ['many where there are none', { actual: 100, before: [0, 0] }, true],
  ['nothing to compare with', { actual: 1_000, before: [] }, false],
  ['fewer, of a rule for less', { actual: 19, before: [100, 100], direction: 'fall' }, true],
  ['not few enough', { actual: 20, before: [100, 100], direction: 'fall' }, false],
  ['none where there are hardly any', { actual: 0, before: [99, 99], direction: 'fall' }, false],
])('%s', (_, { actual, before, direction = 'rise' }, expected) =>
  expect(compare({ direction, factor: 5, atLeast: 100 }, actual, before) !== undefined).toBe(expected),
);

describe('an unusual window', () => {
  const window = { from: 10 * HOUR, to: 10 * HOUR + 900_000 };
  const key = '[["host.name","web1"]]';
  const said = (actual: number, each: 'week' | 'day' = 'week') =>
    rateFindings(rule, window, [{ key, actual, expected: 100, each, events: [] }], () => undefined).raised[0]?.summary;
  const found = (last?: number, isTest = false) =>
    rateFindings(rule, window, [{ key, actual: 600, expected: 100, each: 'week', events: [] }], () =>
      last === undefined ? undefined : { last, isTest },
    );

  it('begins an alert that says what is usual', () => {
    expect(found().raised).toMatchObject([
      {
        title: 'Rush: web1',
        summary:
          '600 events of host web1 within 15 min (6 times as many); usual are 100 within 15 min at this hour of the week.',
        count: 600,
        entity: { host: 'web1' },
      },
    ]);
  });

  it('says what it was compared with, and how many times as many they are', () => {
    expect(said(130, 'day')).toBe(
      '130 events of host web1 within 15 min (1.3 times as many); usual are 100 within 15 min at this hour of the day.',
    );
    expect(said(1)).toMatch(/^1 event of host web1 within 15 min \(1 %\)/);
  });

  it('makes one grow that is not quiet yet, and is told once', () => {
    expect(found(window.from - 1)).toMatchObject({ raised: [], grown: [{ count: 600, last: window.to - 1 }] });
    expect(found(window.from - HOUR)).toMatchObject({ raised: [{}], grown: [] });
    expect(found(window.from - 1, true)).toMatchObject({ raised: [{}], grown: [] });
    expect(found(window.to - 1)).toEqual({ raised: [], grown: [], recovered: [] });
  });
});
